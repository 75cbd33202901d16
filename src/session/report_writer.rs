//! Writes the requested reports: some while the run goes on, the others at its end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::record::{ReportError, SavedRun, WholeFile};
use crate::report::{How, Ndjson, Passed, Render, Reporter, StandardOutput};
use crate::settings::{Destination, Failure, InputFile, ReportRequest, refuse_to_replace_inputs};

use super::job_summary;

/// Removes the reports of an earlier run, so that none of them is mistaken for a report of this run if this run
/// does not start. All inputs must have been read.
///
/// # Errors
///
/// Returns an error if a report has the path of an input, or an old report cannot be removed.
pub fn remove_old_reports(requests: &[ReportRequest], inputs: &[InputFile]) -> Result<(), Failure> {
    // Before anything is removed: the path of a report may be that of a suite or of a baseline.
    refuse_to_replace_inputs(requests, inputs)?;
    for path in requests.iter().filter_map(ReportRequest::path).filter(|path| path.is_file()) {
        std::fs::remove_file(path).map_err(|error| {
            let path = path.display();
            Failure::not_judged(format!("the old report {path} cannot be removed: {error}"))
        })?;
    }
    Ok(())
}

/// Writes a document to the destination of a report.
///
/// # Errors
///
/// Returns an error if the document cannot be written completely.
pub fn write_report(
    request: &ReportRequest,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), ReportError> {
    match &request.destination {
        Destination::StandardOutput => StandardOutput::write(|out| content(out)),
        Destination::File(path) => WholeFile::write(path, |out| content(out)),
    }
}

/// Writes the requested reports of one run that need the whole run.
#[derive(Debug)]
pub(super) struct ReportWriter<'r> {
    requests: &'r [ReportRequest],
    /// The folder of a temporary run record, for reports that need the record if no report request writes one.
    temporary: Option<tempfile::TempDir>,
}

/// The reports of one run after their start.
pub(super) struct StartedReports<'r> {
    /// Writes the reports that need the whole run.
    pub(super) writer: ReportWriter<'r>,
    /// The reports that are written while the run goes on.
    pub(super) live: Vec<Box<dyn Reporter>>,
    /// The reports that could not be started, one line each.
    pub(super) errors: Vec<String>,
}

impl<'r> ReportWriter<'r> {
    /// Starts the live reports, and a temporary run record if a report needs one.
    pub(super) fn start(requests: &'r [ReportRequest]) -> StartedReports<'r> {
        let mut writer = ReportWriter { requests, temporary: None };
        let (mut live, mut errors) = (Vec::new(), Vec::new());
        let mut add = |report: Result<Ndjson, ReportError>| match report {
            Ok(report) => live.push(Box::new(report) as Box<dyn Reporter>),
            Err(error) => errors.push(error.to_string()),
        };
        requests.iter().filter_map(live_report).for_each(&mut add);
        let needs_record = requests.iter().any(|request| request.format.passed != Passed::None);
        // The record in memory has no exchanges of passed cases, so a format that shows them needs a file.
        if needs_record && writer.record_path().is_none() {
            match tempfile::tempdir() {
                Ok(folder) => {
                    add(Ndjson::create(&folder.path().join(RECORD)));
                    writer.temporary = Some(folder);
                }
                Err(error) => errors.push(format!("no place for the run record: {error}")),
            }
        }
        StartedReports { writer, live, errors }
    }

    /// Returns the bytes of exchanges of passed cases that the requested formats show: the largest need.
    pub(super) fn exchange_bytes(&self) -> usize {
        let first = self.requests.iter().filter_map(|request| match request.format.passed {
            Passed::First(bytes) => Some(bytes),
            Passed::None | Passed::All => None,
        });
        first.max().unwrap_or(0)
    }

    /// Writes the reports that need the whole run. Returns a line for each report that could not be written.
    pub(super) fn write(&self, run: impl Fn() -> SavedRun<'r>) -> Vec<String> {
        let write_one = |request| self.write_one(request, &run).err();
        self.requests.iter().filter_map(write_one).collect()
    }

    fn write_one(
        &self,
        request: &ReportRequest,
        run: &impl Fn() -> SavedRun<'r>,
    ) -> Result<(), String> {
        let run = match self.record_path().filter(|_| request.format.passed != Passed::None) {
            Some(path) => run().written_in(&path),
            None => run(),
        };
        let document = |render: Render| write_report(request, |out| render(&run, out));
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

    /// Returns the file of the run record, if there is one that can be read again.
    fn record_path(&self) -> Option<PathBuf> {
        if let Some(folder) = &self.temporary {
            return Some(folder.path().join(RECORD));
        }
        let live = self.requests.iter().filter(|request| matches!(request.format.how, How::Live));
        // A pipe or a terminal can be written but not read again.
        let mut paths = live.filter_map(ReportRequest::path);
        paths.find(|path| path.is_file() || !path.exists()).map(Path::to_path_buf)
    }
}

/// The file name of the temporary run record.
const RECORD: &str = "run.ndjson";

/// Starts a report that is written while the run goes on. Returns `None` for all other formats.
fn live_report(request: &ReportRequest) -> Option<Result<Ndjson, ReportError>> {
    let How::Live = request.format.how else { return None };
    Some(match &request.destination {
        Destination::StandardOutput => Ok(Ndjson::to_standard_output()),
        Destination::File(path) => Ndjson::create(path),
    })
}
