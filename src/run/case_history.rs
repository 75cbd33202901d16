//! What a case met with on the way to the response that it is judged by.

use crate::event::Attempt;
use crate::verdict::{Finding, Level};

use super::case::Judged;

/// How many findings are kept: responses on the way may be many, and each wrong in its own words.
const KINDS: usize = 100;

/// What a case met with on the way to the response that it is judged by.
#[derive(Debug, Default)]
pub(super) struct Way {
    attempts: Vec<Attempt>,
    /// The findings of interim responses, each with the words that say which response it was.
    interim: Vec<(String, Finding)>,
    /// The first response that broke the contract.
    evidence: Option<Judged>,
}

impl Way {
    /// Takes a request that was sent in vain into account.
    pub(super) fn failed(&mut self, attempt: Attempt) {
        self.attempts.push(attempt);
    }

    /// Takes a response on the way into account: what it breaks counts, each kind once. `place` says which
    /// response it was.
    pub(super) fn pass(&mut self, mut judged: Judged, place: &str) {
        for finding in std::mem::take(&mut judged.findings) {
            let known = |(_, kept): &(String, Finding)| {
                kept.check == finding.check && kept.message == finding.message
            };
            let full = self.interim.len() >= KINDS && self.evidence.is_some();
            if full || self.interim.iter().any(known) {
                continue;
            }
            let evident = self.evidence.is_some() || finding.level == Level::Should;
            self.interim.push((place.to_owned(), finding));
            if !evident {
                self.evidence = Some(std::mem::take(&mut judged));
            }
        }
    }

    /// The whole of what a case came to. Where only a response on the way broke the contract, that one
    /// is the evidence.
    pub(super) fn ending_with(self, last: Judged) -> Judged {
        let Self { attempts, interim, evidence } = self;
        let findings = interim.into_iter().map(|(place, finding)| {
            let message = format!("{place}, {}", finding.message);
            Finding { message, ..finding }
        });
        let mut findings: Vec<Finding> = findings.collect();
        let broken = last.findings.iter().any(|finding| finding.level == Level::Must);
        let (outcome, moot) = (last.outcome, last.moot);
        let Judged { sighting, exchange, correlation, .. } = match evidence {
            Some(evidence) if !broken => evidence,
            _ => Judged { findings: Vec::new(), outcome: None, moot: None, ..last },
        };
        findings.extend(last.findings);
        Judged { outcome, findings, sighting, exchange, correlation, attempts, moot }
    }
}
