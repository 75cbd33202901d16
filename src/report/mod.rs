//! Reports: what the events of a run look like to people and to machines.
//!
//! Live reports are [`Reporter`]s and hear every [`Event`](crate::event::Event) through a [`FanOut`].
//! Documents are written from a [`RunRecord`], so that a saved run can be rendered again.

mod body;
mod error;
mod fan_out;
pub mod junit;
mod ndjson;
pub mod page;
mod record;
mod safe;
#[cfg(test)]
mod sample;
mod schema;
mod summary;
mod tally;
mod terminal;
mod text;
mod whole_file;
mod xml;

pub use error::ReportError;
pub use fan_out::{FanOut, Lost, Reporter};
pub use ndjson::Ndjson;
pub use record::{CaseCounts, Recorder, RunRecord};
pub use schema::{record_schema, summary_schema};
pub use summary::{Exit, Problem, Summary, Totals};
pub use tally::Tally;
pub use terminal::{
    CurlLine, Progress, Rerun, Terminal, TerminalSettings, Verbosity, case_block, rerun_command,
};
pub use whole_file::WholeFile;
