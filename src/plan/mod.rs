//! What will be done: suites bound to their contracts, every name resolved, every query compiled.

mod model;
mod digest;
mod resolve;
mod expand;
mod compile;
mod bind;
mod probes;
mod select;
mod waivers;

pub use bind::bindings::{BindError, Bindings};
pub use bind::probe_request::Change;
pub use compile::large_tables::LargeTable;
pub use compile::plan::{Inputs, Refused, Source, compile};
pub use compile::sending::{SendingPlan, UntilPlan};
pub use compile::targets::{Guard, TargetIndex};
pub(crate) use digest::Digest;
pub use model::plan::{
    BodyPlan, Capture, CaseIndex, CaseWaiver, CredentialPlan, ExpectationPlan, LinkPlan, Outgoing,
    PartContentPlan, PartPlan, Piece, Plan, PlannedCase, PlannedSuite, RequestPlan, Scalar, SlotId,
    ValuePlan,
};
pub use probes::derived_probe::PlannedProbe;
pub use resolve::functions::CallPlan;
pub use select::filter::{Selection, Selector};
pub use waivers::{PlannedWaiver, expired_waivers};

#[cfg(test)]
mod tests;
