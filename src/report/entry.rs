//! What test reports list: the cases, and the documented codes that stand beside them.
//!
//! `JUnit`, TAP, CTRF and Allure each show the same list in their own words.

mod unproven_codes;
mod unique_names;
mod entry_list;

use std::borrow::Cow;

use uuid::Uuid;

use super::evidence::{Much, at, message, text};
use super::text::shorten;
use crate::contract::RowKey;
use crate::diagnostic::Place;
use crate::event::{CaseFinished, RunStarted};
use crate::record::RunRecord;
use crate::sanitize::safe;
use crate::verdict::{Level, Outcome};

pub(super) use self::entry_list::{Head, Visitor, Walk};
use self::unique_names::{Names, class, segment};
use self::unproven_codes::not_proven;

/// How many characters a message has at most.
const MESSAGE: usize = 4_000;

/// Entries that belong together: the cases of a suite, or the codes of a contract that no case speaks for.
#[derive(Debug)]
pub(super) struct Group<'r> {
    /// The name of the suite or of the contract.
    pub(super) name: &'r str,
    /// Its file.
    pub(super) file: &'r str,
    pub(super) entries: Vec<Entry<'r>>,
}

/// One line of a test report.
#[derive(Debug)]
pub(super) struct Entry<'r> {
    /// The suite's file with dots between its folders, as consumers group by it.
    pub(super) class: Cow<'r, str>,
    /// Unique together with the class.
    pub(super) name: String,
    /// The same in every run.
    pub(super) id: Uuid,
    pub(super) end: End,
    /// Why it did not pass, on one line.
    pub(super) message: String,
    /// What kind of failure it is, with a dot in it; empty where it did not fail.
    pub(super) kind: String,
    pub(super) place: &'r Place,
    /// RFC 3339 in UTC.
    pub(super) started: &'r str,
    pub(super) elapsed_ms: u64,
    pub(super) about: About<'r>,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'r> {
    Case(&'r CaseFinished),
    /// A documented code.
    Code(&'r RowKey),
}

/// How an entry ended, in the words of test reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Passed,
    /// The contract was seen broken, or a waiver has lapsed.
    Failed,
    /// There was no answer to judge.
    Errored,
    /// Not run, waived, or not exercised.
    Skipped,
}

/// How many entries ended in which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) all: u64,
    pub(super) failed: u64,
    pub(super) errored: u64,
    pub(super) skipped: u64,
    pub(super) elapsed_ms: u64,
}

/// All entries of a run, suites first, in the order of the record.
pub(super) fn groups(record: &RunRecord) -> Vec<Group<'_>> {
    let mut names = Names::default();
    let facts = record.started.suites.iter();
    let mut groups: Vec<Group<'_>> = facts
        .map(|facts| Group { name: &facts.suite, file: &facts.file, entries: Vec::new() })
        .collect();
    for case in &record.cases {
        let entry = of_case(class(&case.file).into(), case, Some(&mut names));
        let same =
            |group: &&mut Group<'_>| group.name == case.case.suite && group.file == case.file;
        match groups.iter_mut().find(same) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group {
                name: &case.case.suite,
                file: &case.file,
                entries: vec![entry],
            }),
        }
    }
    groups.extend(beside(record, &mut names));
    groups
}

/// The codes of contracts that stand beside the cases.
fn beside<'r>(record: &'r RunRecord, names: &mut Names) -> Vec<Group<'r>> {
    let groups = not_proven(record).into_iter().map(|gaps| {
        let facts = gaps.contract;
        let class = format!("contract.{}", segment(&facts.contract));
        let entries = gaps.rows.into_iter().map(|gap| {
            let row = &gap.row.row;
            let key = row.to_string();
            let suite = format!("contract {}", facts.contract);
            let (name, id) = names.unique(&class, &key, &suite, &key);
            let (end, kind) = if gap.lapsed {
                (End::Failed, "statusquo.waiver".to_owned())
            } else {
                (End::Skipped, String::new())
            };
            Entry {
                class: class.clone().into(),
                name,
                id,
                end,
                message: safe::line(&gap.reason),
                kind,
                place: &gap.row.place,
                started: &record.started.started,
                elapsed_ms: 0,
                about: About::Code(row),
            }
        });
        Group { name: &facts.contract, file: &facts.file, entries: entries.collect() }
    });
    groups.collect()
}

/// The entry of a case, whose class is that of its file; without `names` its name is known to be its own.
fn of_case<'r>(
    class: Cow<'r, str>,
    case: &'r CaseFinished,
    names: Option<&mut Names>,
) -> Entry<'r> {
    let wanted = [&case.asks, " [", &case.case.id, "]"].concat();
    let (suite, of) = (&case.case.suite, &case.case.id);
    let (name, id) = match names {
        Some(names) => names.unique(&class, &wanted, suite, of),
        None => (wanted, unique_names::id(suite, of, 1)),
    };
    let (end, message, kind) = match &case.outcome {
        Outcome::Passed => (End::Passed, String::new(), String::new()),
        Outcome::Failed => (End::Failed, message(case), kind(case)),
        Outcome::Errored { reason } => {
            (End::Errored, reason.clone(), "statusquo.errored".to_owned())
        }
        Outcome::Waived(waived) => (End::Skipped, format!("waived {waived}"), String::new()),
        Outcome::Skipped { reason } => (End::Skipped, reason.clone(), String::new()),
    };
    Entry {
        class,
        name,
        id,
        end,
        // What an answer said may stand in it, and be as long as the answer.
        message: if message.is_empty() { message } else { safe::line(&shorten(&message, MESSAGE)) },
        kind,
        place: &case.place,
        started: &case.started,
        elapsed_ms: case.elapsed_ms,
        about: About::Case(case),
    }
}

/// `statusquo.` and the check that made the first must-level finding. The dot keeps GitLab from
/// taking the type for one of its own.
fn kind(case: &CaseFinished) -> String {
    let first = case.findings.iter().find(|finding| finding.level == Level::Must);
    let check = first.map_or("failed", |finding| finding.check.as_str());
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let parts = check.split('.').filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.replace(|c| !allowed(c), "-"));
    std::iter::once("statusquo".to_owned()).chain(parts).collect::<Vec<_>>().join(".")
}

impl<'r> Entry<'r> {
    /// The case, if it is about one.
    pub(super) fn case(&self) -> Option<&'r CaseFinished> {
        match self.about {
            About::Case(case) => Some(case),
            About::Code(_) => None,
        }
    }

    /// Everything there is to say of it. Never blank: where it did not pass, the first line is the place with
    /// the message.
    pub(super) fn text(&self, started: &RunStarted, much: Much) -> String {
        let first = format!("{}: {}", at(self.place), self.message);
        match self.about {
            About::Code(_) => first,
            About::Case(case) if case.outcome == Outcome::Passed => text(case, started, much),
            About::Case(case) if case.exchange.is_none() && case.findings.is_empty() => first,
            About::Case(case) => format!("{first}\n\n{}", text(case, started, much)),
        }
    }
}

impl Group<'_> {
    pub(super) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for entry in &self.entries {
            counts.all += 1;
            counts.elapsed_ms += entry.elapsed_ms;
            match entry.end {
                End::Passed => {}
                End::Failed => counts.failed += 1,
                End::Errored => counts.errored += 1,
                End::Skipped => counts.skipped += 1,
            }
        }
        counts
    }
}

impl Counts {
    /// The counts of several groups together.
    pub(super) fn of(groups: &[Group<'_>]) -> Self {
        groups.iter().map(Group::counts).sum()
    }

    /// Those that passed.
    pub(super) fn passed(self) -> u64 {
        self.all - self.failed - self.errored - self.skipped
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
        counts.fold(Self::default(), |one, other| Self {
            all: one.all + other.all,
            failed: one.failed + other.failed,
            errored: one.errored + other.errored,
            skipped: one.skipped + other.skipped,
            elapsed_ms: one.elapsed_ms + other.elapsed_ms,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::sample::{case, events, record, sample_record};
    use crate::verdict::Finding;

    #[track_caller]
    fn check_kind(check: &str, expected: &str) {
        let mut failed = case("a", "200", 1);
        let mut findings = sample_record().cases.into_iter().flat_map(|case| case.findings);
        let finding = findings.find(|finding| finding.level == Level::Must);
        let finding = finding.expect("the sample has findings");
        failed.findings = vec![Finding { check: check.into(), ..finding }];
        assert_eq!(kind(&failed), expected);
    }

    #[test]
    fn a_failure_has_the_type_of_its_first_check() {
        check_kind("expect.status", "statusquo.expect.status");
        check_kind("allow-on-405", "statusquo.allow-on-405");
        check_kind("Odd check..x", "statusquo.-dd-check.x");
    }

    #[test]
    fn every_entry_is_told_apart_even_where_cases_are_not() {
        let twins = vec![case("a", "200", 1), case("a", "200", 1), case("a", "200 #2", 1)];
        let long = "x".repeat(3000);
        let long = vec![case(&long, "200", 1), case(&(long.clone() + "y"), "200", 1)];
        let record = record(&events([twins, long].concat()));
        let groups = groups(&record);
        let entries: Vec<&Entry<'_>> = groups.iter().flat_map(|group| &group.entries).collect();
        let names: BTreeSet<_> = entries.iter().map(|entry| (&entry.class, &entry.name)).collect();
        let ids: BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
        assert_eq!((names.len(), ids.len()), (entries.len(), entries.len()));
        assert!(entries.iter().all(|entry| entry.name.chars().count() <= 1000));
    }

    #[test]
    fn what_did_not_pass_has_a_message_and_a_text() {
        let record = sample_record();
        let groups = groups(&record);
        let entries = groups.iter().flat_map(|group| &group.entries);
        for entry in entries.filter(|entry| entry.end != End::Passed) {
            assert!(!entry.message.trim().is_empty(), "{}", entry.name);
            let text = entry.text(&record.started, Much::ALL);
            assert!(text.starts_with(&at(entry.place)), "{text}");
        }
        let counts = Counts::of(&groups);
        assert_eq!(counts.passed() + counts.failed + counts.errored + counts.skipped, counts.all);
    }
}
