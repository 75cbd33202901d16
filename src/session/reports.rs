//! `--report FORMAT=PATH` and `--reports DIR`.

use std::path::{Path, PathBuf};

use crate::report::{self, Ndjson, ReportError, Reporter, RunRecord, Summary, WholeFile, junit};

use super::{Exit, Failure};

/// A format that reports are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// `JUnit` XML.
    Junit,
    /// The run record: one event a line.
    Ndjson,
    /// A summary with the ledger.
    Json,
}

impl ReportFormat {
    const ALL: [Self; 3] = [Self::Junit, Self::Ndjson, Self::Json];

    fn name(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Ndjson => "ndjson",
            Self::Json => "json",
        }
    }

    fn usual_file(self) -> &'static str {
        match self {
            Self::Junit => "junit.xml",
            Self::Ndjson => "run.ndjson",
            Self::Json => "summary.json",
        }
    }
}

/// One report that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The format.
    pub format: ReportFormat,
    /// The file.
    pub path: PathBuf,
}

impl ReportRequest {
    /// Reads `FORMAT` or `FORMAT=PATH`; without a path it is the usual file in this folder.
    ///
    /// # Errors
    ///
    /// If there is no such format or the path is empty.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let (name, path) = match text.split_once('=') {
            Some((name, path)) => (name, Some(path)),
            None => (text, None),
        };
        let Some(format) = ReportFormat::ALL.into_iter().find(|format| format.name() == name)
        else {
            let known: Vec<&str> = ReportFormat::ALL.iter().map(|format| format.name()).collect();
            let message = format!("--report {text:?}: there is no format {name:?}");
            return Err(
                Failure::usage(message).help(format!("the formats are {}", known.join(", ")))
            );
        };
        let path = path.unwrap_or(format.usual_file());
        if path.is_empty() {
            return Err(Failure::usage(format!("--report {text:?} names no file behind `=`")));
        }
        Ok(Self { format, path: path.into() })
    }

    /// The usual reports in one folder.
    pub fn usual(folder: &Path) -> Vec<Self> {
        let all = ReportFormat::ALL.into_iter();
        all.map(|format| Self { format, path: folder.join(format.usual_file()) }).collect()
    }

    /// Removes the report of an earlier run, so that none is taken for that of a run which did not come about.
    ///
    /// # Errors
    ///
    /// If there is one and it cannot be removed.
    pub fn remove_old(&self) -> Result<(), Failure> {
        if !self.path.is_file() {
            return Ok(());
        }
        std::fs::remove_file(&self.path).map_err(|error| {
            let path = self.path.display();
            Failure::judge(format!("the old report {path} cannot be removed: {error}"))
        })
    }

    /// The report as one that listens to the run, if it is a live one.
    pub(super) fn live(&self) -> Option<Result<Box<dyn Reporter>, ReportError>> {
        match self.format {
            ReportFormat::Ndjson => {
                Some(Ndjson::create(&self.path).map(|report| Box::new(report) as Box<dyn Reporter>))
            }
            ReportFormat::Junit | ReportFormat::Json => None,
        }
    }

    /// Writes the report, if it is a document.
    pub(super) fn write_document(&self, record: &RunRecord, exit: Exit) -> Result<(), ReportError> {
        match self.format {
            ReportFormat::Ndjson => Ok(()),
            ReportFormat::Junit => WholeFile::write(&self.path, |out| junit::write(record, out)),
            ReportFormat::Json => {
                let exit = report::Exit::new(exit.code(), exit.word());
                let summary = Summary::new(record, Some(exit));
                WholeFile::write(&self.path, |out| summary.write(out))
            }
        }
    }
}
