//! `statusquo report`: a saved run rendered again, or put together from its parts.

use crate::report::{Changes, Reporter};
use crate::session::{self, Concluded, Demands, Exit, Failure, ReportRequest};

use super::args::ReportCommand;
use super::talk::{Talk, print};

pub(super) fn report(command: &ReportCommand, talk: Talk) -> Result<Exit, Failure> {
    let requests = session::report_requests(&command.reports, command.report_folder.as_deref())?;
    let against = command.against.as_deref();
    let baseline = against.map(|path| session::baseline("--against", path)).transpose()?;
    let records = session::records(&command.records)?;
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(talk.terminal(command.verbose))];
    // What is otherwise than in another run is shown; what the contract says decides.
    let demands =
        Demands { strict: command.strict, require: command.require, baseline: None };
    let concluded = session::render(records, live, &requests, demands)?;
    if let (Some(baseline), Some(path)) = (&baseline, against) {
        let changes = baseline.changes(&concluded.record.ledger);
        print(&told(&changes, &path.display().to_string()))?;
    }
    after(&concluded, &requests, talk);
    Ok(concluded.exit)
}

/// What is otherwise than in the run of this file, in lines.
pub(super) fn told(changes: &Changes, file: &str) -> String {
    if changes.is_empty() {
        return format!("against {file}: every documented code stands as it stood\n");
    }
    let kinds = changes.kinds().into_iter().filter(|(_, list)| !list.is_empty());
    let lines = kinds.flat_map(|(kind, list)| {
        list.iter().map(move |named| format!("  {kind:<26}{}\n", crate::report::safe_line(&named.to_string())))
    });
    format!("against {file}:\n{}", lines.collect::<String>())
}

/// Which reports were written, and which could not be.
pub(super) fn after(concluded: &Concluded, requests: &[ReportRequest], talk: Talk) {
    for error in &concluded.report_errors {
        talk.failure(&Failure::judge(error.clone()));
    }
    let written = requests.iter().filter(|report| report.path.exists());
    let written: Vec<String> = written.map(|report| report.path.display().to_string()).collect();
    if !written.is_empty() {
        super::talk::say(&format!("reports: {}", written.join(", ")));
    }
}
