//! Files that a command reads, compared with the paths of its reports.

use std::path::{Component, Path, PathBuf};

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
/// A record of `--baseline` or `--failed-from` is no such input: it was read as a whole, it is a report itself,
/// and the new run supersedes it. Traffic, contracts and suites are the only copy of their content.
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

/// Returns one path for all spellings of a path: absolute, without `.` and `..`, and with links resolved.
///
/// A report need not exist yet, and neither does its folder. The part that exists is resolved by the file system,
/// the rest by its text.
pub(super) fn file_identity(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if let Ok(canonical) = absolute.canonicalize() {
        return canonical;
    }
    let Some(parent) = absolute.parent() else { return absolute };
    let folder = file_identity(parent);
    match absolute.components().next_back() {
        Some(Component::ParentDir) => folder.parent().map(Path::to_path_buf).unwrap_or(folder),
        Some(Component::Normal(name)) => folder.join(name),
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_path_have_one_identity() {
        let folder = tempfile::tempdir().expect("a folder");
        let expected = file_identity(&folder.path().join("new/report.xml"));
        for spelling in ["./new/report.xml", "new/./report.xml", "new/a/../report.xml"] {
            assert_eq!(file_identity(&folder.path().join(spelling)), expected, "{spelling}");
        }
        assert_ne!(file_identity(&folder.path().join("report.xml")), expected);
        assert_eq!(file_identity(Path::new("./same")), file_identity(Path::new("same")));
    }
}
