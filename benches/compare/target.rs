//! The process of the target.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// The target process, which is killed on drop.
pub(crate) struct Target {
    process: Child,
    /// The URL of the target.
    pub(crate) url: String,
}

impl Target {
    /// Starts the target and waits until it listens.
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
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
