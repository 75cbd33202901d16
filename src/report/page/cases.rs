//! The list of cases, grouped by suite, and the filter above the list.

use super::outcome_mark::Sign;
use crate::event::CaseFinished;
use crate::record::RunRecord;

/// The filter and the counts above the list of cases.
pub(super) struct Cases {
    /// The outcomes that the filter offers, each with its number of cases.
    pub(super) outcomes: Vec<(&'static str, usize)>,
    pub(super) listed: usize,
    /// The number of passed cases that are not listed.
    pub(super) omitted: u64,
}

impl Cases {
    pub(super) fn new(record: &RunRecord, listed: &[&CaseFinished]) -> Self {
        Self {
            outcomes: outcomes(listed),
            listed: listed.len(),
            omitted: record.cases.counts().ended() - listed.len() as u64,
        }
    }
}

fn outcomes(listed: &[&CaseFinished]) -> Vec<(&'static str, usize)> {
    let signs = [Sign::FAILED, Sign::ERRORED, Sign::WAIVED, Sign::SKIPPED, Sign::PASSED];
    let count = |sign| listed.iter().filter(|case| Sign::from(&case.outcome) == sign).count();
    let mut outcomes: Vec<(&str, usize)> =
        signs.into_iter().map(|sign| (sign.word, count(sign))).collect();
    outcomes.push(("flaky", listed.iter().filter(|case| case.is_flaky()).count()));
    outcomes.retain(|(_, count)| *count > 0);
    outcomes
}

/// Returns the cases of each suite, with the index of the first case in the list.
pub(super) fn suites<'l, 'r>(
    listed: &'l [&'r CaseFinished],
) -> impl Iterator<Item = (usize, &'l [&'r CaseFinished])> {
    let same = |one: &&CaseFinished, other: &&CaseFinished| {
        one.case.suite == other.case.suite && one.file == other.file
    };
    listed.chunk_by(same).scan(0, |next, suite| {
        let first = *next;
        *next += suite.len();
        Some((first, suite))
    })
}
