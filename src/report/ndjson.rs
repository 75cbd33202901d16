//! The run record as it is written: live, one event a line.

use std::io::{self, Write};
use std::path::Path;

use super::whole_file::refused;
use super::{ReportError, Reporter, WholeFile};
use crate::event::Event;

/// Writes each event as one line of JSON; the file takes its place when the run has ended.
#[derive(Debug)]
pub struct Ndjson {
    name: String,
    file: WholeFile,
}

impl Ndjson {
    /// Begins a run record that will stand at `path`.
    ///
    /// # Errors
    ///
    /// If the file cannot be made.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        let name = format!("ndjson {}", path.display());
        Ok(Self { name, file: WholeFile::create(path)? })
    }

    fn line(&mut self, event: &Event) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, event)?;
        self.file.write_all(b"\n")?;
        // A run that is killed leaves its lines up to here in the temporary file.
        self.file.flush()
    }
}

impl Reporter for Ndjson {
    fn name(&self) -> &str {
        &self.name
    }

    fn on_event(&mut self, event: &Event) -> Result<(), ReportError> {
        self.line(event).map_err(|source| refused(self.file.path(), source))
    }

    fn finish(self: Box<Self>) -> Result<(), ReportError> {
        self.file.commit()
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
