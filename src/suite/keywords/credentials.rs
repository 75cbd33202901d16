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

/// The keys of a credential with a certificate: those of any other, and its own.
pub static CERTIFIED: &[Keyword] = &{
    let mut keys = [key("", "", Shape::Null); CREDENTIAL.len() + 2];
    let mut at = 0;
    while at < CREDENTIAL.len() {
        keys[at] = CREDENTIAL[at];
        at += 1;
    }
    keys[at] = key(
        "certificate",
        "A PEM file with the certificate by which connections are made; beside any kind, or alone.",
        Shape::Scalar,
    );
    keys[at + 1] = key(
        "key",
        "A PEM file with its private key; absent, the key stands in the same file.",
        Shape::Scalar,
    );
    keys
};

pub(super) static CERTIFIED_FORM: Form = Form {
    name: "certified",
    about: "Who sends a request by connections of its own, made with a client certificate.",
    keys: CERTIFIED,
    required: &["certificate"],
    exactly_one: &[],
    at_most_one: &[CREDENTIAL_FORM.exactly_one],
};

/// A credential, with a certificate or without.
pub(super) const CREDENTIAL_SHAPE: Shape =
    Shape::Either(&[Shape::Form(&CREDENTIAL_FORM), Shape::Form(&CERTIFIED_FORM)]);

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
