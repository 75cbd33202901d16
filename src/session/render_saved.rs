//! Saved runs: rendered again, or merged from shards.

use std::path::{Path, PathBuf};

use crate::record::{Coverage, Merge, MergeError, RecordFile};
use crate::report::Reporter;
use crate::settings::{Failure, InputFile, RecordedSettings, refuse_to_replace_inputs};

use super::FinishedRun;
use super::listeners::Listeners;

/// Returns the run records of these paths. A folder means every `.ndjson` file in it.
///
/// # Errors
///
/// Returns an error if a folder cannot be read or has no run record.
pub fn record_files(paths: &[PathBuf]) -> Result<Vec<RecordFile>, Failure> {
    let mut records = Vec::new();
    for path in paths {
        if path.is_dir() {
            records.extend(records_in(path)?.into_iter().map(RecordFile::new));
        } else {
            records.push(RecordFile::new(path));
        }
    }
    Ok(records)
}

fn records_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unusable = |why: String| Failure::usage(format!("{}: {why}", folder.display()));
    let entries = folder.read_dir().map_err(|error| unusable(error.to_string()))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut files: Vec<PathBuf> =
        files.filter(|file| file.extension().is_some_and(|end| end == "ndjson")).collect();
    if files.is_empty() {
        return Err(unusable("there is no run record in it".to_owned())
            .help("`statusquo run --report ndjson=PATH` writes one"));
    }
    // The order of a folder differs between file systems, and the output must not.
    files.sort();
    Ok(files)
}

/// Merges run records and writes the requested reports, as the run would have.
///
/// # Errors
///
/// Returns an error if a report would replace a record, a record cannot be read, or the records are not parts of
/// one run.
pub fn render_saved(
    records: Vec<RecordFile>,
    coverage: Coverage,
    settings: &RecordedSettings,
    live: Vec<Box<dyn Reporter>>,
) -> Result<FinishedRun, Failure> {
    // The records are streamed while the reports are written, so a report must not replace one of them.
    let record = |record: &RecordFile| {
        InputFile::new(record.path(), "a run record that it is rendered from")
    };
    let inputs: Vec<InputFile> = records.iter().map(record).collect();
    refuse_to_replace_inputs(&settings.reports, &inputs)?;
    let refused = |error: MergeError| Failure::usage(error.to_string());
    let merge = Merge::of(records, coverage).map_err(refused)?;
    let mut listeners = Listeners::start(&settings.reports, live, 0);
    merge.tell(|event| listeners.send(event)).map_err(refused)?;
    Ok(listeners.finish(&settings.criteria))
}
