//! A probe before its position in the plan is known.

use std::sync::Arc;

use crate::check::Doubt;
use crate::diagnostic::Span;
use crate::http::Identity;
use crate::plan::compile::claim::Claim;
use crate::plan::expression_scope::CaptureUse;
use crate::plan::model::expectation::ExpectationPlan;
use crate::plan::model::probe_change::Change;

/// A probe before its position in the plan is known.
pub(in crate::plan) struct DerivedProbe {
    /// The derived part of the probe's id: `404`, `400-without-amount`.
    pub(super) label: String,
    /// The place in the suite that requests the probe.
    pub(super) span: Span,
    pub(super) claim: Claim,
    pub(super) expectation: ExpectationPlan,
    pub(super) change: Change,
    /// The change, as shown in reports.
    pub(super) shown: String,
    pub(super) doubt: Doubt,
    /// The suite's reason for not sending the probe.
    pub(super) excepted: Option<String>,
    pub(super) uses: Vec<CaptureUse>,
    pub(super) credential_uses: Vec<CaptureUse>,
    /// The client certificate of the probe's connections.
    pub(super) identity: Option<Arc<Identity>>,
    /// The number of requests that are sent at the same time.
    pub(super) burst: Option<u32>,
}
