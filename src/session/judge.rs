//! Recorded traffic judged by contracts: a run in which nothing is sent.

use std::path::PathBuf;

use url::Url;

use crate::contract::Layers;
use crate::diagnostic::Sources;
use crate::report::Reporter;
use crate::traffic::{self, Recording, TrafficError};

use super::{Concluded, Demands, Failure, ReportRequest, Telling};

/// The recordings of these files; `base` is the base URL of the API.
///
/// # Errors
///
/// If a file cannot be read, is no recorded traffic, or has exchanges with several hosts and `base` is
/// not given.
pub fn recordings(files: &[PathBuf], base: Option<&str>) -> Result<Vec<Recording>, Failure> {
    let base = base.map(|text| {
        Url::parse(text).map_err(|error| Failure::usage(format!("--target {text}: {error}")))
    });
    let base = base.transpose()?;
    let read = |path: &PathBuf| {
        Recording::read(path, base.as_ref()).map_err(|error| {
            let failure = Failure::usage(error.to_string());
            match error {
                TrafficError::SeveralHosts { .. } => {
                    failure.help("name the API with --target URL; what went elsewhere is skipped")
                }
                _ => failure,
            }
        })
    };
    files.iter().map(read).collect()
}

/// Judges recordings and writes the reports that are asked for, as a run would.
pub fn judge(
    recordings: &[Recording],
    (layers, sources): (&Layers, Sources),
    live: Vec<Box<dyn Reporter>>,
    requests: &[ReportRequest],
    demands: Demands<'_>,
) -> Concluded {
    let mut telling = Telling::begin(requests, live);
    traffic::judge(recordings, layers, sources, |event| telling.tell(event));
    telling.conclude(demands)
}
