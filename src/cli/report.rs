//! `statusquo report`: renders a saved run again, or merges its shards.

use crate::record::Coverage;
use crate::report::Reporter;
use crate::session::{record_files, render_saved};
use crate::settings::{Exit, Failure, RecordedSettings};

use super::commands::ReportCommand;
use super::console::{Console, verbosity};
use super::finish;

pub(super) fn report(command: &ReportCommand, console: Console) -> Result<Exit, Failure> {
    let settings = RecordedSettings::resolve(&command.arguments, command.against.as_deref())?;
    let records = record_files(&command.records)?;
    let terminal = console.terminal(verbosity(command.verbose), &settings.reports);
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(terminal)];
    let coverage = if command.partial { Coverage::Subset } else { Coverage::Plan };
    let finished = render_saved(records, coverage, &settings, live)?;
    if let Some(against) = &settings.against {
        finish::print_changes(against, &finished, &settings.reports)?;
    }
    finish::print_reports(&finished, &settings.reports, console);
    Ok(finished.exit)
}
