//! The keys of a credential.

use super::shapes::key;
use crate::source::{Form, Keyword, Shape, TEXTS};

/// The keys of a credential; it has one of them.
pub static CREDENTIAL: &[Keyword] = &[
    key("bearer", "A token, sent as `Authorization: Bearer` (RFC 6750, section 2.1).", VALUE),
    key(
        "basic",
        "User and password, sent as `Authorization: Basic` (RFC 7617).",
        Shape::Form(&BASIC_FORM),
    ),
    key("header", "Header fields of the author's choice.", VALUES),
    key("query", "Members of the query, put behind those of the case.", VALUES),
    key("cookie", "Cookies, sent in one `Cookie` field (RFC 6265, section 4.2).", VALUES),
    key(
        "oauth2",
        "A token of OAuth 2.0, fetched once in a run and renewed before it expires (RFC 6749).",
        Shape::Form(&OAUTH2_FORM),
    ),
];

pub(super) static CREDENTIAL_FORM: Form = Form {
    name: "credential",
    about: "Who sends a request, and how that is said.",
    keys: CREDENTIAL,
    required: &[],
    exactly_one: &["bearer", "basic", "header", "query", "cookie", "oauth2"],
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
    key("user", "The user-id; it must not hold a colon (RFC 7617, section 2).", VALUE),
    key("password", "The password.", VALUE),
];

pub(super) static BASIC_FORM: Form = Form {
    name: "basic",
    about: "User and password.",
    keys: BASIC,
    required: &["user", "password"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of a value that stands in a file.
pub static SECRET: &[Keyword] = &[key(
    "file",
    "A file with the value as its only line: a path relative to the suite.",
    Shape::Scalar,
)];

pub(super) static SECRET_FORM: Form = Form {
    name: "secret",
    about: "A value that stands in a file of its own.",
    keys: SECRET,
    required: &["file"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of `oauth2`.
pub static OAUTH2: &[Keyword] = &[
    key("token-url", "The token endpoint: a path of the target, or a whole URL.", Shape::Scalar),
    key("client-id", "The client's id (RFC 6749, section 2.2).", VALUE),
    key("client-secret", "The client's secret; absent for a public client.", VALUE),
    key("scopes", "The scopes to ask for; absent, the server decides.", TEXTS),
    key(
        "grant",
        "`client_credentials`, which is the default, or `password` (RFC 6749, sections 4.4 and 4.3).",
        Shape::Word(&["client_credentials", "password"]),
    ),
    key("user", "The user name, for the grant `password`.", VALUE),
    key("password", "The user's password, for the grant `password`.", VALUE),
    key(
        "auth",
        "How the client says who it is: `basic`, which is the default, or `body` (RFC 6749, section 2.3.1).",
        Shape::Word(&["basic", "body"]),
    ),
];

pub(super) static OAUTH2_FORM: Form = Form {
    name: "oauth2",
    about: "Where a token is fetched, and by whom.",
    keys: OAUTH2,
    required: &["token-url", "client-id"],
    exactly_one: &[],
    at_most_one: &[],
};

/// A text, or the file that it stands in.
const VALUE: Shape = Shape::Either(&[Shape::Scalar, Shape::Form(&SECRET_FORM)]);
const VALUES: Shape = Shape::Map(&VALUE);
