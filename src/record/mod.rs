//! The run record: a run's events as they are written, read again, merged and compared.

pub(crate) mod atomic_file;
pub(crate) mod cases;
mod compare;
mod error;
mod kept;
mod merge;
mod read;
mod run_record;
#[cfg(test)]
pub(crate) mod sample;
mod saved;
mod schema;
mod spool;
mod summary;
mod written;

pub use atomic_file::WholeFile;
pub use cases::Cases;
pub use compare::{Baseline, Changes, Named};
pub use error::ReportError;
pub use kept::Kept;
pub use merge::{Merge, MergeError};
pub use read::{RecordFile, events};
pub use run_record::{CaseCounts, Recorder, RunRecord};
pub use saved::{Exchanges, SavedRun};
pub use schema::{record_schema, summary_schema};
pub use summary::{Exit, Problem, Summary, Totals};
