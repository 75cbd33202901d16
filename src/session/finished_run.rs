//! The end of a run, as the front ends report it.

use crate::record::RunRecord;
use crate::settings::Exit;

/// A run that has ended and whose reports are written.
#[derive(Debug)]
pub struct FinishedRun {
    /// The events of the run, folded.
    pub record: RunRecord,
    /// The exit code.
    pub exit: Exit,
    /// The condition that the documented codes do not meet, in one line, if the run is incomplete because of it.
    pub unmet: Option<String>,
    /// The reports that could not be written, one line each.
    pub report_errors: Vec<String>,
}
