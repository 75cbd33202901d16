//! The keys of a credential.

use super::shapes::key;
use crate::source::{Form, Keyword, Shape, TEXTS};

/// The kinds of credentials. A credential has at most one of them.
pub static CREDENTIAL: &[Keyword] = &[
    key("bearer", "A token, sent as `Authorization: Bearer` (RFC 6750, section 2.1).", VALUE),
    key(
        "basic",
        "User and password, sent as `Authorization: Basic` (RFC 7617).",
        Shape::Form(&BASIC_FORM),
    ),
    key("header", "Any header fields.", VALUES),
    key("query", "Members of the query, after those of the case.", VALUES),
    key("cookie", "Cookies, sent in one `Cookie` field (RFC 6265, section 4.2).", VALUES),
    key(
        "oauth2",
        "An OAuth 2.0 token, fetched once per run and renewed before it expires (RFC 6749).",
        Shape::Form(&OAUTH2_FORM),
    ),
];

pub(super) static CREDENTIAL_FORM: Form = Form {
    name: "credential",
    about: "The credentials of a request.",
    keys: CREDENTIAL,
    required: &[],
    exactly_one: &["bearer", "basic", "header", "query", "cookie", "oauth2"],
    at_most_one: &[],
};

/// The keys of a credential with a client certificate: all kinds, `certificate` and `key`.
pub static CERTIFIED: &[Keyword] = &{
    let mut keys = [key("", "", Shape::Null); CREDENTIAL.len() + 2];
    let mut at = 0;
    while at < CREDENTIAL.len() {
        keys[at] = CREDENTIAL[at];
        at += 1;
    }
    keys[at] = key(
        "certificate",
        "A PEM file with the client certificate, alone or with another kind of credential.",
        Shape::Scalar,
    );
    keys[at + 1] = key(
        "key",
        "A PEM file with the private key. By default the key is in the file of the certificate.",
        Shape::Scalar,
    );
    keys
};

pub(super) static CERTIFIED_FORM: Form = Form {
    name: "certified",
    about: "A credential with a client certificate, which has its own connections.",
    keys: CERTIFIED,
    required: &["certificate"],
    exactly_one: &[],
    at_most_one: &[CREDENTIAL_FORM.exactly_one],
};

/// The shape of a credential, with or without a client certificate.
pub(super) const CREDENTIAL_SHAPE: Shape =
    Shape::Either(&[Shape::Form(&CREDENTIAL_FORM), Shape::Form(&CERTIFIED_FORM)]);

/// The keys of `basic`.
pub static BASIC: &[Keyword] = &[
    key("user", "The user-id, which must not contain a colon (RFC 7617, section 2).", VALUE),
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

/// The keys of a value that is read from a file.
pub static SECRET: &[Keyword] = &[key(
    "file",
    "The path of a file with the value as its only line, relative to the suite.",
    Shape::Scalar,
)];

pub(super) static SECRET_FORM: Form = Form {
    name: "secret",
    about: "A value that is read from a file.",
    keys: SECRET,
    required: &["file"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of `oauth2`.
pub static OAUTH2: &[Keyword] = &[
    key("token-url", "The token endpoint: a path of the target, or a full URL.", Shape::Scalar),
    key("client-id", "The client's id (RFC 6749, section 2.2).", VALUE),
    key("client-secret", "The client's secret. A public client has none.", VALUE),
    key("scopes", "The requested scopes. Without this key, the server decides.", TEXTS),
    key(
        "grant",
        "`client_credentials` (the default) or `password` (RFC 6749, sections 4.4 and 4.3).",
        Shape::Word(&["client_credentials", "password"]),
    ),
    key("user", "The user name, for the grant `password`.", VALUE),
    key("password", "The user's password, for the grant `password`.", VALUE),
    key(
        "auth",
        "How the client authenticates: `basic` (the default) or `body` (RFC 6749, section 2.3.1).",
        Shape::Word(&["basic", "body"]),
    ),
];

pub(super) static OAUTH2_FORM: Form = Form {
    name: "oauth2",
    about: "The settings for fetching a token.",
    keys: OAUTH2,
    required: &["token-url", "client-id"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The shape of a secret value: a text, or a file that contains the text.
const VALUE: Shape = Shape::Either(&[Shape::Scalar, Shape::Form(&SECRET_FORM)]);
const VALUES: Shape = Shape::Map(&VALUE);
