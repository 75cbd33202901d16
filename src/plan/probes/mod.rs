//! Probes: what is derived from a case, their control, by exactly one change each.

mod attach;
mod carrier;
mod change;
mod content;
mod declared;
mod derive;
mod examples;
mod made_up;
mod methods;
mod place;
mod promised;
mod senders;
mod weave;

use std::sync::Arc;

use super::ExpectationPlan;
use super::claim::Claim;
use super::names::Use;
use crate::check::Doubt;
use crate::diagnostic::Span;
use crate::http::Identity;

pub(super) use attach::attach;
pub use change::Change;
pub(super) use weave::{Woven, weave};

/// What makes a planned case a probe.
#[derive(Debug, Clone)]
pub struct PlannedProbe {
    /// The one change in words.
    pub shown: String,
    /// Why it is not made, if the suite says so.
    pub excepted: Option<String>,
    /// What may be right with another answer than the one that is sought.
    pub doubt: Doubt,
    /// The status of the control's own request when it is sent again, if the contract documents one and
    /// the server may take the probe for that.
    pub repetition: Option<u16>,
}

/// A probe before it stands in the plan.
pub(super) struct Derived {
    /// What stands behind `~` in its id.
    label: String,
    /// Where the suite asks for it.
    span: Span,
    claim: Claim,
    expectation: ExpectationPlan,
    change: Change,
    shown: String,
    doubt: Doubt,
    excepted: Option<String>,
    uses: Vec<Use>,
    credential_uses: Vec<Use>,
    /// The certificate by which its connections are made.
    identity: Option<Arc<Identity>>,
    /// How often it is sent at once.
    burst: Option<u32>,
}
