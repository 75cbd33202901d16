//! What will be done: suites bound to their contracts, every name resolved, every query compiled.

mod compile;
mod suite;
mod captures;
mod names;
mod seeded;
mod shared;
mod call;
mod multipart;
mod certificate;
mod row_selection;
mod content;
mod digest;
mod bind_cases;
mod credentials;
mod authenticate;
mod token;
mod request;
mod claim;
mod expect;
mod links;
mod sending;
mod targets;
mod expand;
mod large;
mod order;
mod model;
mod bind;
mod probes;
mod select;
mod shard;
mod waivers;

pub use bind::{BindError, Bindings};
pub use call::CallPlan;
pub use compile::{Inputs, Refused, Source, compile};
pub(crate) use digest::Digest;
pub use large::LargeTable;
pub use model::{
    BodyPlan, Capture, CaseIndex, CaseWaiver, CredentialPlan, ExpectationPlan, LinkPlan, Outgoing,
    PartContentPlan, PartPlan, Piece, Plan, PlannedCase, PlannedSuite, RequestPlan, Scalar, SlotId,
    ValuePlan,
};
pub use probes::{Change, PlannedProbe};
pub use select::{Selection, Selector};
pub use sending::{SendingPlan, UntilPlan};
pub use targets::{Guard, TargetIndex};
pub use waivers::{PlannedWaiver, expired_waivers};

#[cfg(test)]
mod tests;
