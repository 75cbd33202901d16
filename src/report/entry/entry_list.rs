//! The same list, one entry after the other, so that no more than one is in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use super::unique_names::{LONGEST, Names, class};
use super::{Counts, Entry, Group, beside, of_case};
use crate::event::CaseFinished;
use crate::record::RunRecord;
use crate::record::case_store::SuiteTotals;

/// A group before any of its entries.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Head<'r> {
    /// The name of the suite or of the contract.
    pub(in crate::report) name: &'r str,
    /// Its file.
    pub(in crate::report) file: &'r str,
    pub(in crate::report) counts: Counts,
}

/// What hears of every entry.
pub(in crate::report) trait Visitor {
    /// A group begins.
    fn begin(&mut self, head: Head<'_>) -> io::Result<()>;
    /// An entry of the group that began last.
    fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()>;
    /// The group that began last is over.
    fn end(&mut self) -> io::Result<()>;
}

/// The list of a run, of which only the codes that stand beside the cases are in memory.
pub(in crate::report) struct Walk<'r> {
    record: &'r RunRecord,
    suites: Vec<Head<'r>>,
    beside: Vec<Group<'r>>,
    names: Names,
}

impl<'r> Walk<'r> {
    pub(in crate::report) fn new(record: &'r RunRecord) -> Self {
        let mut names = Names::default();
        Self { record, suites: suites(record), beside: beside(record, &mut names), names }
    }

    /// All groups together.
    pub(in crate::report) fn counts(&self) -> Counts {
        let suites = self.suites.iter().map(|head| head.counts);
        suites.chain(self.beside.iter().map(Group::counts)).sum()
    }

    /// Tells all of it.
    ///
    /// # Errors
    ///
    /// If the visitor takes no more, or the cases can no longer be read.
    pub(in crate::report) fn tell(mut self, visitor: &mut impl Visitor) -> io::Result<()> {
        let mut shared: BTreeMap<String, usize> = BTreeMap::new();
        for head in &self.suites {
            *shared.entry(class(head.file)).or_default() += 1;
        }
        let mut cases = self.record.cases.stream().peekable();
        let mut before: Option<Cow<'_, CaseFinished>> = None;
        for head in &self.suites {
            visitor.begin(*head)?;
            let class = class(head.file);
            let alone = shared.get(&class) == Some(&1);
            let of_suite =
                |case: &CaseFinished| case.case.suite == head.name && case.file == head.file;
            while let Some(case) =
                cases.next_if(|case| !matches!(case, Ok(case) if !of_suite(case)))
            {
                let case = case?;
                let row = alone && before.as_ref().is_some_and(|before| is_next_row(&case, before));
                let names = if row { None } else { Some(&mut self.names) };
                visitor.entry(&of_case(Cow::Borrowed(&class), &case, names))?;
                before = Some(case);
            }
            visitor.end()?;
        }
        for group in &self.beside {
            visitor.begin(Head { name: group.name, file: group.file, counts: group.counts() })?;
            group.entries.iter().try_for_each(|entry| visitor.entry(entry))?;
            visitor.end()?;
        }
        Ok(())
    }
}

/// Whether a case is another row of the table whose row came before it: then its name is its own.
fn is_next_row(case: &CaseFinished, before: &CaseFinished) -> bool {
    let short = case.asks.len() + case.case.id.len() + 3 <= LONGEST;
    let place = |case: &CaseFinished| (case.place.line, case.place.column);
    let same_suite = case.case.suite == before.case.suite;
    short && place(case) == place(before) && same_suite && case.case.id > before.case.id
}

/// All suites: those of the run in their order, then those that nobody announced.
fn suites(record: &RunRecord) -> Vec<Head<'_>> {
    let known: BTreeMap<(&str, &str), SuiteTotals> =
        record.cases.suites().map(|(name, file, totals)| ((name, file), totals)).collect();
    let announced = record.started.suites.iter().map(|it| (it.suite.as_str(), it.file.as_str()));
    let announced: Vec<(&str, &str)> = announced.collect();
    let others = record.cases.suites().map(|(name, file, _)| (name, file));
    let others = others.filter(|suite| !announced.contains(suite));
    let all = announced.iter().copied().chain(others);
    all.map(|suite| {
        let totals = known.get(&suite).copied().unwrap_or_default();
        Head { name: suite.0, file: suite.1, counts: totals.into() }
    })
    .collect()
}

impl From<SuiteTotals> for Counts {
    fn from(SuiteTotals { counts, elapsed_ms }: SuiteTotals) -> Self {
        Self {
            all: counts.ended(),
            failed: counts.failed,
            errored: counts.errored,
            skipped: counts.skipped + counts.waived,
            elapsed_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, events, record, sample_record};
    use crate::report::entry::groups;

    /// What is told, as lines.
    #[derive(Default)]
    struct Lines(Vec<String>);

    impl Visitor for Lines {
        fn begin(&mut self, head: Head<'_>) -> io::Result<()> {
            self.0.push(format!("{} {} {:?}", head.name, head.file, head.counts));
            Ok(())
        }

        fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
            self.0.push(format!("{} {} {} {:?}", entry.class, entry.name, entry.id, entry.end));
            Ok(())
        }

        fn end(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[track_caller]
    fn check(record: &RunRecord) {
        let mut expected = Lines::default();
        let mut sum = Counts::default();
        for group in &groups(record) {
            let counts = group.counts();
            sum = [sum, counts].into_iter().sum();
            expected.begin(Head { name: group.name, file: group.file, counts }).expect("memory");
            group.entries.iter().for_each(|entry| expected.entry(entry).expect("memory"));
        }
        let walk = Walk::new(record);
        assert_eq!(walk.counts(), sum);
        let mut told = Lines::default();
        walk.tell(&mut told).expect("the cases are there");
        assert_eq!(told.0, expected.0);
    }

    #[test]
    fn a_walk_tells_the_groups_one_after_the_other() {
        check(&sample_record());
    }

    #[test]
    fn rows_of_a_table_are_told_apart_as_in_groups() {
        let rows = (0..40).map(|row| case(&format!("a[{row}]"), "200", 1)).collect();
        check(&record(&events(rows)));
    }
}
