//! The keys of a credential.

use super::{FIELDS, key};
use crate::source::{Form, Keyword, Shape};

/// The keys of a credential; it has one of them.
pub static CREDENTIAL: &[Keyword] = &[
    key(
        "bearer",
        "A token, sent as `Authorization: Bearer` (RFC 6750, section 2.1).",
        Shape::Scalar,
    ),
    key(
        "basic",
        "User and password, sent as `Authorization: Basic` (RFC 7617).",
        Shape::Form(&BASIC_FORM),
    ),
    key("header", "Header fields of the author's choice.", FIELDS),
];

pub(super) static CREDENTIAL_FORM: Form = Form {
    name: "credential",
    about: "Who sends a request, and how that is said.",
    keys: CREDENTIAL,
    required: &[],
    exactly_one: &["bearer", "basic", "header"],
    at_most_one: &[],
};

/// The keys of `basic`.
pub static BASIC: &[Keyword] = &[
    key("user", "The user-id; it must not hold a colon (RFC 7617, section 2).", Shape::Scalar),
    key("password", "The password.", Shape::Scalar),
];

pub(super) static BASIC_FORM: Form = Form {
    name: "basic",
    about: "User and password.",
    keys: BASIC,
    required: &["user", "password"],
    exactly_one: &[],
    at_most_one: &[],
};
