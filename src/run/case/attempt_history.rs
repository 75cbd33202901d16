//! The history of one case: the attempts and interim responses before the response that decides.

use crate::event::Attempt;
use crate::verdict::{Finding, Level};

use super::result::CaseResult;

/// The number of findings about interim responses that are kept. A case may have many interim responses, each with
/// a message of its own.
const KINDS: usize = 100;

/// The attempts and interim responses of one case.
#[derive(Debug, Default)]
pub(in crate::run) struct CaseHistory {
    attempts: Vec<Attempt>,
    interim: Vec<InterimFinding>,
    /// The first interim response that broke the contract.
    evidence: Option<CaseResult>,
}

/// A finding about an interim response.
#[derive(Debug)]
struct InterimFinding {
    /// The words that name the response, such as "on page 2".
    response: String,
    finding: Finding,
}

impl CaseHistory {
    /// Adds an attempt that failed.
    pub(in crate::run) fn add_attempt(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
    }

    /// Adds an interim response. `response` are the words that name it, such as "on page 2". Equal findings are kept
    /// once.
    pub(in crate::run) fn add_response(&mut self, mut result: CaseResult, response: &str) {
        for finding in std::mem::take(&mut result.findings) {
            let is_known = |kept: &InterimFinding| {
                kept.finding.check == finding.check && kept.finding.message == finding.message
            };
            // The first finding that breaks the contract is kept even if the list is full: its response is the
            // evidence.
            let is_full = self.interim.len() >= KINDS && self.evidence.is_some();
            if is_full || self.interim.iter().any(is_known) {
                continue;
            }
            let breaks_contract = finding.level == Level::Must;
            self.interim.push(InterimFinding { response: response.to_owned(), finding });
            if breaks_contract && self.evidence.is_none() {
                self.evidence = Some(std::mem::take(&mut result));
            }
        }
    }

    /// Returns the result of the case. `last` is the result of its last response.
    ///
    /// If only an interim response broke the contract, the report shows that exchange.
    pub(in crate::run) fn finish_with(self, last: CaseResult) -> CaseResult {
        let Self { attempts, interim, evidence } = self;
        let interim = interim.into_iter().map(|InterimFinding { response, finding }| {
            let message = format!("{response}, {}", finding.message);
            Finding { message, ..finding }
        });
        let is_broken = last.findings.iter().any(|finding| finding.level == Level::Must);
        let findings = interim.chain(last.findings.iter().cloned()).collect();
        let (outcome, not_exercised) = (last.outcome.clone(), last.not_exercised.clone());
        let shown = evidence.filter(|_| !is_broken).unwrap_or(last);
        CaseResult { outcome, findings, attempts, not_exercised, ..shown }
    }
}
