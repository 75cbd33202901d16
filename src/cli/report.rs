//! `statusquo report`: a saved run rendered again, or put together from its parts.

use std::path::Path;

use crate::record::Baseline;
use crate::report::Reporter;
use crate::session::{self, Concluded, Exit, Failure, ReportRequest};

use super::args::ReportCommand;
use super::talk::{Talk, print, say};

pub(super) fn report(command: &ReportCommand, talk: Talk) -> Result<Exit, Failure> {
    let requests = command.told.requests()?;
    let against = command.against.as_deref();
    let baseline = against.map(|path| session::baseline("--against", path)).transpose()?;
    let records = session::records(&command.records)?;
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(talk.terminal(command.verbose, &requests))];
    // What is otherwise than in another run is shown; what the contract says decides.
    let demands = command.told.demands();
    let concluded = session::render(records, live, &requests, demands)?;
    if let (Some(baseline), Some(path)) = (&baseline, against) {
        changes(baseline, path, &concluded, &requests)?;
    }
    written(&concluded, &requests, talk);
    Ok(concluded.exit)
}

/// Says what is otherwise than in the run of this file: on standard output, or beside it where a report
/// goes there.
pub(super) fn changes(
    baseline: &Baseline,
    file: &Path,
    concluded: &Concluded,
    requests: &[ReportRequest],
) -> Result<(), Failure> {
    let changes = baseline.changes(&concluded.record.ledger);
    let text = format!("against {}: {changes}", file.display());
    if requests.iter().any(|request| request.path().is_none()) {
        say(text.trim_end());
        return Ok(());
    }
    print(&text)
}

/// Says which reports were written, and which could not be.
pub(super) fn written(concluded: &Concluded, requests: &[ReportRequest], talk: Talk) {
    for error in &concluded.report_errors {
        talk.failure(&Failure::judge(error.clone()));
    }
    if let Some(unmet) = &concluded.unmet {
        say(&format!("incomplete: {unmet}"));
    }
    let paths = requests.iter().filter_map(ReportRequest::path).filter(|path| path.exists());
    let paths: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    if !paths.is_empty() {
        say(&format!("reports: {}", paths.join(", ")));
    }
}
