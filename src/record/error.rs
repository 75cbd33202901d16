//! Errors of writing and reading reports.

use std::io;

/// A report or a run record could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A file could not be written. An older file at the path is unchanged.
    #[error("cannot write {path}: {source}")]
    Write {
        /// The path of the file.
        path: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The terminal, or a pipe in place of it, could not be written.
    #[error("cannot write to the terminal: {source}")]
    Terminal {
        /// The error of the operating system.
        source: io::Error,
    },
    /// A run record could not be read.
    #[error("cannot read the run record: {source}")]
    Read {
        /// The error of the operating system.
        source: io::Error,
    },
    /// Cases that were spilled to disk during the run could not be read from there.
    #[error("the cases cannot be read again: {source}")]
    Spill {
        /// The error of the operating system.
        source: io::Error,
    },
    /// A line of a run record is not an event that this version knows.
    #[error("line {line} of the run record is not an event: {source}")]
    NotAnEvent {
        /// The line, counted from 1.
        line: usize,
        /// The error of the JSON reader.
        source: serde_json::Error,
    },
    /// The format of a run record is newer than this version.
    #[error("the run record has the format {format}, and this version reads up to {known}")]
    NewerFormat {
        /// The format of the record.
        format: u32,
        /// The newest format that this version knows.
        known: u32,
    },
    /// A run record has no `run-started` event.
    #[error("the run record has no `run-started` event")]
    NoStart,
}

/// Renderers write to an [`io::Write`] and read the record on the way, so the errors of the record must fit into those of
/// the output.
impl From<ReportError> for io::Error {
    fn from(error: ReportError) -> Self {
        Self::other(error)
    }
}
