//! The formats of reports: one table for the command line, its help and `--reports`.

use std::io::{self, Write};
use std::path::Path;

#[cfg(feature = "allure")]
use super::allure;
use super::{ctrf, github, har, junit, markdown, page, sarif, tap};
use crate::diagnostic::{Diagnostic, Sources, closest};
use crate::record::{ReportError, SavedRun};

/// A format that reports are written in.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name by which `--report` selects the format.
    pub name: &'static str,
    /// The file name in the folder of `--reports`.
    pub file: &'static str,
    /// The purpose of the format in a few words, for the help text.
    pub purpose: &'static str,
    /// True if the format is one of the usual reports, which `--reports` writes.
    pub usual: bool,
    /// The exchanges of passed cases that the format shows.
    pub passed: Passed,
    /// The way in which the format is written.
    pub how: How,
}

/// The exchanges of passed cases that a format shows. The record of a run leaves them out. If a format shows any, its
/// [`SavedRun`] knows the files in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// The format shows no exchange of a passed case.
    None,
    /// The format shows the first exchanges, up to about this many bytes.
    First(usize),
    /// The format shows the exchanges of all passed cases.
    All,
}

/// The way in which a format is written.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// The format is written during the run: the run record itself.
    Live,
    /// The format is one document, which is written after the run.
    Document(Render),
    /// The format is written after the run: lines for the log of a CI job, and a page that is appended to the summary
    /// of the job.
    Job {
        /// Writes the lines for the log of the job.
        log: Render,
        /// Writes the page for the summary of the job.
        summary: Render,
    },
    /// The format is several files in a folder, which are written after the run.
    Folder(RenderFolder),
}

/// Writes a run as one document. The same run results in the same bytes.
pub type Render = fn(&SavedRun<'_>, &mut dyn Write) -> io::Result<()>;

/// Writes a run into a folder.
pub type RenderFolder = fn(&SavedRun<'_>, &Path) -> Result<(), ReportError>;

/// Writes the problems of suites and contracts, which are found without a run.
pub type RenderProblems = fn(&[Diagnostic], &Sources, &mut dyn Write) -> io::Result<()>;

/// All formats, in the order of the help text.
pub const FORMATS: &[Format] = &[
    Format {
        name: "junit",
        file: "junit.xml",
        purpose: "CI systems that read JUnit",
        usual: true,
        passed: Passed::None,
        how: How::Document(|run, out| junit::write(run.record, out)),
    },
    Format {
        name: "junit-strict",
        file: "junit-strict.xml",
        purpose: "readers that check JUnit against the schema of Jenkins' xunit plugin or of Ant",
        usual: false,
        passed: Passed::None,
        how: How::Document(|run, out| junit::write_strict(run.record, out)),
    },
    Format {
        name: "ndjson",
        file: "run.ndjson",
        purpose: "the run record, from which every report can be made again",
        usual: true,
        passed: Passed::None,
        how: How::Live,
    },
    Format {
        name: "json",
        file: "summary.json",
        purpose: "scripts: totals and the verdict of every documented code",
        usual: true,
        passed: Passed::None,
        how: How::Document(|run, out| run.summary().write(out)),
    },
    Format {
        name: "html",
        file: "report.html",
        purpose: "people: the whole run as one page",
        usual: true,
        passed: Passed::First(page::SHOWN),
        how: How::Document(page::write),
    },
    Format {
        name: "markdown",
        file: "summary.md",
        purpose: "the summary of a CI job, and comments on a change",
        usual: true,
        passed: Passed::None,
        how: How::Document(markdown::write),
    },
    Format {
        name: "github",
        file: "github.txt",
        purpose: "annotations in GitHub and Gitea, and the summary of their job",
        usual: false,
        passed: Passed::None,
        how: How::Job { log: github::write, summary: markdown::write },
    },
    Format {
        name: "tap",
        file: "run.tap",
        purpose: "consumers of the Test Anything Protocol, version 14",
        usual: false,
        passed: Passed::None,
        how: How::Document(tap::write),
    },
    Format {
        name: "ctrf",
        file: "ctrf.json",
        purpose: "dashboards and bots that read the Common Test Report Format",
        usual: false,
        passed: Passed::None,
        how: How::Document(ctrf::write),
    },
    Format {
        name: "har",
        file: "run.har",
        purpose: "every exchange, for browsers' tools and HTTP clients",
        usual: false,
        passed: Passed::All,
        how: How::Document(har::write),
    },
    Format {
        name: "sarif",
        file: "run.sarif",
        purpose: "code scanning and editors: findings at their line",
        usual: false,
        passed: Passed::None,
        how: How::Document(sarif::write),
    },
    #[cfg(feature = "allure")]
    Format {
        name: "allure",
        file: "allure-results",
        purpose: "Allure: a folder of results",
        usual: false,
        passed: Passed::None,
        how: How::Folder(allure::write),
    },
];

impl Format {
    /// Returns the format with this name.
    ///
    /// # Errors
    ///
    /// If no format has the name. The error is the most similar name, if there is one.
    pub fn named(name: &str) -> Result<&'static Self, Option<&'static str>> {
        let found = FORMATS.iter().find(|format| format.name == name);
        found.ok_or_else(|| closest(name, Self::names()))
    }

    /// Returns the names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|format| format.name)
    }

    /// Returns the function that writes the problems of suites and contracts, or `None` if the format shows runs only.
    pub fn problems(&self) -> Option<RenderProblems> {
        // By name, because only these two formats have a notion of a problem without a run.
        match self.name {
            "sarif" => Some(sarif::of_problems),
            "github" => Some(github::of_problems),
            _ => None,
        }
    }

    /// Returns the formats that `--reports` writes.
    pub fn usual() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter().filter(|format| format.usual)
    }
}

/// Two formats are equal if their names are. The table has each name once.
impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Format {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_format_has_a_name_and_a_file_of_its_own() {
        let names: BTreeSet<&str> = Format::names().collect();
        let files: BTreeSet<&str> = FORMATS.iter().map(|format| format.file).collect();
        assert_eq!((names.len(), files.len()), (FORMATS.len(), FORMATS.len()));
    }

    #[test]
    fn a_name_that_is_almost_right_is_suggested() {
        assert_eq!(Format::named("junti").err(), Some(Some("junit")));
        assert_eq!(Format::named("powerpoint").err(), Some(None));
        assert_eq!(Format::named("ndjson").map(|format| format.file), Ok("run.ndjson"));
    }
}
