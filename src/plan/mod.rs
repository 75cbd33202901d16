//! Suites bound to their contracts: every name is resolved, every query is compiled.

mod digest;
mod value_text;
mod inputs;
mod expression_scope;
mod model;
mod bind;
mod expand;
mod resolve;
mod compile;
mod probes;
mod select;
mod waivers;

pub use bind::bindings::{BindError, Bindings};
pub use bind::request::LinkTarget;
pub use compile::plan::{Refused, compile};
pub(crate) use digest::Digest;
pub use inputs::{Inputs, SuiteInput};
pub use model::case::{CaseWaiver, PlannedCase, PlannedProbe};
pub use model::case_id::CaseId;
pub use model::credential::CredentialPlan;
pub use model::expectation::{Capture, ExpectationPlan, LinkPlan};
pub use model::host_allow_list::HostAllowList;
pub use model::large_table::LargeTable;
pub use model::plan::{Plan, PlannedSuite};
pub use model::plan_index::{CaseIndex, SlotId, TargetIndex};
pub use model::probe_change::Change;
pub use model::request::{BodyPlan, Outgoing, Planned, RequestPlan};
pub use model::sending::{SendingPlan, UntilPlan};
pub use model::value::{CallPlan, Piece, Scalar, ValuePlan};
pub use select::filter::{Selection, Selector};
pub use waivers::{PlannedWaiver, expired_waivers};

#[cfg(test)]
pub(crate) mod tests;
