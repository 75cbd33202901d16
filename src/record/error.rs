//! Why a report could not be written or read.

use std::io;

/// Why a report could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A file could not be written; what stood there before still stands.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The terminal, or the pipe in its place, takes no more.
    #[error("cannot write to the terminal: {source}")]
    Terminal {
        /// What the system said.
        source: io::Error,
    },
    /// A run record could not be read.
    #[error("cannot read the run record: {source}")]
    Read {
        /// What the system said.
        source: io::Error,
    },
    /// A line of a run record is no event that this version knows.
    #[error("line {line} of the run record is not an event: {source}")]
    NotAnEvent {
        /// The line, counted from 1.
        line: usize,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// A run record is of a format newer than this version.
    #[error("the run record is of format {format}, and this version reads up to {known}")]
    NewerFormat {
        /// The format of the record.
        format: u32,
        /// The newest that is known.
        known: u32,
    },
    /// A run record does not begin with the start of a run.
    #[error("the run record has no `run-started` event")]
    NoStart,
}
