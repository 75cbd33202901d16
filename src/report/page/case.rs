//! One case of the page: the expectation, the response, the findings, and the command that runs the case again.

use std::borrow::Cow;

use super::anchor::Anchors;
use super::exchange::Exchange;
use super::outcome_mark::Sign;
use super::run_summary::duration;
use super::size_limits::{Details, clip};
use super::source_line::Snippet;
use crate::contract::RowKey;
use crate::event::{Attempt, CaseFinished, RunStarted};
use crate::report::terminal::RerunCommand;
use crate::verdict::{Finding, Level, Outcome};

/// A case as the page shows it.
pub(super) struct Case<'r> {
    /// The anchor of the case, to which links in the page point.
    pub(super) anchor: &'r str,
    pub(super) id: &'r str,
    pub(super) sign: Sign,
    pub(super) flaky: bool,
    pub(super) phase: Option<&'static str>,
    pub(super) asks: &'r str,
    /// The actual status and code, if they differ from the expected ones.
    pub(super) got: Option<String>,
    pub(super) took: String,
    /// The claimed documented code, and its anchor.
    pub(super) claim: Option<(String, Option<&'r str>)>,
    /// The name of the target, if the target has a name.
    pub(super) target: Option<&'r str>,
    pub(super) tags: &'r [String],
    /// The reason of an errored, skipped or waived case.
    pub(super) reason: Option<String>,
    pub(super) findings: Vec<Break<'r>>,
    pub(super) attempts: &'r [Attempt],
    pub(super) asked: Snippet<'r>,
    /// The target's id for the exchange: name and value of the header field.
    pub(super) correlation: Option<(&'r str, Cow<'r, str>)>,
    pub(super) exchange: Option<Exchange<'r>>,
    /// The reason why findings or the exchange are not shown.
    pub(super) left_out: Option<&'static str>,
    /// The command that runs the case again.
    pub(super) rerun: String,
}

/// A finding as the page shows it.
pub(super) struct Break<'r> {
    pub(super) level: &'static str,
    pub(super) tone: &'static str,
    pub(super) check: &'r str,
    pub(super) message: Cow<'r, str>,
    pub(super) path: Option<&'r str>,
    pub(super) expected: Cow<'r, str>,
    pub(super) actual: Cow<'r, str>,
    /// The documented code that the finding violates, if it is not the claimed one, and its anchor.
    pub(super) against: Option<(String, Option<&'r str>)>,
    pub(super) source: Option<&'r str>,
    /// The source line of the expectation, if it is not the line of the previous finding.
    pub(super) place: Option<Snippet<'r>>,
}

/// The text that replaces details which would make the page too large.
const TOO_LARGE: &str = "Findings and exchange are left out to keep this page small; the run record (run.ndjson) has them.";
/// The text that is shown for a passed case whose exchange is not kept.
const NOT_KEPT: &str =
    "The exchange of this passed case is not kept; the run record (run.ndjson) has it.";

/// Values that are the same for all cases of a run.
pub(super) struct Frame<'r> {
    pub(super) run: &'r RunStarted,
    pub(super) anchors: &'r Anchors<'r>,
    pub(super) again: RerunCommand,
}

impl<'r> Case<'r> {
    /// Prepares a case with its details; `anchor` is the anchor in the page.
    pub(super) fn new(
        case: &'r CaseFinished,
        details: &'r Details<'r>,
        anchor: &'r str,
        frame: &Frame<'r>,
    ) -> Self {
        let (detailed, transcript) = match details {
            Details::Shown(transcript) => (true, transcript.as_deref()),
            Details::LeftOut => (false, None),
        };
        let code = |row: &'r RowKey| (row.to_string(), frame.anchors.code(&case.contract, row));
        let via = &frame.run.target_of(case).via;
        Self {
            anchor,
            id: &case.case.id,
            sign: Sign::from(&case.outcome),
            flaky: case.is_flaky(),
            phase: case.phase.label(),
            asks: &case.asks,
            got: got(case),
            took: duration(case.elapsed_ms),
            claim: case.claim.as_ref().map(code),
            target: case.target.as_deref(),
            tags: &case.tags,
            reason: reason(&case.outcome),
            findings: if detailed { findings(case, frame.anchors) } else { Vec::new() },
            attempts: if detailed { &case.attempts } else { &[] },
            asked: Snippet::from(&case.place),
            correlation: case.correlation.as_ref().map(|id| (id.name.as_str(), clip(&id.value))),
            exchange: transcript.map(|transcript| Exchange::new(transcript, &case.findings, via)),
            left_out: left_out(case, detailed, transcript.is_some()),
            rerun: frame.again.command(case),
        }
    }
}

/// Returns the actual status and code, if they differ from the expected ones.
fn got(case: &CaseFinished) -> Option<String> {
    let got = case.sighting.as_ref()?.to_string();
    (got != case.asks).then(|| clip(&got).into_owned())
}

fn reason(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Passed | Outcome::Failed => None,
        Outcome::Waived(waived) => Some(format!("Waived {waived}")),
        Outcome::Errored { reason } | Outcome::Skipped { reason } => {
            Some(clip(reason).into_owned())
        }
    }
}

fn left_out(case: &CaseFinished, detailed: bool, exchanged: bool) -> Option<&'static str> {
    let has_details =
        case.exchange.is_some() || !case.findings.is_empty() || !case.attempts.is_empty();
    if !detailed && has_details {
        Some(TOO_LARGE)
    } else if !exchanged && case.outcome == Outcome::Passed {
        Some(NOT_KEPT)
    } else {
        None
    }
}

fn findings<'r>(case: &'r CaseFinished, anchors: &'r Anchors<'r>) -> Vec<Break<'r>> {
    let mut shown = &case.place;
    let findings = case.findings.iter().map(|finding| {
        // Several findings often come from the same line, which is shown once.
        let place = finding.place.as_ref().filter(|place| *place != shown);
        shown = finding.place.as_ref().unwrap_or(shown);
        let against = finding.row.as_ref().filter(|row| case.claim.as_ref() != Some(row));
        Break {
            place: place.map(Snippet::from),
            against: against.map(|row| (row.to_string(), anchors.code(&case.contract, row))),
            ..plain(finding)
        }
    });
    findings.collect()
}

/// Returns a finding without the values that depend on its case.
fn plain(finding: &Finding) -> Break<'_> {
    let (level, tone) = match finding.level {
        Level::Must => ("must", "bad"),
        Level::Should => ("should", "doubtful"),
    };
    Break {
        level,
        tone,
        check: finding.check.as_str(),
        message: clip(&finding.message),
        path: finding.path.as_deref(),
        expected: clip(&finding.expected),
        actual: clip(&finding.actual),
        against: None,
        source: finding.source.as_deref(),
        place: None,
    }
}
