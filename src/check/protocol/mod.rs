//! The rules that HTTP and OAuth set for every API. The contract sets the level of each rule.

mod allow_on_405;
mod bearer_error;
mod challenge_on_401;
mod location;
mod location_on_201;
mod oauth_client;
mod retry_after;
mod rule;
mod token_no_store;
mod unique_members;

pub(super) use allow_on_405::AllowOn405;
pub(super) use bearer_error::BearerError;
pub(super) use challenge_on_401::ChallengeOn401;
pub(super) use location::Location;
pub(super) use location_on_201::LocationOn201;
pub(super) use oauth_client::OauthClient;
pub(super) use retry_after::RetryAfter;
pub(super) use token_no_store::TokenNoStore;
pub(super) use unique_members::UniqueMembers;
