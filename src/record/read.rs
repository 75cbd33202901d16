//! A saved run record, read event by event.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::ReportError;
use crate::event::{Event, FORMAT, RunStarted};

/// The events of a run record that was written as NDJSON, one a line. It may break off between lines.
///
/// Each item is an error if its line is no event that this version knows.
pub fn events(lines: impl BufRead) -> impl Iterator<Item = Result<Event, ReportError>> {
    let written = |(_, line): &(usize, std::io::Result<String>)| {
        line.as_ref().map_or(true, |line| !line.trim().is_empty())
    };
    lines.lines().enumerate().filter(written).map(|(at, line)| {
        let line = line.map_err(|source| ReportError::Read { source })?;
        let event = serde_json::from_str(&line)
            .map_err(|source| ReportError::NotAnEvent { line: at + 1, source })?;
        match event {
            Event::RunStarted(RunStarted { format, .. }) if format > FORMAT => {
                Err(ReportError::NewerFormat { format, known: FORMAT })
            }
            event => Ok(event),
        }
    })
}

/// A file with a run record; it is read as often as it is asked for, and never held whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFile {
    path: PathBuf,
}

impl RecordFile {
    /// The record in this file.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file as people name it.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its events, read as they are taken.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened; each event is an error where its line is none.
    pub fn events(&self) -> Result<impl Iterator<Item = Result<Event, ReportError>>, ReportError> {
        let file = File::open(&self.path).map_err(|source| ReportError::Read { source })?;
        Ok(events(BufReader::new(file)))
    }
}
