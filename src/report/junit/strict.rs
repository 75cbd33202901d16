//! The strict dialect, valid for both the schema of Jenkins' `xunit` plugin and the schema of Ant.
//!
//! The schemas have no element for a rerun or for a remark about a passed case. Both are written to the `system-out`
//! of the suite.

use std::borrow::Cow;
use std::io::{self, Write};

use super::elements::{attributes, run_properties, seconds};
use crate::record::RunRecord;
use crate::report::evidence::EvidenceLevel;
use crate::report::size_limit::Tried;
use crate::report::test_entries::{End, Entry, EntryList, Group};
use crate::report::xml::Xml;

pub(super) fn write(
    record: &RunRecord,
    much: Tried<EvidenceLevel>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    xml.start("testsuites", &[])?;
    let mut list = EntryList::new(record);
    let mut number = 0_usize;
    while let Some(group) = list.next_group() {
        xml.start("testsuite", &suite(&group, number, record))?;
        run_properties(&mut xml, record, much.shortened)?;
        let mut remarks = Vec::new();
        while let Some(entry) = list.next_entry()? {
            write_entry(&mut xml, &entry, record, much.level)?;
            remarks.extend(remark(&entry, record, much.level));
        }
        xml.text("system-out", &[], &remarks.join("\n"))?;
        // Required by the schema of Ant, even if it is empty.
        xml.text("system-err", &[], "")?;
        xml.end()?;
        number += 1;
    }
    xml.finish()
}

/// Returns the attributes of a suite.
fn suite<'g>(
    group: &'g Group<'_>,
    number: usize,
    record: &RunRecord,
) -> Vec<(&'static str, Cow<'g, str>)> {
    let mut all = vec![("name", Cow::from(group.name))];
    all.extend(attributes(group.counts));
    // An empty suite has no class name of an entry, so its file identifies it.
    let package = if group.counts.all == 0 { group.file } else { &group.class };
    all.extend([
        ("timestamp", second(&record.started.started).into()),
        // The schema requires a host name. The real one would reveal the machine to every reader of the report.
        ("hostname", "localhost".into()),
        ("id", number.to_string().into()),
        ("package", Cow::from(package)),
    ]);
    all
}

fn write_entry<W: Write>(
    xml: &mut Xml<W>,
    entry: &Entry<'_>,
    record: &RunRecord,
    much: EvidenceLevel,
) -> io::Result<()> {
    let all = [
        ("name", Cow::from(&entry.name)),
        ("classname", Cow::from(&*entry.class)),
        ("time", seconds(entry.elapsed_ms()).into()),
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

/// Returns the evidence of a case that passed with findings or after a retry. The schema has no element for it.
fn remark(entry: &Entry<'_>, record: &RunRecord, much: EvidenceLevel) -> Option<String> {
    let case = entry.case().filter(|_| entry.end == End::Passed)?;
    let is_remarkable = !case.findings.is_empty() || !case.attempts.is_empty();
    is_remarkable.then(|| entry.text(&record.started, much))
}

/// Returns a time without its fraction and without its zone, which is UTC.
fn second(time: &str) -> String {
    time.chars().take("2026-03-01T09:30:01".len()).collect()
}
