//! `--wait-for PATH`: the path to request until the target is up.

use std::time::Duration;

use super::Failure;

/// The path to request before a run starts, and the time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitFor {
    /// A path below the base path of each target. It may have a query.
    pub path: String,
    /// The time limit for all targets together.
    pub limit: Duration,
}

impl WaitFor {
    /// Checks the path of `--wait-for`.
    ///
    /// # Errors
    ///
    /// Returns an error if the path does not begin with `/`.
    pub fn new(path: &str, limit: Duration) -> Result<Self, Failure> {
        if path.starts_with('/') {
            return Ok(Self { path: path.to_owned(), limit });
        }
        let failure = Failure::usage(format!("--wait-for {path:?} does not begin with `/`"));
        Err(failure.help("name a path below the target, such as --wait-for /health"))
    }
}
