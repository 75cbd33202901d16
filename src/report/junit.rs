//! `JUnit` XML, in two dialects.
//!
//! The common one is what Jenkins, GitLab, Azure, GitHub actions and dashboards read; its schema is
//! `reports/schemas/junit-common.xsd`. The strict one fits the schema of Jenkins' `xunit` plugin and that of
//! Ant at the same time, which leaves no place for files, lines, properties of cases and reruns.
//!
//! A suite is a `testsuite`, a case a `testcase`. A documented code that no case exercised, or that is
//! waived, is a skipped `testcase` of its contract's `testsuite`, so that a green file cannot hide it; one
//! whose waiver has lapsed is a failure there.

mod attempts;
mod common;
mod strict;

use std::borrow::Cow;
use std::io::{self, Write};

use super::bounded::within;
use super::entry::Counts;
use super::evidence::Much;
use super::xml::Xml;
use crate::event::{Target, Via};
use crate::record::RunRecord;

/// Bytes that a file may have: GitLab reads no more than 30 MB.
const LARGEST: usize = 28_000_000;

/// Said in a file whose evidence was shortened.
const SHORTENED: &str = "shortened to keep this file below 28 MB; the run record has all of it";

/// Writes a run as `JUnit` XML, in the common dialect.
///
/// # Errors
///
/// If `out` takes no more.
pub fn write(record: &RunRecord, out: impl Write) -> io::Result<()> {
    within(LARGEST, levels(record), out, |much, out| common::write(record, much, out))
}

/// Writes a run as `JUnit` XML, in the strict dialect.
///
/// # Errors
///
/// If `out` takes no more.
pub fn write_strict(record: &RunRecord, out: impl Write) -> io::Result<()> {
    within(LARGEST, levels(record), out, |much, out| strict::write(record, much, out))
}

/// How much evidence to try to show: where there is none, less of it would be no shorter.
fn levels(record: &RunRecord) -> &'static [Much] {
    if record.cases.all_flawless() { &Much::LEVELS[..1] } else { &Much::LEVELS }
}

type Attribute = (&'static str, Cow<'static, str>);

/// The counts as attributes of `testsuites` and `testsuite`.
fn attributes(counts: Counts) -> Vec<Attribute> {
    vec![
        ("tests", counts.all.to_string().into()),
        ("failures", counts.failed.to_string().into()),
        ("errors", counts.errored.to_string().into()),
        ("skipped", counts.skipped.to_string().into()),
        ("time", seconds(counts.elapsed_ms).into()),
    ]
}

/// The properties of every `testsuite`.
fn run_properties<W: Write>(
    xml: &mut Xml<W>,
    record: &RunRecord,
    shortened: bool,
) -> io::Result<()> {
    let started = &record.started;
    let mut facts: Vec<_> = started.all_targets().flat_map(target).collect();
    facts.push(("statusquo.version".into(), Cow::from(&started.version)));
    facts.push(("seed".into(), started.seed.to_string().into()));
    facts.extend(shortened.then(|| ("evidence".into(), SHORTENED.into())));
    properties(xml, &facts)
}

/// What a suite's properties say of a target.
fn target(target: &Target) -> Vec<Fact<'_>> {
    let name = target.name.as_ref().map_or("target".to_owned(), |name| format!("target.{name}"));
    let reference = (Cow::from(format!("{name}.reference")), target.reference.to_string().into());
    let via = |via: &Via| (Cow::from(format!("{name}.via")), Cow::from(via.to_string()));
    let via: Vec<Fact<'_>> = target.via.iter().map(via).collect();
    [vec![(name.into(), Cow::from(&target.url)), reference], via].concat()
}

/// Name and value of a property.
type Fact<'f> = (Cow<'static, str>, Cow<'f, str>);

fn properties<W: Write>(xml: &mut Xml<W>, facts: &[Fact<'_>]) -> io::Result<()> {
    xml.start("properties", &[])?;
    for (name, value) in facts {
        let (name, value) = (Cow::Borrowed(&**name), Cow::Borrowed(&**value));
        xml.empty("property", &[("name", name), ("value", value)])?;
    }
    xml.end()
}

fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{:03}", elapsed_ms / 1000, elapsed_ms % 1000)
}

#[cfg(test)]
mod tests;
