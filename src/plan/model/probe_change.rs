//! The one change by which a probe differs from the request of its control.

use std::sync::Arc;

use http::{HeaderName, Method};

use super::credential::CredentialPlan;
use super::generated_value::PlaceSeed;
use super::json_place::JsonPlace;
use super::value::{Scalar, ValuePlan};

/// The one change by which a probe differs from the request of its control.
///
/// A probe makes exactly one change. With two, the response could not show which of them caused it.
#[derive(Debug, Clone)]
pub struct Change(pub(in crate::plan) ChangeKind);

/// The kind of a change, with its new values.
#[derive(Debug, Clone)]
pub(in crate::plan) enum ChangeKind {
    /// The request stays as it is; only the number of requests changes.
    Nothing,
    /// The credentials are left out.
    NoCredentials(Vec<CredentialCarrier>),
    /// The credentials are replaced by made-up ones of the same shape.
    Corrupted(Vec<CredentialCarrier>, PlaceSeed),
    /// The credentials in these carriers are replaced by other credentials, or by none.
    Credentials(Vec<CredentialCarrier>, Option<Arc<CredentialPlan>>),
    /// A path segment, counted from the end, is replaced by a name that does not exist.
    Segment { from_end: usize, absent: Option<String>, seed: PlaceSeed },
    /// The method is replaced by another one, and the content is left out if that method has none.
    Method(Method),
    /// A header field is replaced or left out.
    Header(HeaderName, Option<Scalar>),
    /// A member of the query is replaced or left out.
    Query(String, Option<Scalar>),
    /// The content is cut off in the middle.
    Truncated,
    /// A value in the JSON content is replaced or left out.
    Json(JsonPlace, Option<ValuePlan>),
    /// A member of the form is replaced or left out.
    Form(String, Option<ValuePlan>),
}

/// One place of a request that carries credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) enum CredentialCarrier {
    /// The header field of this name.
    Field(HeaderName),
    /// The member of the query that has this name.
    Member(String),
}

impl Change {
    /// Returns the method that the probe sends, if the probe changes the method.
    pub fn method(&self) -> Option<&Method> {
        if let ChangeKind::Method(method) = &self.0 { Some(method) } else { None }
    }

    /// Returns `true` if the request is sent with the unchanged credentials of its control.
    pub fn keeps_credentials(&self) -> bool {
        !matches!(
            self.0,
            ChangeKind::NoCredentials(_) | ChangeKind::Corrupted(..) | ChangeKind::Credentials(..)
        )
    }

    /// Returns the credentials that replace those of the control, if the probe replaces them.
    pub fn other_credentials(&self) -> Option<&CredentialPlan> {
        if let ChangeKind::Credentials(_, other) = &self.0 { other.as_deref() } else { None }
    }

    /// Returns `true` if the request still names the same resource for the same client, so that an idempotent
    /// server may treat it as its control sent again.
    pub fn may_be_a_repetition(&self) -> bool {
        matches!(
            self.0,
            ChangeKind::Header(..)
                | ChangeKind::Query(..)
                | ChangeKind::Truncated
                | ChangeKind::Json(..)
                | ChangeKind::Form(..)
        )
    }
}
