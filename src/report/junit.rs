//! `JUnit` XML, in the dialect that Jenkins, GitLab, Azure, GitHub actions and dashboards read alike.
//!
//! Its schema is `reports/schemas/junit-common.xsd`. A suite is a `testsuite`, a case a `testcase`. A
//! documented code that no case exercised, or that is waived, is a skipped `testcase` of its contract's
//! `testsuite`, so that a green file cannot hide it; one whose waiver has lapsed is a failure there.

mod gaps;

mod attempts;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use uuid::Uuid;

use self::gaps::{Gap, Gaps, not_proven};
use super::terminal::{Detail, block, rerun_command};
use super::text::render;
use super::xml::{Xml, shorten};
use super::{CaseCounts, RunRecord};
use crate::contract::RowKey;
use crate::diagnostic::{Palette, Place};
use crate::event::{CaseFinished, Phase, RunStarted, Target};
use crate::verdict::{CaseName, Level, Outcome};

/// Lines that a body and a value may take in a report that is read in a browser.
const BODY_LINES: usize = 400;
const VALUE_LINES: usize = 40;

/// Writes a run as `JUnit` XML.
///
/// # Errors
///
/// If `out` takes no more.
pub fn write(record: &RunRecord, out: impl Write) -> io::Result<()> {
    let suites = suites(record);
    let contracts = not_proven(record);
    let mut all = Counts::default();
    for counts in suites.iter().map(SuiteCases::counts).chain(contracts.iter().map(Gaps::counts)) {
        all.add(counts);
    }

    let mut document = Document {
        xml: Xml::new(out)?,
        names: BTreeSet::new(),
        ids: BTreeSet::new(),
        started: &record.started,
    };
    let mut attributes = vec![("name", Cow::from("statusquo"))];
    attributes.extend(all.attributes());
    attributes.push(("timestamp", milliseconds(&record.started.started).into()));
    document.xml.start("testsuites", &attributes)?;
    for suite in &suites {
        document.suite(suite)?;
    }
    for contract in &contracts {
        document.contract(contract)?;
    }
    document.xml.finish()
}

/// What `testsuites` and `testsuite` count.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
    elapsed_ms: u64,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
        self.elapsed_ms += other.elapsed_ms;
    }

    fn attributes(self) -> Vec<(&'static str, Cow<'static, str>)> {
        vec![
            ("tests", self.tests.to_string().into()),
            ("failures", self.failures.to_string().into()),
            ("errors", self.errors.to_string().into()),
            ("skipped", self.skipped.to_string().into()),
            ("time", seconds(self.elapsed_ms).into()),
        ]
    }
}

/// The cases of one suite.
struct SuiteCases<'r> {
    name: &'r str,
    file: &'r str,
    cases: Vec<&'r CaseFinished>,
}

impl SuiteCases<'_> {
    fn counts(&self) -> Counts {
        let mut ended = CaseCounts::default();
        self.cases.iter().for_each(|case| ended.add(&case.outcome));
        Counts {
            tests: ended.ended(),
            failures: ended.failed,
            errors: ended.errored,
            skipped: ended.skipped + ended.waived,
            elapsed_ms: self.cases.iter().map(|case| case.elapsed_ms).sum(),
        }
    }
}

/// Every suite with its cases, in the order of the record.
fn suites(record: &RunRecord) -> Vec<SuiteCases<'_>> {
    let facts = record.started.suites.iter();
    let mut suites: Vec<SuiteCases<'_>> = facts
        .map(|facts| SuiteCases { name: &facts.suite, file: &facts.file, cases: Vec::new() })
        .collect();
    for case in &record.cases {
        let same =
            |suite: &&mut SuiteCases<'_>| suite.name == case.case.suite && suite.file == case.file;
        match suites.iter_mut().find(same) {
            Some(suite) => suite.cases.push(case),
            None => suites.push(SuiteCases {
                name: &case.case.suite,
                file: &case.file,
                cases: vec![case],
            }),
        }
    }
    suites
}

struct Document<'r, W> {
    xml: Xml<W>,
    names: BTreeSet<(String, String)>,
    ids: BTreeSet<Uuid>,
    started: &'r RunStarted,
}

impl<W: Write> Document<'_, W> {
    fn suite(&mut self, suite: &SuiteCases<'_>) -> io::Result<()> {
        self.start(suite.name, suite.file, suite.counts())?;
        for case in &suite.cases {
            self.case(case)?;
        }
        self.xml.end()
    }

    fn contract(&mut self, gaps: &Gaps<'_>) -> io::Result<()> {
        let contract = gaps.contract;
        self.start(&contract.contract, &contract.file, gaps.counts())?;
        for Gap { row, reason, lapsed } in &gaps.rows {
            let class = format!("contract.{}", segment(&contract.contract));
            let name = CaseName {
                suite: format!("contract {}", contract.contract),
                id: row.row.to_string(),
            };
            let mut attributes = self.identity(&class, row.row.as_str(), &name, 0);
            attributes.extend(place(&row.place));
            self.xml.start("testcase", &attributes)?;
            let text = format!("{}: {reason}", at(&row.place));
            let message = ("message", Cow::from(reason));
            if *lapsed {
                let kind = ("type", "statusquo.waiver".into());
                self.xml.text("failure", &[message, kind], &text)?;
            } else {
                self.xml.text("skipped", &[message], &text)?;
            }
            self.xml.end()?;
        }
        self.xml.end()
    }

    fn start(&mut self, name: &str, file: &str, counts: Counts) -> io::Result<()> {
        let mut attributes = vec![("name", Cow::from(name))];
        attributes.extend(counts.attributes());
        attributes.push(("timestamp", milliseconds(&self.started.started).into()));
        attributes.push(("file", file.into()));
        self.xml.start("testsuite", &attributes)?;
        let seed = self.started.seed.to_string();
        let targets: Vec<_> = self.started.all_targets().flat_map(target).collect();
        let facts = targets.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let others = [("statusquo.version", self.started.version.as_str()), ("seed", &seed)];
        properties(&mut self.xml, &facts.chain(others).collect::<Vec<_>>())
    }

    fn case(&mut self, case: &CaseFinished) -> io::Result<()> {
        let name = format!("{} [{}]", case.asks, case.case.id);
        let mut attributes = self.identity(&class(&case.file), &name, &case.case, case.elapsed_ms);
        attributes.extend(place(&case.place));
        attributes.push(("timestamp", milliseconds(&case.started).into()));
        self.xml.start("testcase", &attributes)?;
        self.facts(case)?;
        self.outcome(case)?;
        self.xml.end()
    }

    /// Name and class, which together are unique, the time, and an id that stays the same between runs.
    fn identity(
        &mut self,
        class: &str,
        name: &str,
        case: &CaseName,
        elapsed_ms: u64,
    ) -> Vec<(&'static str, Cow<'static, str>)> {
        // Room for what makes it unique: consumers cut at 1000 characters.
        let wanted: String = name.chars().take(980).collect();
        let mut copy = 1;
        let (name, id) = loop {
            let name = if copy == 1 { wanted.clone() } else { format!("{wanted} #{copy}") };
            let (key, id) = ((class.to_owned(), name.clone()), id(case, copy));
            if !self.names.contains(&key) && !self.ids.contains(&id) {
                self.names.insert(key);
                self.ids.insert(id);
                break (name, id);
            }
            copy += 1;
        };
        vec![
            ("name", name.into()),
            ("classname", class.to_owned().into()),
            ("time", seconds(elapsed_ms).into()),
            ("id", id.to_string().into()),
        ]
    }

    fn facts(&mut self, case: &CaseFinished) -> io::Result<()> {
        let status = case.sighting.as_ref().map(|sighting| sighting.status.to_string());
        let code = case.sighting.as_ref().and_then(|sighting| sighting.code.as_deref());
        let request = case.exchange.as_ref().map(|exchange| &exchange.request);
        let phase = match case.phase {
            Phase::Setup => Some("setup"),
            Phase::Case => None,
            Phase::Teardown => Some("teardown"),
        };
        let tags = case.tags.join(",");
        let facts = [
            ("target", case.target.as_deref()),
            ("contract", Some(case.contract.as_str())),
            ("documented-code", case.claim.as_ref().map(RowKey::as_str)),
            ("phase", phase),
            ("tags", Some(tags.as_str()).filter(|tags| !tags.is_empty())),
            ("http.method", request.map(|request| request.method.as_str())),
            ("http.url", request.map(|request| request.url.as_str())),
            ("http.status.actual", status.as_deref()),
            ("error.code", code),
            ("correlation", case.correlation.as_ref().map(|id| id.value.as_str())),
        ];
        let facts: Vec<_> =
            facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        properties(&mut self.xml, &facts)
    }

    fn outcome(&mut self, case: &CaseFinished) -> io::Result<()> {
        let (element, kind) = match &case.outcome {
            Outcome::Passed => {
                attempts::write(&mut self.xml, case, ["flakyFailure", "flakyError"])?;
                if case.findings.is_empty() {
                    return Ok(());
                }
                return self.xml.text("system-out", &[], &text(case, self.started));
            }
            Outcome::Failed => ("failure", failure_type(case)),
            Outcome::Errored { .. } => ("error", "statusquo.errored".to_owned()),
            Outcome::Waived(waived) => {
                let message = format!("waived {waived}");
                let text =
                    format!("{}: {message}\n\n{}", at(&case.place), text(case, self.started));
                return self.xml.text("skipped", &[("message", message.into())], &text);
            }
            Outcome::Skipped { reason } => {
                let text = format!("{}: {reason}", at(&case.place));
                return self.xml.text("skipped", &[("message", reason.into())], &text);
            }
        };
        let message = message(case);
        let text = format!("{}: {message}\n\n{}", at(&case.place), text(case, self.started));
        self.xml.text(element, &[("message", message.into()), ("type", kind.into())], &text)?;
        attempts::write(&mut self.xml, case, ["rerunFailure", "rerunError"])
    }
}

/// What a suite's properties say of a target.
fn target(target: &Target) -> Vec<(String, String)> {
    let name = target.name.as_ref().map_or("target".to_owned(), |name| format!("target.{name}"));
    let reference = (format!("{name}.reference"), target.reference.to_string());
    vec![(name, target.url.clone()), reference]
}

fn properties<W: Write>(xml: &mut Xml<W>, facts: &[(&str, &str)]) -> io::Result<()> {
    xml.start("properties", &[])?;
    for (name, value) in facts {
        xml.empty("property", &[("name", (*name).into()), ("value", (*value).into())])?;
    }
    xml.end()
}

/// The same block as in the terminal, with more of the bodies.
fn text(case: &CaseFinished, started: &RunStarted) -> String {
    let detail = Detail {
        width: 120,
        body_lines: BODY_LINES,
        value_lines: VALUE_LINES,
        rerun: rerun_command,
    };
    render(&block(case, started, detail), Palette::Plain)
}

/// The first must-level finding, or why there was no answer, on one line.
fn message(case: &CaseFinished) -> String {
    if let Outcome::Errored { reason } = &case.outcome {
        return reason.clone();
    }
    let mut must = case.findings.iter().filter(|finding| finding.level == Level::Must);
    let first = must.next().map_or("the case failed", |finding| finding.message.as_str());
    match must.count() {
        0 => first.to_owned(),
        more => format!("{} (and {more} more)", shorten(first)),
    }
}

/// `statusquo.` and the check that made the first must-level finding. The dot keeps GitLab from
/// taking the type for one of its own.
fn failure_type(case: &CaseFinished) -> String {
    let first = case.findings.iter().find(|finding| finding.level == Level::Must);
    let check = first.map_or("failed", |finding| finding.check.as_str());
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let parts = check.split('.').filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.replace(|c| !allowed(c), "-"));
    std::iter::once("statusquo".to_owned()).chain(parts).collect::<Vec<_>>().join(".")
}

/// The suite's file with dots between its folders, as consumers group by it.
fn class(file: &str) -> String {
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    let folders = stem.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let class: Vec<String> = folders.map(segment).collect();
    if class.is_empty() { "suite".to_owned() } else { class.join(".") }
}

fn segment(part: &str) -> String {
    part.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-', "_")
}

fn id(case: &CaseName, copy: u32) -> Uuid {
    let space = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"statusquo case");
    let copy = if copy == 1 { String::new() } else { format!("\0{copy}") };
    Uuid::new_v5(&space, format!("{}\0{}{copy}", case.suite, case.id).as_bytes())
}

fn place(place: &Place) -> [(&'static str, Cow<'static, str>); 2] {
    [("file", place.file.clone().into()), ("line", place.line.max(1).to_string().into())]
}

fn at(place: &Place) -> String {
    format!("{}:{}", place.file, place.line)
}

/// A time with at most three digits behind the second, which is all that some consumers read.
fn milliseconds(time: &str) -> String {
    match time.strip_suffix('Z').and_then(|time| time.split_once('.')) {
        Some((second, fraction)) => format!("{second}.{fraction:.3}Z"),
        None => time.to_owned(),
    }
}

fn seconds(elapsed_ms: u64) -> String {
    format!("{}.{:03}", elapsed_ms / 1000, elapsed_ms % 1000)
}

#[cfg(test)]
mod tests;
