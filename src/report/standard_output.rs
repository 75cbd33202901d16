//! Reports that go to standard output.

use std::io::{self, ErrorKind, Write};

use crate::record::ReportError;

/// Standard output. If the pipe is closed, as by `head`, the rest of the report is dropped without an error.
#[derive(Debug, Default)]
pub struct StandardOutput {
    closed: bool,
}

impl StandardOutput {
    /// Writes a whole report.
    ///
    /// # Errors
    ///
    /// If the report cannot be written, as on a full disk.
    pub fn write(content: impl FnOnce(&mut Self) -> io::Result<()>) -> Result<(), ReportError> {
        let mut out = Self::default();
        content(&mut out).and_then(|()| out.flush()).map_err(refused)
    }
}

/// Returns the error for a report that could not be written to standard output.
pub(super) fn refused(source: io::Error) -> ReportError {
    ReportError::Write { path: "standard output".into(), source }
}

impl Write for StandardOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // The writer must still consume the bytes. An error would make a finished run look failed.
        if self.closed {
            return Ok(bytes.len());
        }
        match io::stdout().lock().write(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match io::stdout().lock().flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}
