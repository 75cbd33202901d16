//! The run record as it is written: live, one event a line.

use std::io::{self, Write};
use std::path::Path;

use super::{ReportError, Reporter, StandardOutput, WholeFile, json, standard_output, whole_file};
use crate::event::Event;

/// Writes each event as one line of JSON; a file takes its place when the run has ended.
#[derive(Debug)]
pub struct Ndjson {
    name: String,
    out: Out,
}

#[derive(Debug)]
enum Out {
    File(WholeFile),
    Standard(StandardOutput),
}

impl Ndjson {
    /// Begins a run record that will stand at `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        let name = format!("ndjson {}", path.display());
        Ok(Self { name, out: Out::File(WholeFile::create(path)?) })
    }

    /// Begins a run record that goes to standard output.
    pub fn to_standard_output() -> Self {
        Self { name: "ndjson".into(), out: Out::Standard(StandardOutput::default()) }
    }
}

/// A run that is killed leaves its lines up to here in the temporary file.
fn line(out: &mut impl Write, event: &Event) -> io::Result<()> {
    json::line(&mut *out, event)?;
    out.flush()
}

impl Reporter for Ndjson {
    fn name(&self) -> &str {
        &self.name
    }

    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        match &mut self.out {
            Out::File(file) => {
                line(file, event).map_err(|source| whole_file::refused(file.path(), source))
            }
            Out::Standard(out) => line(out, event).map_err(standard_output::refused),
        }
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
    use crate::report::RunRecord;
    use crate::report::sample::{sample_events, sample_record};

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
