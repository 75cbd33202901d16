//! The target's process.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// The target, which is ended with this.
pub(crate) struct Target {
    process: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Target {
    /// Starts it and waits for it to listen.
    pub(crate) fn start() -> Outcome<Self> {
        let mut process =
            Command::new(std::env::current_exe()?).arg("server").stdout(Stdio::piped()).spawn()?;
        let out = process.stdout.take().ok_or("the target has no output")?;
        let mut url = String::new();
        BufReader::new(out).read_line(&mut url)?;
        Ok(Self { process, url: url.trim().to_owned() })
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
