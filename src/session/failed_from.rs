//! `--failed-from RUN.ndjson`: the cases that did not pass in an earlier run.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::plan::{Plan, Selection, Selector};
use crate::record::RunRecord;
use crate::verdict::{CaseName, Outcome};

use super::{Exit, Failure};

/// What `--filter`, `--tag` and `--failed-from` select together.
///
/// # Errors
///
/// If the record cannot be read, or no case failed or errored in that run.
pub fn selection(
    filters: &[String],
    tags: &[String],
    failed_from: Option<&Path>,
) -> Result<Selection, Failure> {
    let filters = filters.iter().map(|filter| Selector::parse(filter)).collect();
    let cases = failed_from.map(failed_cases).transpose()?;
    Ok(Selection { filters, tags: tags.to_vec(), cases })
}

/// The cases that failed or errored in a run, by its record, which may break off.
fn failed_cases(path: &Path) -> Result<BTreeSet<CaseName>, Failure> {
    let unusable = |why: String| Failure::usage(format!("--failed-from {}: {why}", path.display()));
    let file = File::open(path).map_err(|error| unusable(error.kind().to_string()))?;
    let record = RunRecord::read(BufReader::new(file)).map_err(|error| {
        unusable(error.to_string()).help("it is the run record that `--report ndjson=PATH` writes")
    })?;
    let mut failed = BTreeSet::new();
    for case in record.cases.stream() {
        let case = case.map_err(|error| unusable(error.to_string()))?;
        if matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }) {
            failed.insert(case.case.clone());
        }
    }
    if failed.is_empty() {
        let failure = unusable("no case failed or errored in that run".to_owned());
        return Err(Failure { exit: Exit::Incomplete, ..failure });
    }
    Ok(failed)
}

/// The cases that `--failed-from` names and that are not in a plan, as a line.
pub fn unknown_cases(selection: &Selection, plan: &Plan) -> Option<String> {
    let unknown: Vec<String> =
        selection.unknown(plan).into_iter().map(ToString::to_string).collect();
    let line =
        format!("not in these suites, though --failed-from names it: {}", unknown.join(", "));
    (!unknown.is_empty()).then_some(line)
}
