//! Reports: the events of a run for people and for programs.
//!
//! Live reports are [`Reporter`]s and receive every [`Event`](crate::event::Event) through a [`FanOut`].
//! Documents are rows of the table of [`FORMATS`], each written from a [`SavedRun`](crate::record::SavedRun), so a saved run can be
//! rendered again.

#[cfg(feature = "allure")]
mod allure;
mod size_limit;
mod body;
mod counts_text;
mod ctrf;
mod test_entries;
mod evidence;
mod fan_out;
mod format;
mod github;
mod har;
pub mod junit;
mod markdown;
mod ndjson;
pub mod page;
mod sarif;
mod standard_output;
mod tap;
mod terminal;
mod text;
mod xml;

pub use fan_out::{FanOut, Reporter};
pub use format::{FORMATS, Format, How, Passed, Render, RenderFolder, RenderProblems};
pub use ndjson::Ndjson;
pub use standard_output::StandardOutput;
pub use terminal::{
    CurlLine, Progress, Rerun, Terminal, TerminalSettings, Verbosity, case_block, rerun_command,
};
