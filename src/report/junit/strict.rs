//! The strict dialect: what the schemas of Jenkins' `xunit` plugin and of Ant allow, both at once.
//!
//! What has no element there, a rerun or a remark about a case that passed, stands in the `system-out` of
//! the suite.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{attributes, run_properties, seconds};
use crate::record::RunRecord;
use crate::report::bounded::Tried;
use crate::report::entry::{End, Entry, Group, groups};
use crate::report::evidence::Much;
use crate::report::xml::Xml;

pub(super) fn write(record: &RunRecord, much: Tried<Much>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    xml.start("testsuites", &[])?;
    for (number, group) in groups(record).iter().enumerate() {
        let mut all = vec![("name", Cow::from(group.name))];
        all.extend(attributes(group.counts()));
        let package = group.entries.first().map_or(group.file, |entry| &entry.class);
        all.extend([
            ("timestamp", second(&record.started.started).into()),
            // The machine's name says nothing about an API, and would be told to whoever reads the report.
            ("hostname", "localhost".into()),
            ("id", number.to_string().into()),
            ("package", Cow::from(package)),
        ]);
        xml.start("testsuite", &all)?;
        run_properties(&mut xml, record, much.shortened)?;
        for entry in &group.entries {
            write_entry(&mut xml, entry, record, much.level)?;
        }
        xml.text("system-out", &[], &beside(group, record, much.level))?;
        xml.text("system-err", &[], "")?;
        xml.end()?;
    }
    xml.finish()
}

fn write_entry<W: Write>(
    xml: &mut Xml<W>,
    entry: &Entry<'_>,
    record: &RunRecord,
    much: Much,
) -> io::Result<()> {
    let all = [
        ("name", Cow::from(&entry.name)),
        ("classname", Cow::from(&*entry.class)),
        ("time", seconds(entry.elapsed_ms).into()),
    ];
    let (element, kind) = match entry.end {
        End::Passed => return xml.empty("testcase", &all),
        End::Failed => ("failure", Some(&entry.kind)),
        End::Errored => ("error", Some(&entry.kind)),
        End::Skipped => ("skipped", None),
    };
    let mut inner = vec![("message", Cow::from(&entry.message))];
    inner.extend(kind.map(|kind| ("type", Cow::from(kind))));
    xml.start("testcase", &all)?;
    xml.text(element, &inner, &entry.text(&record.started, much))?;
    xml.end()
}

/// What is to be said of cases that passed.
fn beside(group: &Group<'_>, record: &RunRecord, much: Much) -> String {
    let passed = group.entries.iter().filter(|entry| entry.end == End::Passed);
    let remarkable = |entry: &&Entry<'_>| {
        let case = entry.case();
        case.is_some_and(|case| !case.findings.is_empty() || !case.attempts.is_empty())
    };
    let texts = passed.filter(remarkable).map(|entry| entry.text(&record.started, much));
    texts.collect::<Vec<_>>().join("\n")
}

/// A time without its fraction and its zone, which is UTC.
fn second(time: &str) -> String {
    time.chars().take("2026-03-01T09:30:01".len()).collect()
}
