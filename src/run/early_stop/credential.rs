//! The evidence about one credential.

use super::controls::{ENOUGH, Passage, asks, has_invalid_token_challenge, is_control};
use crate::event::{CaseFinished, Stopped};
use crate::plan::PlannedCase;
use crate::verdict::Outcome;

/// The evidence about one credential at one target.
#[derive(Debug, Default)]
pub(super) struct Credential {
    pub(super) name: String,
    pub(super) passage: Passage,
    /// The number of selected cases that send the credential and expect another status than 401.
    pub(super) planned: usize,
    /// The number of controls that were answered with 401.
    pub(super) refused: usize,
    /// True if a response states that the token is invalid (RFC 6750, section 3.1).
    is_stated_invalid: bool,
}

impl Credential {
    /// Creates an entry without evidence.
    pub(super) fn new(name: String) -> Self {
        Self { name, ..Self::default() }
    }

    /// Notes a response. Returns true if the end of the case must be held back.
    pub(super) fn observe(
        &mut self,
        case: &PlannedCase,
        status: u16,
        finished: &CaseFinished,
    ) -> bool {
        let passed = finished.outcome == Outcome::Passed && asks(case) != Some(401);
        // 403 refuses the request, not the credential (RFC 9110, section 15.5.4).
        if (200..300).contains(&status) || status == 403 || passed {
            if self.passage == Passage::Unknown {
                self.passage = Passage::Open;
            }
            return false;
        }
        let refused = status == 401
            && asks(case) != Some(401)
            && finished.outcome == Outcome::Failed
            && self.planned >= ENOUGH
            && self.passage == Passage::Unknown;
        if refused && is_control(case) {
            self.refused += 1;
            self.is_stated_invalid |= has_invalid_token_challenge(finished);
        }
        refused
    }

    /// Returns the reason for the stop if the credential is dead.
    pub(super) fn is_dead(&self) -> Option<Stopped> {
        // One response is enough if it states that the token is invalid; 401 alone may have another reason.
        let enough = self.refused >= 2 || (self.refused == 1 && self.is_stated_invalid);
        (enough && self.planned >= ENOUGH).then(|| {
            let stated = if self.is_stated_invalid { " (invalid_token)" } else { "" };
            let times = match self.refused {
                1 => "the one request with it that should have succeeded".to_owned(),
                times => format!("all {times} requests with it that should have succeeded"),
            };
            let why = format!(
                "the credential `{}` is dead: the target answered 401{stated} to {times}",
                self.name
            );
            let help = "replace it with a valid one, in the suite or where the suite reads it";
            Stopped { why, help: help.to_owned() }
        })
    }
}
