//! `JUnit` XML, in two dialects.
//!
//! Jenkins, GitLab, Azure, GitHub actions and dashboards read the common dialect, whose schema is
//! `reports/schemas/junit-common.xsd`. The strict dialect is valid for the schema of Jenkins' `xunit` plugin and for
//! the schema of Ant. These schemas have no files, lines, properties of cases or reruns.
//!
//! A suite is a `testsuite`, a case a `testcase`. A documented code that no case exercised, or that is
//! waived, is a skipped `testcase` of its contract's `testsuite`, so that a green file cannot hide it; one
//! whose waiver has lapsed is a failure there.

mod common;
mod elements;
mod strict;

use std::io::{self, Write};

use super::evidence::EvidenceLevel;
use super::size_limit::within;
use crate::record::RunRecord;

/// The largest file in bytes. GitLab reads at most 30 MB.
const LARGEST: usize = 28_000_000;

/// Writes a run as `JUnit` XML, in the common dialect.
///
/// # Errors
///
/// If `out` cannot be written or a case cannot be read.
pub fn write(record: &RunRecord, out: impl Write) -> io::Result<()> {
    within(LARGEST, levels(record), out, |much, out| common::write(record, much, out))
}

/// Writes a run as `JUnit` XML, in the strict dialect.
///
/// # Errors
///
/// If `out` cannot be written or a case cannot be read.
pub fn write_strict(record: &RunRecord, out: impl Write) -> io::Result<()> {
    within(LARGEST, levels(record), out, |much, out| strict::write(record, much, out))
}

/// Returns the evidence levels to try, largest first. A flawless run has no evidence to shorten, so it needs only the first.
fn levels(record: &RunRecord) -> &'static [EvidenceLevel] {
    if record.cases.all_flawless() { &EvidenceLevel::LEVELS[..1] } else { &EvidenceLevel::LEVELS }
}

#[cfg(test)]
mod tests;
