//! Every key of the suite language, in one table.

use crate::contract::keywords::WAIVER_FORM;
use crate::source::{Form, Keyword, STATUS, Shape, TEXTS};

/// The methods that a case may have as its key (RFC 9110, section 9; RFC 5789; QUERY).
pub static METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/// The keys of a suite.
pub static SUITE: &[Keyword] = &[
    key(
        "version",
        "The version of the suite language; 1 where it is absent.",
        Shape::Integer(1, 1),
    ),
    key("suite", "The name of the suite, a slug.", SLUG),
    key(
        "contract",
        "The contract that the suite speaks for: a path relative to the suite.",
        Shape::Text,
    ),
    key(
        "vars",
        "Values that cases use as `${name}`; `--var` on the command line wins over them.",
        Shape::Named(NAME, &Shape::Any),
    ),
    key(
        "credentials",
        "Who may send requests, by name: `bearer`, `basic` or `header`.",
        Shape::Map(&Shape::Form(&CREDENTIAL_FORM)),
    ),
    key("as", "The credentials of every case that names no other.", Shape::Text),
    key("tags", "Tags of every case of the suite.", TEXTS),
    key("setup", "Cases that run first, in the order of the file; all others require them.", CASES),
    key("cases", "The cases.", Shape::Filled(&Shape::Form(&CASE_FORM))),
    key("teardown", "Cases that always run last, in the order of the file.", CASES),
];

/// The keys of a case.
pub static CASE: &[Keyword] = &[
    key("id", "The name of the case in its suite, a slug.", SLUG),
    key(
        "each",
        "A table, or the path of one: the case runs once for each row, whose columns are variables.",
        Shape::Either(&[Shape::Text, Shape::Filled(&Shape::Named(NAME, &Shape::Any))]),
    ),
    key("GET", "Sends GET to this path.", PATH),
    key("HEAD", "Sends HEAD to this path.", PATH),
    key("POST", "Sends POST to this path.", PATH),
    key("PUT", "Sends PUT to this path.", PATH),
    key("PATCH", "Sends PATCH to this path.", PATH),
    key("DELETE", "Sends DELETE to this path.", PATH),
    key("OPTIONS", "Sends OPTIONS to this path.", PATH),
    key("TRACE", "Sends TRACE to this path.", PATH),
    key("QUERY", "Sends QUERY to this path.", PATH),
    key(
        "follow",
        "Sends what a link in another case's response says: its method, its href.",
        Shape::Form(&FOLLOW_FORM),
    ),
    key("query", "Members appended to the query of the path, form-encoded, in this order.", FIELDS),
    key(
        "headers",
        "Header fields; `null` keeps a field from being sent.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null])),
    ),
    key("json", "The content: any value, sent as application/json.", Shape::Any),
    key("form", "The content: members, sent as application/x-www-form-urlencoded.", FIELDS),
    key(
        "json-file",
        "The content: the JSON of this file, whose strings may have `${…}` in them.",
        Shape::Text,
    ),
    key(
        "multipart",
        "The content: parts by name, sent as multipart/form-data (RFC 7578).",
        Shape::Map(&Shape::Either(&[
            Shape::Scalar,
            Shape::Form(&PART_FORM),
            Shape::Filled(&Shape::Either(&[Shape::Scalar, Shape::Form(&PART_FORM)])),
        ])),
    ),
    key(
        "file",
        "The content: the bytes of this file, sent as application/octet-stream.",
        Shape::Text,
    ),
    key("text", "The content: this text, sent as text/plain in UTF-8.", Shape::Scalar),
    key(
        "bytes",
        "The content: these bytes, written as base64, sent as application/octet-stream.",
        Shape::Text,
    ),
    key("body", "The content: this very text; `headers` name its type.", Shape::Scalar),
    key("as", "The credentials to send, or `nobody`.", Shape::Text),
    key(
        "expect",
        "What is documented to come back: `201`, `404 RESOURCE_NOT_FOUND`, or in full.",
        Shape::Either(&[
            STATUS,
            Shape::Pattern(r"^[1-5][0-9]{2}(\s+\S.*)?$"),
            Shape::Form(&EXPECT_FORM),
        ]),
    ),
    key(
        "until",
        "Sends the request again until a condition holds or the time is up.",
        Shape::Form(&UNTIL_FORM),
    ),
    key(
        "retry",
        "How often to send again what got no answer, or 429 or 503 unless asked for.",
        Shape::Either(&[Shape::Integer(1, 20), Shape::Form(&RETRY_FORM)]),
    ),
    key(
        "repeat",
        "How often the same request is sent in a row, 1 to 1000; all are judged.",
        Shape::Integer(1, 1000),
    ),
    key(
        "burst",
        "How often it is sent at once, 1 to 200, alone; one response is as expected.",
        Shape::Integer(1, 200),
    ),
    key(
        "capture",
        "Values of the response to remember, each a name with a JSONPath query.",
        Shape::Named(NAME, &QUERY_TEXT),
    ),
    key(
        "replay",
        "Whether the very same request is sent again, to answer as documented for that.",
        Shape::Flag,
    ),
    key("tags", "Tags to select the case by.", TEXTS),
    key("after", "Ids of cases that must have ended before this one begins.", TEXTS),
    key("alone", "Whether no other case runs at the same time.", Shape::Flag),
    key("needs", "What the target must offer; the case is skipped where it does not.", TEXTS),
    key(
        "waive",
        "Why and until when the case may break the contract without failing the run.",
        Shape::Form(&WAIVER_FORM),
    ),
];

/// The keys of a part of `multipart` that is no plain text.
pub static PART: &[Keyword] = &[
    key("file", "The path of a file, whose bytes are the part.", Shape::Text),
    key("text", "The text that is the part.", Shape::Scalar),
    key(
        "content-type",
        "The part's own type; for a file it is else application/octet-stream.",
        Shape::Text,
    ),
    key("filename", "The name that is sent; for a file it is else the file's own.", Shape::Text),
];

/// The keys of `expect`.
pub static EXPECT: &[Keyword] = &[
    key(
        "status",
        "The status, 100 to 599.",
        Shape::Either(&[STATUS, Shape::Pattern("^[1-5][0-9]{2}$")]),
    ),
    key("code", "The error code, which the contract documents for that status.", Shape::Text),
    key(
        "headers",
        "Header fields: a text they equal, `null` for none, or a JSON Schema.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null, Shape::Schema])),
    ),
    key(
        "equals",
        "JSONPath queries with the values that stand there; numbers never equal strings.",
        Shape::Named(FROM_ROOT, &Shape::Any),
    ),
    key(
        "matches",
        "JSONPath queries with JSON Schemas for what stands there.",
        Shape::Named(FROM_ROOT, &SCHEMA),
    ),
    key(
        "body",
        "A body of the contract by name, a schema file, or a JSON Schema in place.",
        Shape::Either(&[Shape::Text, Shape::Schema, Shape::Flag]),
    ),
];

/// The keys of `until`.
pub static UNTIL: &[Keyword] = &[
    key(
        "status",
        "The status that is awaited.",
        Shape::Either(&[STATUS, Shape::Pattern("^[1-5][0-9]{2}$")]),
    ),
    key(
        "headers",
        "Header fields that are awaited, written as in `expect`.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null, Shape::Schema])),
    ),
    key(
        "equals",
        "JSONPath queries with the values that are awaited there.",
        Shape::Named(FROM_ROOT, &Shape::Any),
    ),
    key(
        "matches",
        "JSONPath queries with JSON Schemas for what is awaited there.",
        Shape::Named(FROM_ROOT, &SCHEMA),
    ),
    key(
        "every",
        "The pause before the request is sent again, such as `500ms`; 1s by default.",
        DURATION,
    ),
    key("for", "How long to wait for the condition, such as `2m`; 30s by default.", DURATION),
];

/// The keys of `retry`.
pub static RETRY: &[Keyword] = &[
    key("times", "How often at most, 1 to 20; 3 by default.", Shape::Integer(1, 20)),
    key(
        "wait",
        "The first pause, such as `200ms`, which doubles up to 10s; 100ms by default.",
        DURATION,
    ),
    key("unsafe", "Whether methods that are not idempotent are sent again too.", Shape::Flag),
];

/// A whole number with its unit.
const DURATION: Shape = Shape::Pattern("^[0-9]+(ms|s|m)$");

/// The keys of `follow`.
pub static FOLLOW: &[Keyword] = &[
    key("from", "The id of the case whose response has the link.", Shape::Text),
    key("rel", "The link's relation type.", Shape::Text),
];

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

/// The keys of `basic`.
pub static BASIC: &[Keyword] = &[
    key("user", "The user-id; it must not hold a colon (RFC 7617, section 2).", Shape::Scalar),
    key("password", "The password.", Shape::Scalar),
];

/// A whole suite.
pub static SUITE_FORM: Form = Form {
    name: "suite",
    about: "A file of cases.",
    keys: SUITE,
    required: &["suite", "contract", "cases"],
    exactly_one: &[],
    at_most_one: &[],
};

static CASE_FORM: Form = Form {
    name: "case",
    about: "One request and what is documented to come back.",
    keys: CASE,
    required: &["id"],
    exactly_one: &REQUESTS,
    at_most_one: CONTENTS,
};

static EXPECT_FORM: Form = Form {
    name: "expect",
    about: "What is documented to come back, in full.",
    keys: EXPECT,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

static UNTIL_FORM: Form = Form {
    name: "until",
    about: "What is awaited, how often it is asked for and how long.",
    keys: UNTIL,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

static RETRY_FORM: Form = Form {
    name: "retry",
    about: "How often and after which pauses a request is sent again.",
    keys: RETRY,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

static FOLLOW_FORM: Form = Form {
    name: "follow",
    about: "A link in another case's response.",
    keys: FOLLOW,
    required: &["from", "rel"],
    exactly_one: &[],
    at_most_one: &[],
};

static PART_FORM: Form = Form {
    name: "part",
    about: "A part of a multipart content that is no plain text.",
    keys: PART,
    required: &[],
    exactly_one: &["file", "text"],
    at_most_one: &[],
};

static CREDENTIAL_FORM: Form = Form {
    name: "credential",
    about: "Who sends a request, and how that is said.",
    keys: CREDENTIAL,
    required: &[],
    exactly_one: &["bearer", "basic", "header"],
    at_most_one: &[],
};

static BASIC_FORM: Form = Form {
    name: "basic",
    about: "User and password.",
    keys: BASIC,
    required: &["user", "password"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of a case that are its content; it has at most one of them.
pub static CONTENTS: &[&str] =
    &["json", "json-file", "form", "multipart", "file", "text", "bytes", "body"];

/// The keys of a case that are its request; it has one of them.
static REQUESTS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "follow"];

const SLUG: Shape = Shape::Pattern("^[a-z0-9][a-z0-9_.-]*$");
const PATH: Shape = Shape::Pattern(r"^(/|\$\{)");
const CASES: Shape = Shape::List(&Shape::Form(&CASE_FORM));
const FIELDS: Shape = Shape::Map(&Shape::Scalar);
const SCHEMA: Shape = Shape::Either(&[Shape::Schema, Shape::Flag]);
const QUERY_TEXT: Shape = Shape::Pattern(FROM_ROOT);
/// A `JSONPath` query begins at the root.
const FROM_ROOT: &str = r"^\$";
/// A name that can stand in `${…}`.
const NAME: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

const fn key(name: &'static str, about: &'static str, shape: Shape) -> Keyword {
    Keyword { name, about, shape }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_a_key_of_a_case() {
        for method in METHODS {
            assert!(CASE.iter().any(|key| key.name == *method), "{method}");
        }
    }

    #[test]
    fn a_request_is_a_method_or_a_link() {
        let methods: Vec<&str> = METHODS.iter().copied().chain(["follow"]).collect();
        assert_eq!(methods, REQUESTS);
    }

    #[test]
    fn what_is_said_of_a_group_of_keys_is_said_of_keys() {
        for form in SUITE_FORM.all() {
            for name in form.required.iter().chain(form.exactly_one).chain(form.at_most_one) {
                assert!(form.keys.iter().any(|key| key.name == *name), "{name} of {}", form.name);
            }
        }
    }

    #[test]
    fn every_key_is_explained_in_one_sentence() {
        for key in [SUITE, CASE, EXPECT, UNTIL, RETRY, FOLLOW, CREDENTIAL, BASIC, PART]
            .into_iter()
            .flatten()
        {
            assert!(key.about.ends_with('.'), "{}", key.name);
        }
    }
}
