//! A run record that a flag names as input.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::record::RunRecord;

use super::Failure;

/// Reads the run record that `flag` names. The record may end early, as after a crash.
///
/// # Errors
///
/// Returns an error if the file cannot be read or is not a run record.
pub(super) fn read(flag: &str, path: &Path) -> Result<RunRecord, Failure> {
    let file = File::open(path).map_err(|error| unusable(flag, path, &error.kind()))?;
    RunRecord::read(BufReader::new(file)).map_err(|error| {
        unusable(flag, path, &error).help("name a run record, as `--report ndjson=PATH` writes it")
    })
}

/// Returns the error that the file of a flag cannot be used.
pub(super) fn unusable(flag: &str, path: &Path, reason: &impl ToString) -> Failure {
    Failure::usage(format!("{flag} {}: {}", path.display(), reason.to_string()))
}
