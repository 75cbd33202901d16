//! The last lines of a command that judges: the changes since another run, and the reports.

use crate::session::FinishedRun;
use crate::settings::{Failure, NamedBaseline, ReportRequest};

use super::changes::describe;
use super::console::{Console, print_data, print_message, uses_standard_output};

/// Prints the differences to another run: on standard output, or on standard error if a report has standard output.
///
/// # Errors
///
/// Returns an error if standard output cannot be written.
pub(super) fn print_changes(
    other: &NamedBaseline,
    finished: &FinishedRun,
    requests: &[ReportRequest],
) -> Result<(), Failure> {
    let changes = other.baseline.changes(&finished.record.ledger);
    let text = format!("against {}: {}", other.file.display(), describe(&changes));
    if uses_standard_output(requests) {
        print_message(text.trim_end());
        return Ok(());
    }
    print_data(&text)
}

/// Prints the reports that were written, and those that could not be written.
pub(super) fn print_reports(finished: &FinishedRun, requests: &[ReportRequest], console: Console) {
    for error in &finished.report_errors {
        console.failure(&Failure::not_judged(error.clone()));
    }
    if let Some(unmet) = &finished.unmet {
        print_message(&format!("incomplete: {unmet}"));
    }
    let paths = requests.iter().filter_map(ReportRequest::path).filter(|path| path.exists());
    let paths: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    if !paths.is_empty() {
        print_message(&format!("reports: {}", paths.join(", ")));
    }
}
