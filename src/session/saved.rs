//! Saved runs: rendered again, put together from parts, held against each other.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::record::{Baseline, Merge, MergeError, RecordFile, RunRecord};
use crate::report::Reporter;

use super::{Concluded, Demands, Failure, ReportRequest, Telling};

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
pub fn records(paths: &[PathBuf]) -> Result<Vec<RecordFile>, Failure> {
    let mut records = Vec::new();
    for path in paths {
        if !path.is_dir() {
            records.push(RecordFile::new(path));
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
        records.extend(files.into_iter().map(RecordFile::new));
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
    records: Vec<RecordFile>,
    live: Vec<Box<dyn Reporter>>,
    requests: &[ReportRequest],
    demands: Demands<'_>,
) -> Result<Concluded, Failure> {
    let refused = |error: MergeError| Failure::usage(error.to_string());
    let own = |path: &&Path| records.iter().any(|run| run.path() == *path);
    if let Some(path) = requests.iter().filter_map(ReportRequest::path).find(own) {
        let message = format!("the report {} would replace the run it is made of", path.display());
        return Err(Failure::usage(message));
    }
    let merge = Merge::of(records).map_err(refused)?;
    let mut telling = Telling::begin(requests, live);
    merge.tell(|event| telling.tell(event)).map_err(refused)?;
    Ok(telling.conclude(demands))
}
