//! One planned case.

use std::sync::Arc;

use super::case_id::CaseId;
use super::credential::CredentialPlan;
use super::expectation::{Capture, ExpectationPlan};
use super::large_table::LargeTable;
use super::plan_index::{CaseIndex, TargetIndex};
use super::request::RequestPlan;
use super::sending::SendingPlan;
use crate::check::Doubt;
use crate::contract::Waiver;
use crate::diagnostic::Span;
use crate::event::Phase;
use crate::http::Identity;
use crate::verdict::CaseName;

/// One request and the documented response, complete except for captured values.
#[derive(Debug, Clone)]
pub struct PlannedCase {
    /// The names of the suite and of the case, by which reports and filters identify the case.
    pub name: CaseName,
    /// The id of the case, and the parts that the id is composed of.
    pub id: CaseId,
    /// The suite of the case: an index into [`Plan::suites`](super::plan::Plan::suites).
    pub suite: usize,
    /// The section of the suite that has the case.
    pub phase: Phase,
    /// The place of the expected status in the suite; the id of a case without `expect`.
    pub span: Span,
    /// The expected status and code, for display: `404 RESOURCE_NOT_FOUND`, `2xx`.
    pub asks: String,
    /// The target that the request is sent to.
    pub target: TargetIndex,
    /// The request that the case sends.
    pub request: RequestPlan,
    /// The credentials of the request; `None` for nobody.
    pub credentials: Option<Arc<CredentialPlan>>,
    /// The client certificate of the credentials, used for the connections of this case.
    pub identity: Option<Arc<Identity>>,
    /// The name of the credentials in the suite.
    pub credential: Option<String>,
    /// The credential whose token this case fetches, if it fetches one.
    pub token_of: Option<String>,
    /// Everything that the response is checked for.
    pub expectation: ExpectationPlan,
    /// The number of times that the request is sent.
    pub sending: SendingPlan,
    /// The values of the response that later cases use.
    pub captures: Vec<Capture>,
    /// Cases that must have passed before this case starts. If one of them did not pass, this case is
    /// errored and never sent.
    pub requires: Vec<CaseIndex>,
    /// Cases that must have ended, with any outcome, before this case starts. Disjoint from `requires`.
    pub follows: Vec<CaseIndex>,
    /// The cases that the suite names in `after`. They are selected together with this case.
    pub after: Vec<CaseIndex>,
    /// True if the case was selected, false if it is only needed by a selected case.
    pub selected: bool,
    /// True if no other case may run at the same time.
    pub alone: bool,
    /// Tags of the suite and of the case.
    pub tags: Vec<String>,
    /// The features that the target must offer. If one is missing, the case is skipped.
    pub needs: Vec<String>,
    /// The reason why the case may break the contract, and the last day on which it may.
    pub waiver: Option<Box<CaseWaiver>>,
    /// The facts of a probe; `None` for every other case.
    pub probe: Option<Box<PlannedProbe>>,
    /// The large table whose rows the case represents, if it represents any.
    pub table: Option<LargeTable>,
}

impl PlannedCase {
    /// Returns the credentials that the request carries. For a probe that changes the credentials, these are the
    /// changed ones.
    pub fn sends(&self) -> Option<&CredentialPlan> {
        let other = match &self.request {
            RequestPlan::Probe { change, .. } => change.other_credentials(),
            _ => None,
        };
        other.or(self.credentials.as_deref())
    }

    /// Returns the number of cases that this case represents: the rows of its large table, otherwise 1.
    pub fn cases(&self) -> u64 {
        self.table.as_ref().map_or(1, LargeTable::rows)
    }
}

/// The waiver of a case, which accepts that the case breaks the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseWaiver {
    /// The reason and the last day of the waiver.
    pub waiver: Waiver,
    /// True if the waiver is stale when this case passes. False if a replay follows, because the waiver
    /// may still be needed for the replay.
    pub settled: bool,
}

/// The facts that only a probe has.
#[derive(Debug, Clone)]
pub struct PlannedProbe {
    /// The change, as shown in reports.
    pub shown: String,
    /// The suite's reason for not sending the probe, if it has one.
    pub excepted: Option<String>,
    /// The reason why another response than the expected one may be correct.
    pub doubt: Doubt,
    /// The documented status of the control's request when it is sent again. `None` if the contract
    /// documents no replay, or the server cannot treat the probe as one.
    pub repetition: Option<u16>,
}
