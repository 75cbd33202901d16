//! `--report FORMAT[=PATH]` and `--reports DIR`: the reports that a command writes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::report::{Format, How};

use super::arguments::ReportArguments;
use super::file_identity::file_identity;
use super::{Failure, RecordedArguments};

/// One report to write: its format and its destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The format of the report.
    pub format: &'static Format,
    /// The place to which the report is written.
    pub destination: Destination,
    /// The file to which the format appends a page for the summary of a CI job, if it has such a page.
    pub job_summary: Option<PathBuf>,
}

/// The place to which a report is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// The standard output of the process.
    StandardOutput,
    /// A file, or a folder if the format has several files.
    File(PathBuf),
}

impl ReportRequest {
    /// Parses `FORMAT` or `FORMAT=PATH`. Without a path, or with the path `-`, the report goes to standard output.
    ///
    /// # Errors
    ///
    /// Returns an error if the format is unknown, the path is empty, or a format with several files has no folder.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, Some(path)),
            None => (text, None),
        };
        let format = Format::named(name).map_err(|closest| unknown_format(text, name, closest))?;
        let destination = match path {
            None | Some("-") if matches!(format.how, How::Folder(_)) => {
                let message = format!("--report {text:?}: {name} writes several files");
                let help = format!("name a folder: {name}={}", format.file);
                return Err(Failure::usage(message).help(help));
            }
            None | Some("-") => Destination::StandardOutput,
            Some("") => {
                let message = format!("--report {text:?} has no file after `=`");
                return Err(Failure::usage(message));
            }
            Some(path) => Destination::File(path.into()),
        };
        Ok(Self { format, destination, job_summary: None })
    }

    /// Returns a report of a format in a file.
    pub fn to_file(format: &'static Format, path: impl Into<PathBuf>) -> Self {
        Self { format, destination: Destination::File(path.into()), job_summary: None }
    }

    /// Returns the usual reports, in one folder.
    pub fn usual(folder: &Path) -> Vec<Self> {
        Format::usual().map(|format| Self::to_file(format, folder.join(format.file))).collect()
    }

    /// Returns the file of the report, or `None` for standard output.
    pub fn path(&self) -> Option<&Path> {
        match &self.destination {
            Destination::StandardOutput => None,
            Destination::File(path) => Some(path),
        }
    }
}

fn unknown_format(text: &str, name: &str, closest: Option<&str>) -> Failure {
    let failure = Failure::usage(format!("--report {text:?}: there is no format {name:?}"));
    let names: Vec<&str> = Format::names().collect();
    let formats = format!("the formats are {}", names.join(", "));
    failure.help(match closest {
        Some(closest) => format!("did you mean `{closest}`? {formats}"),
        None => formats,
    })
}

impl ReportArguments {
    /// Parses the reports of a run.
    ///
    /// # Errors
    ///
    /// Returns an error if a report is invalid or two reports have one destination.
    pub(super) fn requests(&self) -> Result<Vec<ReportRequest>, Failure> {
        requests(&self.reports, self.report_folder.as_deref(), self.job_summary.as_deref())
    }
}

impl RecordedArguments {
    /// Parses the reports of a command that sends nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if a report is invalid or two reports have one destination.
    pub(super) fn requests(&self) -> Result<Vec<ReportRequest>, Failure> {
        requests(&self.reports, self.report_folder.as_deref(), self.job_summary.as_deref())
    }
}

fn requests(
    reports: &[String],
    folder: Option<&Path>,
    job_summary: Option<&Path>,
) -> Result<Vec<ReportRequest>, Failure> {
    let single: Result<Vec<ReportRequest>, Failure> =
        reports.iter().map(|text| ReportRequest::parse(text)).collect();
    let usual = folder.map(ReportRequest::usual).unwrap_or_default();
    let mut requests: Vec<ReportRequest> = single?.into_iter().chain(usual).collect();
    for request in &mut requests {
        request.job_summary = job_summary.map(Path::to_path_buf);
    }
    let mut taken: BTreeSet<Option<PathBuf>> = BTreeSet::new();
    // One file can be spelt in several ways, and `None` is standard output.
    let twice = requests.iter().find(|request| !taken.insert(request.path().map(file_identity)));
    if let Some(twice) = twice {
        let place = twice.path().map(|path| path.display().to_string());
        let place = place.unwrap_or_else(|| "standard output".to_owned());
        return Err(Failure::usage(format!("two reports would be written to {place}")));
    }
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let request = ReportRequest::parse(text).expect("it is valid");
        assert_eq!(request.path(), expected.map(Path::new));
    }

    #[track_caller]
    fn check_refused(text: &str, expected: Option<&str>) {
        let failure = ReportRequest::parse(text).expect_err("it is refused");
        let help = failure.help.unwrap_or_default();
        assert!(help.starts_with(expected.unwrap_or_default()), "{help}");
        assert_eq!(help.is_empty(), expected.is_none(), "{help}");
    }

    #[test]
    fn a_report_without_a_path_goes_to_standard_output() {
        check("junit", None);
        check("json=-", None);
        check("ndjson=a=b.ndjson", Some("a=b.ndjson"));
    }

    #[test]
    fn an_unknown_format_and_an_empty_path_are_refused() {
        check_refused("jnuit=x", Some("did you mean `junit`?"));
        check_refused("junit=", None);
    }

    #[test]
    fn the_usual_reports_are_files_of_one_folder() {
        let usual = ReportRequest::usual(Path::new("out"));
        let paths: Vec<&Path> = usual.iter().filter_map(ReportRequest::path).collect();
        assert!(paths.contains(&Path::new("out/junit.xml")), "{paths:?}");
        assert!(paths.contains(&Path::new("out/run.ndjson")), "{paths:?}");
    }
}
