//! The common dialect: everything that any known reader uses.

use std::borrow::Cow;
use std::io::{self, Write};

use super::elements::{Attribute, Fact, attributes, properties, run_properties, seconds};
use crate::diagnostic::Place;
use crate::event::{Attempt, CaseFinished};
use crate::record::RunRecord;
use crate::report::evidence::{EvidenceLevel, at, milliseconds};
use crate::report::size_limit::Tried;
use crate::report::test_entries::{End, Entry, EntryList, Group};
use crate::report::xml::Xml;

pub(super) fn write(
    record: &RunRecord,
    much: Tried<EvidenceLevel>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut list = EntryList::new(record);
    let mut document = Document { xml: Xml::new(out)?, record, much };
    // Readers compare totals with the sum of the suites, so the totals come from the same counts.
    let mut all = vec![("name", Cow::from("statusquo"))];
    all.extend(attributes(list.counts()));
    all.push(("timestamp", milliseconds(&record.started.started).into()));
    document.xml.start("testsuites", &all)?;
    while let Some(group) = list.next_group() {
        document.start_group(&group)?;
        while let Some(entry) = list.next_entry()? {
            document.entry(&entry)?;
        }
        document.xml.end()?;
    }
    document.xml.finish()
}

struct Document<'r, W: Write> {
    xml: Xml<W>,
    record: &'r RunRecord,
    much: Tried<EvidenceLevel>,
}

impl<W: Write> Document<'_, W> {
    fn start_group(&mut self, group: &Group<'_>) -> io::Result<()> {
        let mut all = vec![("name", Cow::from(group.name))];
        all.extend(attributes(group.counts));
        all.push(("timestamp", milliseconds(&self.record.started.started).into()));
        all.push(("file", group.file.into()));
        self.xml.start("testsuite", &all)?;
        run_properties(&mut self.xml, self.record, self.much.shortened)
    }

    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let mut all = vec![
            ("name", Cow::from(&entry.name)),
            ("classname", Cow::from(&*entry.class)),
            ("time", seconds(entry.elapsed_ms()).into()),
            ("id", entry.id.to_string().into()),
        ];
        all.extend(place(entry.place()));
        all.push(("timestamp", milliseconds(entry.started()).into()));
        self.xml.start("testcase", &all)?;
        if let Some(case) = entry.case() {
            properties(&mut self.xml, &facts(case, &case.tags.join(",")))?;
        }
        self.outcome(entry)?;
        self.xml.end()
    }

    fn outcome(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let message = ("message", Cow::from(&entry.message));
        let text = || entry.text(&self.record.started, self.much.level);
        let (element, reruns) = match entry.end {
            End::Passed => return self.passed(entry),
            End::Skipped => return self.xml.text("skipped", &[message], &text()),
            // Attempts of a failed case are reruns. Surefire calls the attempts of a passed case flaky.
            End::Failed => ("failure", ["rerunFailure", "rerunError"]),
            End::Errored => ("error", ["rerunFailure", "rerunError"]),
        };
        let kind = ("type", Cow::from(&entry.kind));
        self.xml.text(element, &[message, kind], &text())?;
        let Some(case) = entry.case() else { return Ok(()) };
        write_attempts(&mut self.xml, case, reruns)
    }

    fn passed(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        let Some(case) = entry.case() else { return Ok(()) };
        write_attempts(&mut self.xml, case, ["flakyFailure", "flakyError"])?;
        if case.findings.is_empty() {
            return Ok(());
        }
        let text = entry.text(&self.record.started, self.much.level);
        self.xml.text("system-out", &[], &text)
    }
}

/// Writes each attempt as an element: the first name for an attempt with a response, the second for one without.
fn write_attempts<W: Write>(
    xml: &mut Xml<W>,
    case: &CaseFinished,
    [answered, unanswered]: [&'static str; 2],
) -> io::Result<()> {
    for (number, attempt) in (1..).zip(&case.attempts) {
        let (element, kind) = match attempt.status {
            Some(_) => (answered, "statusquo.put-off"),
            None => (unanswered, "statusquo.errored"),
        };
        let Attempt { reason, elapsed_ms, .. } = attempt;
        xml.start(element, &[("message", reason.into()), ("type", kind.into())])?;
        let text = format!("{}: attempt {number}, {elapsed_ms} ms: {reason}", at(&case.place));
        xml.text("stackTrace", &[], &text)?;
        xml.end()?;
    }
    Ok(())
}

fn place(place: &Place) -> [Attribute; 2] {
    [("file", place.file.clone().into()), ("line", place.line.max(1).to_string().into())]
}

/// Returns the properties of a case, by which readers search and group.
fn facts<'c>(case: &'c CaseFinished, tags: &'c str) -> Vec<Fact<'c>> {
    let sighting = case.sighting.as_ref();
    let request = case.exchange.as_ref().map(|exchange| &exchange.request);
    // Without a claim the case asks for a status alone: `2xx`, or one that no contract documents.
    let status =
        case.claim.as_ref().map_or(Cow::from(&case.asks), |claim| claim.status.to_string().into());
    let code = case.claim.as_ref().and_then(|claim| claim.code.as_ref());
    let known: [(&str, Option<Cow<'c, str>>); 13] = [
        ("target", case.target.as_deref().map(Cow::from)),
        ("contract", Some(case.contract.as_str().into())),
        ("documented-code", case.claim.as_ref().map(|claim| claim.to_string().into())),
        ("phase", case.phase.label().map(Cow::from)),
        ("probe.change", case.change.as_deref().map(Cow::from)),
        ("probe.not-exercised", case.not_exercised.as_deref().map(Cow::from)),
        ("tags", Some(tags).filter(|tags| !tags.is_empty()).map(Cow::from)),
        ("http.method", request.map(|request| request.method.as_str().into())),
        ("http.url", request.map(|request| request.url.as_str().into())),
        ("http.status.expected", Some(status)),
        ("error.code.expected", code.map(|code| code.as_str().into())),
        (
            "error.code.actual",
            sighting.and_then(|seen| seen.code.as_ref()).map(|code| code.as_str().into()),
        ),
        ("correlation", case.correlation.as_ref().map(|id| id.value.as_str().into())),
    ];
    let known = known.into_iter();
    let mut facts: Vec<Fact<'_>> =
        known.filter_map(|(name, value)| Some((name.into(), value?))).collect();
    facts.extend(sighting.map(|s| ("http.status.actual".into(), s.status.to_string().into())));
    facts
}
