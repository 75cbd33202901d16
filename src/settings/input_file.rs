//! Files that a command reads, compared with the paths of its reports.

use std::path::{Path, PathBuf};

use super::file_identity::file_identity;
use super::{Failure, ReportRequest};

/// A file that a command reads and that no report may replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// The path as the user or a suite names it.
    pub path: PathBuf,
    /// The role of the file, with an article: `the contract`.
    pub role: &'static str,
}

impl InputFile {
    /// Names the role of a file.
    pub fn new(path: impl Into<PathBuf>, role: &'static str) -> Self {
        Self { path: path.into(), role }
    }
}

/// Checks that no report has the path of an input file.
///
/// A report may replace the record of `--baseline` or `--failed-from`: the record was already read as a whole, is
/// a report itself, and is superseded by the new run. Traffic, contracts and suites are the only copy of their content.
///
/// # Errors
///
/// Returns an error for the first report that would replace an input.
pub fn refuse_to_replace_inputs(
    requests: &[ReportRequest],
    inputs: &[InputFile],
) -> Result<(), Failure> {
    let paths: Vec<&Path> = requests.iter().filter_map(ReportRequest::path).collect();
    if paths.is_empty() {
        return Ok(());
    }
    for input in inputs {
        let identity = file_identity(&input.path);
        if let Some(path) = paths.iter().find(|path| file_identity(path) == identity) {
            let message = format!("the report {} would replace {}", path.display(), input.role);
            let help = "write the report to another path, or --reports into another folder";
            return Err(Failure::usage(message).help(help));
        }
    }
    Ok(())
}
