//! A run that has ended, as document reports are rendered from it.

use std::path::{Path, PathBuf};

use super::exchange_lookup::ExchangeLookup;
use super::run_record::RunRecord;
use super::summary::{Exit, Summary};

/// A run that has ended: its record, the exit of the command, and the files in which the record was written.
///
/// Every document report is a function of this value, so a saved run can be rendered again.
#[derive(Debug)]
pub struct SavedRun<'r> {
    /// The record of the run.
    pub record: &'r RunRecord,
    /// The exit of the command, if a command made the run.
    pub exit: Option<Exit>,
    written: Vec<PathBuf>,
}

impl<'r> SavedRun<'r> {
    /// Creates a saved run whose record was not written to a file.
    pub fn new(record: &'r RunRecord, exit: Option<Exit>) -> Self {
        Self { record, exit, written: Vec::new() }
    }

    /// Adds a file in which the record, or a part of it, was written as NDJSON.
    #[must_use]
    pub fn written_in(mut self, path: &Path) -> Self {
        self.written.push(path.to_owned());
        self
    }

    /// Creates a lookup for the exchanges of the cases.
    pub fn exchanges(&self) -> ExchangeLookup<'r> {
        ExchangeLookup::new(&self.record.cases, &self.written)
    }

    /// Returns the summary of the run.
    pub fn summary(&self) -> Summary {
        Summary::new(self.record, self.exit.clone())
    }
}
