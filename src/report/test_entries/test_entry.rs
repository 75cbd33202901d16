//! One entry of a test report.

use std::borrow::Cow;
use std::rc::Rc;

use super::unique_names::UniqueName;
use crate::diagnostic::Place;
use crate::event::{CaseFinished, RowFacts, RunStarted};
use crate::report::evidence::{EvidenceLevel, at, message, text};
use crate::report::text::shorten;
use crate::sanitize::visible_text;
use crate::verdict::Outcome;

/// The longest message, in characters. A message may quote a response of any length.
const MESSAGE: usize = 4_000;

/// One entry of a test report.
#[derive(Debug)]
pub(in crate::report) struct Entry<'r> {
    /// The file of the suite with dots between its folders. Consumers group by it.
    pub(in crate::report) class: Rc<str>,
    /// The name, unique in its class.
    pub(in crate::report) name: String,
    /// An id that is the same in every run.
    pub(in crate::report) id: uuid::Uuid,
    pub(in crate::report) end: End,
    /// The reason why the entry did not pass, on one line. Empty if it passed.
    pub(in crate::report) message: String,
    /// The kind of failure, with a dot in it. Empty if the entry did not fail.
    pub(in crate::report) kind: String,
    pub(in crate::report) about: About<'r>,
}

/// The subject of an entry: a case or a documented code.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "few entries exist at a time, and a box would cost an allocation for each case"
)]
pub(in crate::report) enum About<'r> {
    /// A case that has ended, with any outcome.
    Case(Cow<'r, CaseFinished>),
    /// A documented code that no case proves, or whose waiver lapsed.
    Code {
        row: &'r RowFacts,
        /// The start of the run, whose time the entry shows because a code has none.
        run: &'r RunStarted,
    },
}

/// The result of an entry, in the terms of test reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum End {
    Passed,
    /// The contract is broken, or a waiver has lapsed.
    Failed,
    /// There was no response to judge.
    Errored,
    /// The case was not run or is waived, or the code is not exercised or is waived.
    Skipped,
}

impl<'r> Entry<'r> {
    /// Creates the entry of a case.
    pub(super) fn of_case(class: Rc<str>, name: UniqueName, case: Cow<'r, CaseFinished>) -> Self {
        let (end, message, kind) = match &case.outcome {
            Outcome::Passed => (End::Passed, String::new(), String::new()),
            Outcome::Failed => (End::Failed, message(&case), kind_of_failure(&case)),
            Outcome::Errored { reason } => {
                (End::Errored, reason.clone(), "statusquo.errored".to_owned())
            }
            Outcome::Waived(waived) => (End::Skipped, format!("waived {waived}"), String::new()),
            Outcome::Skipped { reason } => (End::Skipped, reason.clone(), String::new()),
        };
        let message =
            // `visible_text::line` allocates. Most entries pass and have no message.
            if message.is_empty() { message } else { visible_text::line(&shorten(&message, MESSAGE)) };
        let UniqueName { name, id } = name;
        Self { class, name, id, end, message, kind, about: About::Case(case) }
    }

    /// Returns the case, or `None` if the entry is about a documented code.
    pub(in crate::report) fn case(&self) -> Option<&CaseFinished> {
        match &self.about {
            About::Case(case) => Some(case),
            About::Code { .. } => None,
        }
    }

    /// Returns the line of the suite with the case, or of the contract with the code.
    pub(in crate::report) fn place(&self) -> &Place {
        match &self.about {
            About::Case(case) => &case.place,
            About::Code { row, .. } => &row.place,
        }
    }

    /// Returns the time of the start in RFC 3339, UTC.
    pub(in crate::report) fn started(&self) -> &str {
        match &self.about {
            About::Case(case) => &case.started,
            About::Code { run, .. } => &run.started,
        }
    }

    /// Returns the wall-clock time in milliseconds, 0 for a documented code.
    pub(in crate::report) fn elapsed_ms(&self) -> u64 {
        self.case().map_or(0, |case| case.elapsed_ms)
    }

    /// Returns the whole evidence as text. If the entry did not pass, the first line is the place with the message, so the
    /// text is never blank.
    pub(in crate::report) fn text(&self, started: &RunStarted, much: EvidenceLevel) -> String {
        let first = || format!("{}: {}", at(self.place()), self.message);
        match &self.about {
            About::Code { .. } => first(),
            About::Case(case) if case.outcome == Outcome::Passed => text(case, started, much),
            About::Case(case) if case.exchange.is_none() && case.findings.is_empty() => first(),
            About::Case(case) => format!("{}\n\n{}", first(), text(case, started, much)),
        }
    }
}

/// Returns `statusquo.` and the check of the first must-level finding. The dot distinguishes these types from those
/// of GitLab.
fn kind_of_failure(case: &CaseFinished) -> String {
    let check = case.must_findings().next().map_or("failed", |finding| finding.check.as_str());
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    let parts = check.split('.').filter(|part| !part.is_empty());
    let parts = parts.map(|part| part.replace(|c| !allowed(c), "-"));
    std::iter::once("statusquo".to_owned()).chain(parts).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, sample_record};
    use crate::verdict::{Finding, Level};

    #[track_caller]
    fn check_kind(check: &str, expected: &str) {
        let mut failed = case("a", "200", 1);
        let cases = sample_record().cases.to_vec().expect("the sample is in memory");
        let mut findings = cases.into_iter().flat_map(|case| case.findings);
        let finding = findings.find(|finding| finding.level == Level::Must);
        let finding = finding.expect("the sample has findings");
        failed.findings = vec![Finding { check: check.into(), ..finding }];
        assert_eq!(kind_of_failure(&failed), expected);
    }

    #[test]
    fn a_failure_has_the_type_of_its_first_check() {
        check_kind("expect.status", "statusquo.expect.status");
        check_kind("allow-on-405", "statusquo.allow-on-405");
        check_kind("Odd check..x", "statusquo.-dd-check.x");
    }
}
