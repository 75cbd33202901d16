//! The run record: a run's events as they are written, read again, merged and compared.

pub(crate) mod atomic_file;
pub(crate) mod case_store;
mod compare;
mod error;
mod exchange_cache;
mod merge;
mod read;
mod run_record;
#[cfg(test)]
pub(crate) mod sample;
mod saved_run;
mod schema;
mod spill;
mod summary;
mod record_index;

pub use atomic_file::WholeFile;
pub use case_store::Cases;
pub use compare::{Baseline, Changes, Named};
pub use error::ReportError;
pub use exchange_cache::Kept;
pub use merge::{Merge, MergeError};
pub use read::{RecordFile, events};
pub use run_record::{CaseCounts, Recorder, RunRecord};
pub use saved_run::{Exchanges, SavedRun};
pub use schema::{record_schema, summary_schema};
pub use summary::{Exit, Problem, Summary, Totals};
