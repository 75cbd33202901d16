//! Recorded traffic judged by contracts: a run that sends nothing.

use std::path::PathBuf;

use url::Url;

use crate::contract::Layers;
use crate::diagnostic::Sources;
use crate::report::Reporter;
use crate::settings::{Failure, RecordedSettings};
use crate::traffic::{self, Recording, TrafficError};

use super::FinishedRun;
use super::listeners::Listeners;

/// Reads files of recorded traffic. `base` is the base URL of the API.
///
/// # Errors
///
/// Returns an error if a file cannot be read or is no recorded traffic, or if its exchanges go to several hosts and
/// `base` is missing.
pub fn recordings(files: &[PathBuf], base: Option<&str>) -> Result<Vec<Recording>, Failure> {
    let base = base.map(|text| {
        Url::parse(text).map_err(|error| Failure::usage(format!("--target {text}: {error}")))
    });
    let base = base.transpose()?;
    let read = |path: &PathBuf| {
        Recording::read(path, base.as_ref()).map_err(|error| {
            let failure = Failure::usage(error.to_string());
            match error {
                TrafficError::SeveralHosts { .. } => failure
                    .help("name the API with --target URL; exchanges with other hosts are skipped"),
                _ => failure,
            }
        })
    };
    files.iter().map(read).collect()
}

/// Judges recordings and writes the requested reports, as a run would.
pub fn judge_traffic(
    recordings: &[Recording],
    layers: &Layers,
    sources: Sources,
    settings: &RecordedSettings,
    live: Vec<Box<dyn Reporter>>,
) -> FinishedRun {
    let mut listeners = Listeners::start(&settings.reports, live, 0);
    traffic::judge(recordings, layers, sources, |event| listeners.send(event));
    listeners.finish(&settings.criteria)
}
