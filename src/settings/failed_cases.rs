//! `--failed-from RUN.ndjson`: the cases that failed or errored in an earlier run.

use std::collections::BTreeSet;
use std::path::Path;

use crate::verdict::{CaseName, Outcome};

use super::run_record_input::{read, unusable};
use super::{Exit, Failure};

const FLAG: &str = "--failed-from";

/// Returns the cases that failed or errored in the run of a record.
///
/// # Errors
///
/// Returns an error if the record cannot be read, or if no case failed or errored.
pub(super) fn failed_cases(path: &Path) -> Result<BTreeSet<CaseName>, Failure> {
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
