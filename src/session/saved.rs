//! Saved runs: rendered again, put together from parts, held against each other.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::event::Event;
use crate::report::{
    Baseline, FanOut, Merge, MergeError, Recorder, Reporter, RunRecord, SavedRun,
};

use super::{Concluded, Demands, Failure, ReportRequest, conclude, listeners};

/// The baseline that a run record is.
///
/// # Errors
///
/// If it cannot be read, or is no run record.
pub fn baseline(flag: &str, path: &Path) -> Result<Baseline, Failure> {
    let unusable = |why: String| Failure::usage(format!("{flag} {}: {why}", path.display()));
    let file = File::open(path).map_err(|error| unusable(error.kind().to_string()))?;
    let record = RunRecord::read(BufReader::new(file)).map_err(|error| {
        unusable(error.to_string()).help("it is the run record that `--report ndjson=PATH` writes")
    })?;
    Ok(Baseline::new(&record))
}

/// The run records that someone names; a folder stands for every `.ndjson` file in it.
///
/// # Errors
///
/// If there is none, or a folder cannot be read.
pub fn records(paths: &[PathBuf]) -> Result<Vec<SavedRun>, Failure> {
    let mut records = Vec::new();
    for path in paths {
        if !path.is_dir() {
            records.push(SavedRun::new(path));
            continue;
        }
        let unusable = |why: String| Failure::usage(format!("{}: {why}", path.display()));
        let entries = path.read_dir().map_err(|error| unusable(error.to_string()))?;
        let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let mut files: Vec<PathBuf> =
            files.filter(|file| file.extension().is_some_and(|end| end == "ndjson")).collect();
        if files.is_empty() {
            return Err(unusable("there is no run record in it".to_owned())
                .help("`statusquo run --report ndjson=PATH` writes one"));
        }
        files.sort();
        records.extend(files.into_iter().map(SavedRun::new));
    }
    Ok(records)
}

/// Puts run records together and writes the reports that are asked for, as the run would have.
///
/// # Errors
///
/// If a record cannot be read, or they are not parts of one run.
///
/// # Panics
///
/// Never: a merged run begins with its first event.
pub fn render(
    records: Vec<SavedRun>,
    live: Vec<Box<dyn Reporter>>,
    requests: &[ReportRequest],
    demands: Demands<'_>,
) -> Result<Concluded, Failure> {
    let refused = |error: MergeError| Failure::usage(error.to_string());
    let own = |request: &&ReportRequest| records.iter().any(|run| run.path() == request.path);
    if let Some(request) = requests.iter().find(own) {
        let path = request.path.display();
        return Err(Failure::usage(format!("the report {path} would replace the run it is made of")));
    }
    let merge = Merge::of(records).map_err(refused)?;
    let (mut fan_out, mut report_errors) = listeners(live, requests);
    let mut recorder = Recorder::default();
    let told = merge.tell(|event: &Event| {
        recorder.observe(event);
        fan_out.send(event);
    });
    told.map_err(refused)?;
    report_errors.extend(lost(fan_out));
    let record = recorder.into_record().expect("a merged run begins with its first event");
    Ok(conclude(record, report_errors, requests, demands))
}

/// The reports that were given up, one line each.
pub(super) fn lost(fan_out: FanOut) -> impl Iterator<Item = String> {
    fan_out.finish().into_iter().map(|lost| lost.error.to_string())
}
