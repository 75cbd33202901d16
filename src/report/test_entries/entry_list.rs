//! All entries of a run, one after the other.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::rc::Rc;
use std::vec;

use super::counts::Counts;
use super::test_entry::Entry;
use super::unique_names::{SuitesOfClass, UniqueNames, class_of_file};
use super::unproven_codes::unproven_codes;
use crate::event::CaseFinished;
use crate::record::{Cases, ReportError, RunRecord};

/// Reads the entries of a run group by group.
///
/// [`EntryList::next_group`] moves to the next group, and [`EntryList::next_entry`] reads its entries until there are
/// no more. [`EntryList::entries`] reads the entries of all groups.
///
/// Only entries of documented codes are in memory. Cases are read from the record one at a time.
pub(in crate::report) struct EntryList<'r> {
    groups: vec::IntoIter<(Group<'r>, Source<'r>)>,
    counts: Counts,
    group_count: usize,
    current: Option<(Group<'r>, Source<'r>)>,
    cases: Peekable<Cases<'r>>,
    names: UniqueNames,
}

/// Entries that belong together: the cases of a suite, or the codes of a contract.
#[derive(Debug, Clone)]
pub(in crate::report) struct Group<'r> {
    /// The name of the suite or of the contract.
    pub(in crate::report) name: &'r str,
    /// The file of the suite or of the contract.
    pub(in crate::report) file: &'r str,
    /// The class that all entries of the group have in test reports.
    pub(in crate::report) class: Rc<str>,
    pub(in crate::report) counts: Counts,
}

/// The source of the entries of a group.
enum Source<'r> {
    /// The next cases of the record, as far as they belong to the suite.
    Cases(SuitesOfClass),
    Codes(vec::IntoIter<Entry<'r>>),
}

impl<'r> EntryList<'r> {
    /// Lists the entries of a record: its suites in order, then its contracts.
    pub(in crate::report) fn new(record: &'r RunRecord) -> Self {
        let mut names = UniqueNames::default();
        let mut groups = suites(record);
        for codes in unproven_codes(record, &mut names) {
            let group = Group {
                name: &codes.contract.contract,
                file: &codes.contract.file,
                class: codes.class,
                counts: Counts::of_entries(&codes.entries),
            };
            groups.push((group, Source::Codes(codes.entries.into_iter())));
        }
        Self {
            counts: groups.iter().map(|(group, _)| group.counts).sum(),
            group_count: groups.len(),
            groups: groups.into_iter(),
            current: None,
            cases: record.cases.iter().peekable(),
            names,
        }
    }

    /// Returns the counts for all groups together. They are known before an entry is read.
    pub(in crate::report) fn counts(&self) -> Counts {
        self.counts
    }

    /// Returns the number of groups.
    pub(in crate::report) fn group_count(&self) -> usize {
        self.group_count
    }

    /// Moves to the next group. Call it after [`EntryList::next_entry`] has returned `None`: the cases are one stream,
    /// and those of a suite that was left early would stay in front of the next suite.
    pub(in crate::report) fn next_group(&mut self) -> Option<Group<'r>> {
        self.current = self.groups.next();
        self.current.as_ref().map(|(group, _)| group.clone())
    }

    /// Reads the next entry of the current group, or returns `None` at its end.
    ///
    /// # Errors
    ///
    /// If the cases cannot be read.
    pub(in crate::report) fn next_entry(&mut self) -> Result<Option<Entry<'r>>, ReportError> {
        // No group has been started yet, or all groups are finished.
        let Some((group, source)) = &mut self.current else { return Ok(None) };
        let suites = match source {
            Source::Codes(entries) => return Ok(entries.next()),
            Source::Cases(suites) => *suites,
        };
        let is_of_suite =
            // Two suites may share a name, but not a file.
            |case: &CaseFinished| case.case.suite == group.name && case.file == group.file;
        // An error belongs to the suite that is read, so that it is reported at once.
        let next = self.cases.next_if(|case| case.as_ref().map_or(true, |case| is_of_suite(case)));
        let Some(case) = next.transpose()? else { return Ok(None) };
        let name = self.names.of_case(&group.class, suites, &case);
        Ok(Some(Entry::of_case(Rc::clone(&group.class), name, case)))
    }

    /// Reads the remaining entries of all groups.
    pub(in crate::report) fn entries(
        mut self,
    ) -> impl Iterator<Item = Result<Entry<'r>, ReportError>> {
        std::iter::from_fn(move || {
            loop {
                if let Some(entry) = self.next_entry().transpose() {
                    return Some(entry);
                }
                self.next_group()?;
            }
        })
    }
}

/// Returns a group for each suite: first the suites that the run announced, in their order, then all others.
fn suites(record: &RunRecord) -> Vec<(Group<'_>, Source<'_>)> {
    let announced =
        record.started.suites.iter().map(|suite| SuiteName::new(&suite.suite, &suite.file));
    let announced: Vec<SuiteName<'_>> = announced.collect();
    let totals = || record.cases.suites();
    let known: BTreeMap<SuiteName<'_>, Counts> = totals()
        .map(|suite| {
            let counts = Counts::of_cases(suite.counts, suite.elapsed_ms);
            (SuiteName::new(&suite.name, &suite.file), counts)
        })
        .collect();
    // A merged or damaged record may have cases of suites that its first event does not list.
    let others = totals().map(|suite| SuiteName::new(&suite.name, &suite.file));
    let others = others.filter(|suite| !announced.contains(suite));
    let all: Vec<SuiteName<'_>> = announced.iter().copied().chain(others).collect();
    let mut suites_of_class: BTreeMap<String, usize> = BTreeMap::new();
    for suite in &all {
        *suites_of_class.entry(class_of_file(suite.file)).or_default() += 1;
    }
    let groups = all.into_iter().map(|suite| {
        let class = class_of_file(suite.file);
        let suites = match suites_of_class.get(&class) {
            Some(1) => SuitesOfClass::One,
            _ => SuitesOfClass::Several,
        };
        let counts = known.get(&suite).copied().unwrap_or_default();
        let group = Group { name: suite.name, file: suite.file, class: class.into(), counts };
        (group, Source::Cases(suites))
    });
    groups.collect()
}

/// The name and the file of a suite. Two suites may share a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SuiteName<'r> {
    name: &'r str,
    file: &'r str,
}

impl<'r> SuiteName<'r> {
    fn new(name: &'r str, file: &'r str) -> Self {
        Self { name, file }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::sample::{case, events, record, sample_record};
    use crate::report::evidence::{EvidenceLevel, at};
    use crate::report::test_entries::End;

    fn entries(record: &RunRecord) -> Vec<Entry<'_>> {
        EntryList::new(record).entries().map(|it| it.expect("the cases are in memory")).collect()
    }

    #[test]
    fn every_entry_has_a_name_and_an_id_of_its_own() {
        let twins = vec![case("a", "200", 1), case("a", "200", 1), case("a", "200 #2", 1)];
        let long = "x".repeat(3000);
        let long = vec![case(&long, "200", 1), case(&(long.clone() + "y"), "200", 1)];
        let rows = (0..40).map(|row| case(&format!("b[{row}]"), "200", 2)).collect();
        let record = record(&events([twins, long, rows].concat()));
        let entries = entries(&record);
        let names: BTreeSet<_> = entries.iter().map(|entry| (&entry.class, &entry.name)).collect();
        let ids: BTreeSet<_> = entries.iter().map(|entry| entry.id).collect();
        assert_eq!((names.len(), ids.len()), (entries.len(), entries.len()));
        assert!(entries.iter().all(|entry| entry.name.chars().count() <= 1000));
    }

    #[test]
    fn an_entry_that_did_not_pass_has_a_message_and_a_text() {
        let record = sample_record();
        for entry in entries(&record).iter().filter(|entry| entry.end != End::Passed) {
            assert!(!entry.message.trim().is_empty(), "{}", entry.name);
            let text = entry.text(&record.started, EvidenceLevel::ALL);
            assert!(text.starts_with(&at(entry.place())), "{text}");
        }
    }

    #[test]
    fn the_counts_of_each_group_are_those_of_its_entries() {
        let record = sample_record();
        let mut list = EntryList::new(&record);
        let counts = list.counts();
        let mut all = Vec::new();
        while let Some(group) = list.next_group() {
            let mut entries = Vec::new();
            while let Some(entry) = list.next_entry().expect("the cases are in memory") {
                assert_eq!(entry.class, group.class);
                entries.push(entry);
            }
            assert_eq!(Counts::of_entries(&entries), group.counts, "{}", group.name);
            all.extend(entries);
        }
        assert_eq!(Counts::of_entries(&all), counts);
        assert_eq!(counts.passed() + counts.bad() + counts.skipped, counts.all);
    }
}
