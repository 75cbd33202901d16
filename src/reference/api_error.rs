//! The documented errors of the API.

use serde_json::{Value, json};

/// The documented status, code and message of every API-wide error.
const DOCUMENTED: &[(u16, &str, &str)] = &[
    (
        400,
        "INVALID_REQUEST",
        "Request is not well-formed, syntactically incorrect, or violates schema.",
    ),
    (
        401,
        "AUTHENTICATION_FAILURE",
        "Authentication failed due to invalid authentication credentials.",
    ),
    (403, "NOT_AUTHORIZED", "Authorization failed due to insufficient permissions."),
    (404, "RESOURCE_NOT_FOUND", "The specified resource does not exist."),
    (405, "METHOD_NOT_SUPPORTED", "The server does not implement the requested HTTP method."),
    (
        406,
        "MEDIA_TYPE_NOT_ACCEPTABLE",
        "The server does not implement the media type that would be acceptable to the client.",
    ),
    (
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "The server does not support the request payload\u{2019}s media type.",
    ),
    (
        422,
        "UNPROCCESSABLE_ENTITY",
        "The API cannot complete the requested action, or the request action is semantically incorrect or fails \
         business validation.",
    ),
    (429, "RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
    (500, "INTERNAL_SERVER_ERROR", "An internal server error has occurred."),
    (503, "SERVICE_UNAVAILABLE", "Service Unavailable."),
];

/// An error before it gets the form of its endpoint.
#[derive(Debug)]
pub(super) struct ApiError {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The details of the mistake in the request. Only a 4xx has details.
    pub(super) details: Vec<Value>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl ApiError {
    /// Returns the API-wide error of a status.
    ///
    /// # Panics
    ///
    /// If the page documents no error with this status.
    pub(super) fn documented(status: u16) -> ApiError {
        let (status, code, message) = DOCUMENTED
            .iter()
            .find(|(documented, ..)| *documented == status)
            .expect("the server refuses only with statuses that the page documents");
        ApiError {
            status: *status,
            code,
            message: (*message).to_owned(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Returns an error of the token endpoint (RFC 6749, section 5.2).
    pub(super) fn identity(status: u16, code: &'static str, description: &str) -> ApiError {
        ApiError {
            status,
            code,
            message: description.to_owned(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Returns the error with one more detail.
    pub(super) fn because(mut self, issue: &str, description: &str) -> ApiError {
        self.details.push(json!({ "issue": issue, "description": description }));
        self
    }

    /// Returns the error with these details.
    pub(super) fn with_details(mut self, details: Vec<Value>) -> ApiError {
        self.details = details;
        self
    }

    /// Returns the error with one more header field.
    pub(super) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> ApiError {
        self.headers.push((name, value.into()));
        self
    }
}
