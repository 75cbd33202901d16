//! The checks: one rule each, pure functions from an exchange to findings. Nothing here sees the network.
//!
//! `contract` has the rules of the contract for every response, `protocol` the rules of HTTP and OAuth, and `expect` the
//! demands of the case's author.

mod challenge;
mod contract;
mod correlation;
mod difference;
mod expect;
mod expectation;
mod broken_rule;
mod link;
mod finding_mask;
mod media_type;
mod protocol;
mod header_field;
mod header_value;
mod json;
mod parts_of_api;
mod registry;
mod rule;
mod probe_outcome;
mod classify;
mod until_condition;
mod exchange_view;

#[cfg(test)]
mod fixture;

pub use correlation::correlation;
pub use exchange_view::{Judgement, Place, Subject, View};
pub use expectation::{
    Expectation, ExpectedBody, ExpectedCode, ExpectedHeader, ExpectedLink, ExpectedMatch,
    ExpectedStatus, ExpectedValue, HeaderRule, HrefRule, LinkExpectation, StatusRule,
};
pub use finding_mask::mask;
pub use json::Json;
pub use link::{Link, links, no_such_link};
pub use media_type::{fits as is_of_type, is_json as is_json_type, nearest as closest_content};
pub use probe_outcome::{Doubt, Seeking};
pub use registry::{CHECKS, ids, judge};
pub use rule::Check;
pub use until_condition::{Condition, never_met};
