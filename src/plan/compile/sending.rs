//! How often a case sends its request.

use std::time::Duration;

use crate::check::StatusRule;
use crate::plan::ExpectationPlan;
use crate::plan::compile::documented_codes::{Claim, Codes};
use crate::plan::compile::expectation as expect;
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::suite::{Retry, Sending, Until};

/// How often a case sends its request; once, where it says nothing.
#[derive(Debug, Clone, Default)]
pub struct SendingPlan {
    /// Again until a condition holds.
    pub until: Option<Box<UntilPlan>>,
    /// Again where there was no answer, or one that puts it off.
    pub retry: Option<Retry>,
    /// So many times in a row.
    pub repeat: Option<u32>,
    /// So many times at once.
    pub burst: Option<u32>,
}

impl SendingPlan {
    /// How many requests it sends at least; what is polled or sent again is not known before.
    pub fn requests(&self) -> u32 {
        self.repeat.or(self.burst).unwrap_or(1)
    }

    /// How often the replay of a case sends: what a case waits for came before.
    pub(in crate::plan) fn of_replay(&self) -> Self {
        Self { retry: self.retry, ..Self::default() }
    }

    /// How often a probe of a case sends; what is put off by a limit is not sent again where that is sought.
    pub(in crate::plan) fn of_probe(&self, seeks_a_limit: bool) -> Self {
        if seeks_a_limit { Self::default() } else { self.of_replay() }
    }
}

/// Sending again until a condition holds or the time is up.
#[derive(Debug, Clone)]
pub struct UntilPlan {
    /// What is awaited; it claims what the case claims.
    pub condition: ExpectationPlan,
    /// The pause between a response and the next request.
    pub every: Duration,
    /// When the time is up, from the first request on.
    pub limit: Duration,
}

/// Binds how often a case sends; `claim` is what the case asks for.
pub(in crate::plan) fn sending(
    sending: &Sending,
    claim: &Claim,
    codes: &Codes<'_>,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> SendingPlan {
    let until = sending.until.as_ref();
    let until = until.map(|until| Box::new(self::until(until, claim, codes, names, scope)));
    let Sending { retry, repeat, burst, .. } = *sending;
    SendingPlan { until, retry, repeat, burst }
}

fn until(
    until: &Until,
    claim: &Claim,
    codes: &Codes<'_>,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> UntilPlan {
    let Until { condition, every, limit, .. } = until;
    let status = match condition.status {
        None => StatusRule::Any,
        Some(status) => {
            if let Err(problem) = codes.documents(status) {
                names.report(*problem);
            }
            StatusRule::Exactly(status.status)
        }
    };
    let awaited = Claim { status, rows: claim.rows.clone(), asks: String::new(), replay: None };
    let condition = expect::expectation(condition, &awaited, codes.layers, names, scope);
    UntilPlan { condition, every: *every, limit: *limit }
}
