//! Planned credentials.

use http::HeaderName;

use super::plan_index::SlotId;
use super::value::Scalar;

/// The part of a request that a credential adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlan {
    /// `Authorization: Bearer …`.
    Bearer(Scalar),
    /// `Authorization: Bearer …` with a token that a case of its own fetches and that the run renews.
    OAuth2(SlotId),
    /// `Authorization: Basic …` of an OAuth 2.0 client, each part form-encoded (RFC 6749, section 2.3.1).
    Client {
        /// The client's id.
        id: Scalar,
        /// The client's secret.
        secret: Scalar,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The user-id.
        user: Scalar,
        /// The password.
        password: Scalar,
    },
    /// Header fields that the author chooses.
    Header(Vec<(HeaderName, Scalar)>),
    /// Members of the query.
    Query(Vec<(String, Scalar)>),
    /// Cookies, sent in one header field.
    Cookie(Vec<(String, Scalar)>),
}
