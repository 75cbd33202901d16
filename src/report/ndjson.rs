//! The run record as NDJSON: written during the run, one event a line.

use std::io::{self, Write};
use std::path::Path;

use super::{Reporter, StandardOutput, standard_output};
use crate::event::Event;
use crate::record::{ReportError, WholeFile, atomic_file};
use crate::sanitize::json;

/// Writes each event as one line of JSON. A file appears at its path when the run has ended.
#[derive(Debug)]
pub struct Ndjson {
    out: Out,
    /// The buffer of a line, used again for each event.
    line: Vec<u8>,
}

#[derive(Debug)]
enum Out {
    File(WholeFile),
    Standard(StandardOutput),
}

impl Ndjson {
    /// Starts a run record for `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be created.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        Ok(Self { out: Out::File(WholeFile::create(path)?), line: Vec::new() })
    }

    /// Starts a run record on standard output.
    pub fn to_standard_output() -> Self {
        let out = Out::Standard(StandardOutput::default());
        Self { out, line: Vec::new() }
    }
}

/// Writes a line. Flushes it if somebody may read along; nobody can read a temporary file, so that one is buffered.
fn write(out: &mut Out, line: &[u8]) -> io::Result<()> {
    match out {
        Out::File(file) if file.is_unseen() => file.write_all(line),
        Out::File(file) => file.write_all(line).and_then(|()| file.flush()),
        Out::Standard(out) => out.write_all(line).and_then(|()| out.flush()),
    }
}

impl Reporter for Ndjson {
    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        // The buffer is reused, so that a long run does not allocate for each event.
        self.line.clear();
        // Serialized completely before it is written, so that no reader sees half an event after an error.
        let written = json::line(&mut self.line, event);
        written.and_then(|()| write(&mut self.out, &self.line)).map_err(|source| match &self.out {
            Out::File(file) => atomic_file::refused(file.path(), source),
            Out::Standard(_) => standard_output::refused(source),
        })
    }

    fn finish(self: Box<Self>) -> Result<(), ReportError> {
        match self.out {
            Out::File(file) => file.commit(),
            Out::Standard(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RunRecord;
    use crate::record::sample::{sample_events, sample_record};

    #[test]
    fn a_written_record_is_the_run() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("run.ndjson");
        let mut report = Box::new(Ndjson::create(&path).expect("the folder is ours"));
        for event in &sample_events() {
            report.on_event(event).expect("there is room");
        }
        assert!(!path.exists());
        report.finish().expect("there is room");
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert_eq!(text.lines().count(), sample_events().len());
        assert_eq!(RunRecord::read(text.as_bytes()).expect("it is whole"), sample_record());
    }
}
