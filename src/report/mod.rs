//! Reports: what the events of a run look like to people and to machines.
//!
//! Live reports are [`Reporter`]s and hear every [`Event`](crate::event::Event) through a [`FanOut`].
//! Documents are rows of the table of [`FORMATS`], each written from a [`SavedRun`], so that a run can be
//! rendered again.

#[cfg(feature = "allure")]
mod allure;
mod bounded;
mod body;
mod cases;
mod compare;
mod ctrf;
mod entry;
mod error;
mod evidence;
mod fan_out;
mod format;
mod github;
mod grid;
mod har;
mod json;
pub mod junit;
mod kept;
mod markdown;
mod merge;
mod ndjson;
pub mod page;
mod plain;
mod record;
mod record_file;
mod safe;
#[cfg(test)]
mod sample;
mod sarif;
mod saved;
mod schema;
mod spool;
mod standard_output;
mod summary;
mod tally;
mod tap;
mod terminal;
mod text;
mod whole_file;
mod written;
mod xml;

pub use cases::Cases;
pub use compare::{Baseline, Changes, Named};
pub use error::ReportError;
pub use fan_out::{FanOut, Lost, Reporter};
pub use format::{FORMATS, Format, How, Passed, Render, RenderFolder, RenderProblems};
pub use kept::Kept;
pub use merge::{Merge, MergeError};
pub use ndjson::Ndjson;
pub use record::{CaseCounts, Recorder, RunRecord};
pub use record_file::{RecordFile, events};
pub use safe::visible;
pub use saved::{Exchanges, SavedRun};
pub use schema::{record_schema, summary_schema};
pub use standard_output::StandardOutput;
pub use summary::{Exit, Problem, Summary, Totals};
pub use tally::Tally;
pub use terminal::{
    CurlLine, Progress, Rerun, Terminal, TerminalSettings, Verbosity, case_block, rerun_command,
};
pub use whole_file::WholeFile;
