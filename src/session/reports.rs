//! `--report FORMAT[=PATH]` and `--reports DIR`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::record::{Kept, ReportError, SavedRun, WholeFile};
use crate::report::{Format, How, Ndjson, Passed, Render, Reporter, StandardOutput};

use super::{Failure, job_summary};

/// One report that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The format.
    pub format: &'static Format,
    /// Where it goes.
    pub destination: Destination,
    /// The file to which a page is added, where the format has one for the summary of a CI job.
    pub job_summary: Option<PathBuf>,
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// To standard output.
    StandardOutput,
    /// Into this file, or this folder where the format has several files.
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
            None | Some("-") if matches!(format.how, How::Folder(_)) => {
                let message = format!("--report {text:?}: {name} is a folder of files");
                let help = format!("name the folder: {name}={}", format.file);
                return Err(Failure::usage(message).help(help));
            }
            None | Some("-") => Destination::StandardOutput,
            Some("") => {
                let message = format!("--report {text:?} names no file behind `=`");
                return Err(Failure::usage(message));
            }
            Some(path) => Destination::File(path.into()),
        };
        Ok(Self { format, destination, job_summary: None })
    }

    /// The usual reports in one folder.
    pub fn usual(folder: &Path) -> Vec<Self> {
        let report = |format: &'static Format| {
            let destination = Destination::File(folder.join(format.file));
            Self { format, destination, job_summary: None }
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

    /// Writes a document to where it goes.
    ///
    /// # Errors
    ///
    /// If it cannot be written to its end.
    pub fn write(
        &self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        match &self.destination {
            Destination::StandardOutput => StandardOutput::write(|out| content(out)),
            Destination::File(path) => WholeFile::write(path, |out| content(out)),
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
    job_summary: Option<&Path>,
) -> Result<Vec<ReportRequest>, Failure> {
    let asked: Result<Vec<ReportRequest>, Failure> =
        reports.iter().map(|text| ReportRequest::parse(text)).collect();
    let usual = folder.map(ReportRequest::usual).unwrap_or_default();
    let mut requests: Vec<ReportRequest> = asked?.into_iter().chain(usual).collect();
    for request in &mut requests {
        request.job_summary = job_summary.map(Path::to_path_buf);
    }
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
    /// Room for the exchanges of which the formats show the first.
    pub(super) fn kept(&self) -> Kept {
        let first = self.requests.iter().filter_map(|request| match request.format.passed {
            Passed::First(bytes) => Some(bytes),
            Passed::None | Passed::All => None,
        });
        Kept::up_to(first.max().unwrap_or(0))
    }

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
        if requests.iter().any(|request| request.format.passed != Passed::None)
            && reports.record().is_none()
        {
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

    /// Writes those that do not listen; says which could not be written.
    pub(super) fn write(&self, run: impl Fn() -> SavedRun<'r>) -> Vec<String> {
        let one = |request| self.write_one(request, &run).err();
        self.requests.iter().filter_map(one).collect()
    }

    fn write_one(
        &self,
        request: &ReportRequest,
        run: &impl Fn() -> SavedRun<'r>,
    ) -> Result<(), String> {
        let run = match self.record().filter(|_| request.format.passed != Passed::None) {
            Some(path) => run().written_in(&path),
            None => run(),
        };
        let document = |render: Render| {
            request.write(|out| {
                render(&run, out)?;
                run.record.cases.whole()
            })
        };
        let written = match (request.format.how, request.path()) {
            (How::Live, _) | (How::Folder(_), None) => Ok(()),
            (How::Document(render) | How::Job { log: render, .. }, _) => document(render),
            (How::Folder(render), Some(folder)) => render(&run, folder),
        };
        written.map_err(|error| error.to_string())?;
        let (How::Job { summary, .. }, Some(file)) = (request.format.how, &request.job_summary)
        else {
            return Ok(());
        };
        let mut page = Vec::new();
        summary(&run, &mut page).map_err(|error| error.to_string())?;
        job_summary::append(file, &page)
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
