//! Run records that flags name as input: `--baseline`, `--against` and `--failed-from`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::record::{Baseline, RunRecord};
use crate::verdict::{CaseName, Outcome};

use super::{Exit, Failure};

/// An earlier run to compare with, and its file.
#[derive(Debug, Clone)]
pub struct NamedBaseline {
    /// The run record, as the flag names it.
    pub file: PathBuf,
    /// The results of the earlier run, with which this run is compared.
    pub baseline: Baseline,
}

impl NamedBaseline {
    /// Reads the run record that `flag` names.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or is not a run record.
    pub fn read(flag: &str, file: &Path) -> Result<Self, Failure> {
        let record = read(flag, file)?;
        let baseline = Baseline::new(&record).map_err(|error| unusable(flag, file, &error))?;
        Ok(Self { file: file.to_path_buf(), baseline })
    }
}

/// Returns the cases that failed or errored in the run of a record.
///
/// # Errors
///
/// Returns an error if the record cannot be read, or if no case failed or errored.
pub(super) fn failed_cases(path: &Path) -> Result<BTreeSet<CaseName>, Failure> {
    const FLAG: &str = "--failed-from";
    let record = read(FLAG, path)?;
    let mut failed = BTreeSet::new();
    for case in &record.cases {
        let case = case.map_err(|error| unusable(FLAG, path, &error))?;
        if matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }) {
            failed.insert(case.case.clone());
        }
    }
    if failed.is_empty() {
        let failure = unusable(FLAG, path, &"no case failed or errored in that run");
        return Err(Failure { exit: Exit::Incomplete, ..failure });
    }
    Ok(failed)
}

/// Reads the run record that `flag` names. The record may end early, as after a crash.
///
/// # Errors
///
/// Returns an error if the file cannot be read or is not a run record.
fn read(flag: &str, path: &Path) -> Result<RunRecord, Failure> {
    let file = File::open(path).map_err(|error| unusable(flag, path, &error.kind()))?;
    RunRecord::read(BufReader::new(file)).map_err(|error| {
        unusable(flag, path, &error).help("name a run record, as `--report ndjson=PATH` writes it")
    })
}

/// Returns the error that the file of a flag cannot be used.
pub(super) fn unusable(flag: &str, path: &Path, reason: &impl ToString) -> Failure {
    Failure::usage(format!("{flag} {}: {}", path.display(), reason.to_string()))
}
