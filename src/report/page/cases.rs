//! All cases that are listed, by suite.

use super::outcome_mark::Sign;
use crate::event::CaseFinished;
use crate::record::RunRecord;

/// What is said above the list of cases.
pub(super) struct Cases {
    /// Every outcome that a filter can ask for, and how many cases have it.
    pub(super) outcomes: Vec<(&'static str, usize)>,
    pub(super) listed: usize,
    /// Cases that passed and are not listed.
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

/// The listed cases of each suite, each with its place in the list.
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
