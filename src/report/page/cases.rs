//! All cases, by suite.

use super::anchor::Anchors;
use super::case::Case;
use super::sign::Sign;
use super::size::Shown;
use crate::report::RunRecord;

/// All cases that are listed.
pub(super) struct Cases<'r> {
    pub(super) suites: Vec<Suite<'r>>,
    /// Every outcome that a filter can ask for, and how many cases have it.
    pub(super) outcomes: Vec<(&'static str, usize)>,
    pub(super) listed: usize,
    /// Cases that passed and are not listed.
    pub(super) omitted: usize,
}

/// The cases of one suite.
pub(super) struct Suite<'r> {
    pub(super) name: &'r str,
    pub(super) file: &'r str,
    pub(super) cases: Vec<Case<'r>>,
}

impl<'r> Cases<'r> {
    pub(super) fn new(
        record: &'r RunRecord,
        listed: &'r [Shown<'r>],
        anchors: &Anchors<'r>,
    ) -> Self {
        let mut suites: Vec<Suite<'r>> = Vec::new();
        for (at, Shown { case, detailed }) in listed.iter().enumerate() {
            let shown = Case {
                anchor: anchors.listed(at).to_owned(),
                ..Case::new(case, *detailed, &record.started, anchors)
            };
            let (name, file) = (case.case.suite.as_str(), case.file.as_str());
            match suites.last_mut().filter(|suite| suite.name == name && suite.file == file) {
                Some(suite) => suite.cases.push(shown),
                None => suites.push(Suite { name, file, cases: vec![shown] }),
            }
        }
        Self {
            suites,
            outcomes: outcomes(listed),
            listed: listed.len(),
            omitted: record.cases.len() - listed.len(),
        }
    }
}

fn outcomes(listed: &[Shown<'_>]) -> Vec<(&'static str, usize)> {
    let signs = [Sign::FAILED, Sign::ERRORED, Sign::WAIVED, Sign::SKIPPED, Sign::PASSED];
    let count =
        |sign| listed.iter().filter(|shown| Sign::from(&shown.case.outcome) == sign).count();
    let mut outcomes: Vec<(&str, usize)> =
        signs.into_iter().map(|sign| (sign.word, count(sign))).collect();
    outcomes.push(("flaky", listed.iter().filter(|shown| shown.case.is_flaky()).count()));
    outcomes.retain(|(_, count)| *count > 0);
    outcomes
}
