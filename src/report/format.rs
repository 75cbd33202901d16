//! The formats of reports: one table, which the command line, its help and `--reports` read alike.

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
    /// What `--report` calls it.
    pub name: &'static str,
    /// Its file where `--reports` names the folder.
    pub file: &'static str,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// Whether it is one of those that `--reports` writes.
    pub usual: bool,
    /// Which exchanges of cases that passed it shows.
    pub passed: Passed,
    /// How it is written.
    pub how: How,
}

/// Which exchanges of cases that passed a format shows. A [`RunRecord`](super::RunRecord) keeps none of them, so
/// where a format shows any it is given a [`SavedRun`] that can find them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// None.
    None,
    /// The first, until these come to so many bytes, about.
    First(usize),
    /// All.
    All,
}

/// How a format is written.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// While the run goes on: the run record itself.
    Live,
    /// When the run has ended.
    Document(Render),
    /// When the run has ended: lines for the log of a CI job, and a page that is added to the job's summary.
    Job {
        /// The lines.
        log: Render,
        /// The page.
        summary: Render,
    },
    /// When the run has ended, as several files in a folder.
    Folder(RenderFolder),
}

/// Writes a run that has ended as one document. The same run makes the same bytes.
pub type Render = fn(&SavedRun<'_>, &mut dyn Write) -> io::Result<()>;

/// Writes a run that has ended into a folder.
pub type RenderFolder = fn(&SavedRun<'_>, &Path) -> Result<(), ReportError>;

/// Writes what is wrong with suites and contracts, which is found without a run.
pub type RenderProblems = fn(&[Diagnostic], &Sources, &mut dyn Write) -> io::Result<()>;

/// All formats, in the order in which they are listed.
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
    /// The format of this name.
    ///
    /// # Errors
    ///
    /// If there is none: then the name that was likely meant, if any is near.
    pub fn named(name: &str) -> Result<&'static Self, Option<&'static str>> {
        let found = FORMATS.iter().find(|format| format.name == name);
        found.ok_or_else(|| closest(name, Self::names()))
    }

    /// The names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        FORMATS.iter().map(|format| format.name)
    }

    /// How the format shows what is wrong with suites and contracts; `None` where it shows runs alone.
    pub fn problems(&self) -> Option<RenderProblems> {
        match self.name {
            "sarif" => Some(sarif::of_problems),
            "github" => Some(github::of_problems),
            _ => None,
        }
    }

    /// The formats that `--reports` writes.
    pub fn usual() -> impl Iterator<Item = &'static Self> {
        FORMATS.iter().filter(|format| format.usual)
    }
}

/// Formats are the same if their names are, which the table has once each.
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
