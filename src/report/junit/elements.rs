//! Attributes and properties that both dialects of `JUnit` have.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::event::{Target, Via};
use crate::record::RunRecord;
use crate::report::test_entries::Counts;
use crate::report::xml::Xml;

/// The value of the property `evidence` in a file with shortened evidence.
const SHORTENED: &str = "shortened to keep this file below 28 MB; the run record has all of it";

/// Name and value of an XML attribute.
pub(super) type Attribute = (&'static str, Cow<'static, str>);

/// Returns the counts as attributes of `testsuites` and `testsuite`.
pub(super) fn attributes(counts: Counts) -> Vec<Attribute> {
    vec![
        ("tests", counts.all.to_string().into()),
        ("failures", counts.failed.to_string().into()),
        ("errors", counts.errored.to_string().into()),
        ("skipped", counts.skipped.to_string().into()),
        ("time", seconds(counts.elapsed_ms).into()),
    ]
}

/// Writes the properties of a `testsuite`: targets, version and seed of the run.
pub(super) fn run_properties<W: Write>(
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

/// Returns the properties of a target.
fn target(target: &Target) -> Vec<Fact<'_>> {
    let name = target.name.as_ref().map_or("target".to_owned(), |name| format!("target.{name}"));
    let reference = (Cow::from(format!("{name}.reference")), target.reference.to_string().into());
    let via = |via: &Via| (Cow::from(format!("{name}.via")), Cow::from(via.to_string()));
    let via: Vec<Fact<'_>> = target.via.iter().map(via).collect();
    [vec![(name.into(), Cow::from(&target.url)), reference], via].concat()
}

/// Name and value of a property.
pub(super) type Fact<'f> = (Cow<'static, str>, Cow<'f, str>);

pub(super) fn properties<W: Write>(xml: &mut Xml<W>, facts: &[Fact<'_>]) -> io::Result<()> {
    xml.start("properties", &[])?;
    for (name, value) in facts {
        // Borrowed again, because cloning a `Cow` would copy the text.
        let (name, value) = (Cow::Borrowed(&**name), Cow::Borrowed(&**value));
        xml.empty("property", &[("name", name), ("value", value)])?;
    }
    xml.end()
}

pub(super) fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{:03}", elapsed_ms / 1000, elapsed_ms % 1000)
}
