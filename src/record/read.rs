//! A saved run record, read event by event.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::error::ReportError;
use crate::event::{Event, FORMAT, RunStarted};

/// Reads the events of a run record that was written as NDJSON, one event a line. The record may break off between
/// lines. Blank lines are ignored.
///
/// An item is an error if its line is not an event that this version knows.
pub fn events(lines: impl BufRead) -> impl Iterator<Item = Result<Event, ReportError>> {
    // Blank lines are numbered too, so that a message names the line that an editor shows.
    let numbered = (1..).zip(lines.lines());
    numbered.filter_map(|(number, line)| match line {
        Ok(line) if line.trim().is_empty() => None,
        Ok(line) => Some(event(&line, number)),
        Err(source) => Some(Err(ReportError::Read { source })),
    })
}

fn event(line: &str, number: usize) -> Result<Event, ReportError> {
    let event = serde_json::from_str(line)
        .map_err(|source| ReportError::NotAnEvent { line: number, source })?;
    match event {
        // A newer version may have changed the meaning of a member, so its record is refused and not guessed at.
        Event::RunStarted(RunStarted { format, .. }) if format > FORMAT => {
            Err(ReportError::NewerFormat { format, known: FORMAT })
        }
        event => Ok(event),
    }
}

/// A file with a run record. Every use of the record reads the file again, so the record is never whole in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFile {
    path: PathBuf,
}

impl RecordFile {
    /// Refers to the record in a file. Nothing is read yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Returns the path, for messages.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the events, one at a time. See [`events`].
    ///
    /// # Errors
    ///
    /// If the file cannot be opened. An item is an error if its line is not a valid event.
    pub fn events(&self) -> Result<impl Iterator<Item = Result<Event, ReportError>>, ReportError> {
        let file = File::open(&self.path).map_err(|source| ReportError::Read { source })?;
        Ok(events(BufReader::new(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Recorder;

    /// A record of format 1, in which the name of a documented code is a text. Never written anew.
    const FORMAT_1: &str = include_str!("../../tests/reports/format-1.ndjson");

    #[test]
    fn a_record_of_format_1_has_the_same_ledger() {
        let mut recorder = Recorder::default();
        for event in events(FORMAT_1.as_bytes()) {
            recorder.observe(event.expect("format 2 reads format 1"));
        }
        let ledger = recorder.into_record().expect("the record has a start").ledger;
        let rows = ledger.contracts.iter().flat_map(|contract| &contract.rows);
        let seen = rows.filter(|row| row.cases > 0);
        let seen: Vec<_> = seen.map(|row| (row.facts.row.to_string(), row.cases)).collect();
        let expected = [
            ("200", 1),
            ("201", 2),
            ("204", 1),
            ("404 RESOURCE_NOT_FOUND", 1),
            ("405 METHOD_NOT_SUPPORTED", 1),
            ("operation-0 404", 1),
            ("GET /things/{id}/1 400 BROKEN", 1),
        ];
        assert_eq!(seen, expected.map(|(row, cases)| (row.to_owned(), cases)));
        assert_eq!(ledger.counts().proven, 3);
        assert_eq!(ledger.counts().violated, 4);
    }
}
