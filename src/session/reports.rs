//! `--report FORMAT[=PATH]` and `--reports DIR`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::report::{
    Format, How, Ndjson, Render, ReportError, Reporter, SavedRun, StandardOutput, WholeFile,
};

use super::Failure;

/// One report that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The format.
    pub format: &'static Format,
    /// Where it goes.
    pub destination: Destination,
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// To standard output.
    StandardOutput,
    /// Into this file.
    File(PathBuf),
}

impl ReportRequest {
    /// Reads `FORMAT` or `FORMAT=PATH`; without a path, or with `-` for it, it goes to standard output.
    ///
    /// # Errors
    ///
    /// If there is no such format or the path is empty.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, Some(path)),
            None => (text, None),
        };
        let format = Format::named(name).map_err(|near| {
            let failure = Failure::usage(format!("--report {text:?}: there is no format {name:?}"));
            let names: Vec<&str> = Format::names().collect();
            let formats = format!("the formats are {}", names.join(", "));
            failure.help(match near {
                Some(near) => format!("did you mean `{near}`? {formats}"),
                None => formats,
            })
        })?;
        let destination = match path {
            None | Some("-") => Destination::StandardOutput,
            Some("") => {
                let message = format!("--report {text:?} names no file behind `=`");
                return Err(Failure::usage(message));
            }
            Some(path) => Destination::File(path.into()),
        };
        Ok(Self { format, destination })
    }

    /// The usual reports in one folder.
    pub fn usual(folder: &Path) -> Vec<Self> {
        let report = |format: &'static Format| {
            let destination = Destination::File(folder.join(format.file));
            Self { format, destination }
        };
        Format::usual().map(report).collect()
    }

    /// The file, if it goes into one.
    pub fn path(&self) -> Option<&Path> {
        match &self.destination {
            Destination::StandardOutput => None,
            Destination::File(path) => Some(path),
        }
    }

    /// Removes the report of an earlier run, so that none is taken for that of a run which did not come about.
    ///
    /// # Errors
    ///
    /// If there is one and it cannot be removed.
    pub fn remove_old(&self) -> Result<(), Failure> {
        let Some(path) = self.path().filter(|path| path.is_file()) else { return Ok(()) };
        std::fs::remove_file(path).map_err(|error| {
            let path = path.display();
            Failure::judge(format!("the old report {path} cannot be removed: {error}"))
        })
    }

    /// The report as one that listens to the run, if it is a live one.
    fn live(&self) -> Option<Result<Box<dyn Reporter>, ReportError>> {
        let How::Live = self.format.how else { return None };
        let report = match &self.destination {
            Destination::StandardOutput => Ok(Ndjson::to_standard_output()),
            Destination::File(path) => Ndjson::create(path),
        };
        Some(report.map(|report| Box::new(report) as Box<dyn Reporter>))
    }

    fn render(&self, render: Render, run: &SavedRun<'_>) -> Result<(), ReportError> {
        match &self.destination {
            Destination::StandardOutput => StandardOutput::write(|out| render(run, out)),
            Destination::File(path) => WholeFile::write(path, |out| render(run, out)),
        }
    }
}

/// The reports to write, by `--report` and `--reports`.
///
/// # Errors
///
/// If a format is unknown or has an empty path, or two reports have the same destination.
pub fn report_requests(
    reports: &[String],
    folder: Option<&Path>,
) -> Result<Vec<ReportRequest>, Failure> {
    let asked: Result<Vec<ReportRequest>, Failure> =
        reports.iter().map(|text| ReportRequest::parse(text)).collect();
    let usual = folder.map(ReportRequest::usual).unwrap_or_default();
    let requests: Vec<ReportRequest> = asked?.into_iter().chain(usual).collect();
    let mut taken = BTreeSet::new();
    if let Some(twice) = requests.iter().find(|request| !taken.insert(&request.destination)) {
        let place = twice.path().map(|path| path.display().to_string());
        let place = place.unwrap_or_else(|| "standard output".to_owned());
        return Err(Failure::usage(format!("two reports would be written to {place}")));
    }
    Ok(requests)
}

/// The reports of one run: those that listen to it, and those that are written when it has ended.
#[derive(Debug)]
pub(super) struct Reports<'r> {
    requests: &'r [ReportRequest],
    /// Where the run record is written for those that need it whole, if it is asked for nowhere.
    aside: Option<tempfile::TempDir>,
}

impl<'r> Reports<'r> {
    /// The reports that were asked for, with those that listen and a line for each that cannot be begun.
    pub(super) fn begin(
        requests: &'r [ReportRequest],
    ) -> (Self, Vec<Box<dyn Reporter>>, Vec<String>) {
        let mut reports = Self { requests, aside: None };
        let (mut live, mut errors) = (Vec::new(), Vec::new());
        let mut begin = |report: Result<Box<dyn Reporter>, ReportError>| match report {
            Ok(report) => live.push(report),
            Err(error) => errors.push(error.to_string()),
        };
        requests.iter().filter_map(ReportRequest::live).for_each(&mut begin);
        if requests.iter().any(|request| request.format.whole) && reports.record().is_none() {
            match tempfile::tempdir() {
                Ok(folder) => {
                    let report = Ndjson::create(&folder.path().join(RECORD));
                    begin(report.map(|report| Box::new(report) as Box<dyn Reporter>));
                    reports.aside = Some(folder);
                }
                Err(error) => errors.push(format!("no place for the run record: {error}")),
            }
        }
        (reports, live, errors)
    }

    /// Writes those that are documents; says which could not be written.
    pub(super) fn write(&self, run: impl Fn() -> SavedRun<'r>) -> Vec<String> {
        let mut errors = Vec::new();
        for request in self.requests {
            let How::Document(render) = request.format.how else { continue };
            let written = match self.record().filter(|_| request.format.whole) {
                Some(path) => run().written_in(&path),
                None => Ok(run()),
            };
            if let Err(error) = written.and_then(|run| request.render(render, &run)) {
                errors.push(error.to_string());
            }
        }
        errors
    }

    /// The file that holds the run record when the run has ended and that can be read again.
    fn record(&self) -> Option<PathBuf> {
        if let Some(aside) = &self.aside {
            return Some(aside.path().join(RECORD));
        }
        let live = self.requests.iter().filter(|request| matches!(request.format.how, How::Live));
        // A pipe or a terminal takes a record and does not give it back.
        let mut paths = live.filter_map(ReportRequest::path);
        paths.find(|path| path.is_file() || !path.exists()).map(Path::to_path_buf)
    }
}

/// The name of the run record where it is written aside.
const RECORD: &str = "run.ndjson";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let request = ReportRequest::parse(text).expect("it is one");
        assert_eq!(request.path(), expected.map(Path::new));
    }

    #[track_caller]
    fn check_refused(text: &str, help: Option<&str>) {
        let failure = ReportRequest::parse(text).expect_err("it is refused");
        assert_eq!(failure.help.as_deref().map(|text| text.split('?').next()), help.map(Some));
    }

    #[test]
    fn without_a_path_a_report_goes_to_standard_output() {
        check("junit", None);
        check("json=-", None);
        check("ndjson=a=b.ndjson", Some("a=b.ndjson"));
    }

    #[test]
    fn what_is_no_format_or_no_path_is_refused() {
        check_refused("jnuit=x", Some("did you mean `junit`"));
        check_refused("junit=", None);
    }

    #[test]
    fn the_usual_reports_stand_in_their_folder() {
        let usual = ReportRequest::usual(Path::new("out"));
        let paths: Vec<&Path> = usual.iter().filter_map(ReportRequest::path).collect();
        assert!(paths.contains(&Path::new("out/junit.xml")), "{paths:?}");
        assert!(paths.contains(&Path::new("out/run.ndjson")), "{paths:?}");
    }
}
