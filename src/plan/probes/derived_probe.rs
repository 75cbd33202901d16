//! A probe before it has its place in the plan.

use std::sync::Arc;

use crate::check::Doubt;
use crate::diagnostic::Span;
use crate::http::Identity;
use crate::plan::ExpectationPlan;
use crate::plan::bind::probe_request::Change;
use crate::plan::compile::documented_codes::Claim;
use crate::plan::resolve::suite_names::Use;

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
pub(in crate::plan) struct Derived {
    /// What stands behind `~` in its id.
    pub(super) label: String,
    /// Where the suite asks for it.
    pub(super) span: Span,
    pub(super) claim: Claim,
    pub(super) expectation: ExpectationPlan,
    pub(super) change: Change,
    pub(super) shown: String,
    pub(super) doubt: Doubt,
    pub(super) excepted: Option<String>,
    pub(super) uses: Vec<Use>,
    pub(super) credential_uses: Vec<Use>,
    /// The certificate by which its connections are made.
    pub(super) identity: Option<Arc<Identity>>,
    /// How often it is sent at once.
    pub(super) burst: Option<u32>,
}
