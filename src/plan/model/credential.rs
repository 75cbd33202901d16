//! Planned credentials.

use http::HeaderName;

use super::plan_index::SlotId;
use super::value::Scalar;

/// The part of a request that a credential adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlan {
    /// `Authorization: Bearer …` with this token.
    Bearer(Scalar),
    /// `Authorization: Bearer …` with a token that a separate case fetches and that the run renews.
    OAuth2(SlotId),
    /// `Authorization: Basic …` of an OAuth 2.0 client, each part form-encoded (RFC 6749, section 2.3.1).
    Client {
        /// The client's id, which is sent in place of the user-id.
        id: Scalar,
        /// The client's secret, which is sent in place of the password.
        secret: Scalar,
    },
    /// `Authorization: Basic …` of a user.
    Basic {
        /// The user-id (RFC 7617, section 2).
        user: Scalar,
        /// The password.
        password: Scalar,
    },
    /// Header fields that the author chooses.
    Header(Vec<(HeaderName, Scalar)>),
    /// Members that are added to the query.
    Query(Vec<(String, Scalar)>),
    /// Cookies, sent in one header field.
    Cookie(Vec<(String, Scalar)>),
}
