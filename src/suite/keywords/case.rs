//! The keys of a case.

use super::expect::EXPECT_FORM;
use super::probes::PROBES_FORM;
use super::sending::{RETRY_FORM, UNTIL_FORM};
use super::shapes::{FIELDS, NAME, PROBE_LIST, QUERY_TEXT, SLUG, key};
use crate::contract::keywords::WAIVER_FORM;
use crate::source::{Form, Keyword, STATUS, Shape, TEXTS};

/// The methods that a case may have as its key (RFC 9110, section 9; RFC 5789; QUERY).
pub static METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

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
        "target",
        "The name of the target to send it to; `default` is that of `--target URL`.",
        SLUG,
    ),
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
    key(
        "probes",
        "What is derived from the case by one change each: `all`, a list, or in full.",
        Shape::Either(&[Shape::Word(&["all"]), PROBE_LIST, Shape::Form(&PROBES_FORM)]),
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

/// The keys of a case that are its content; it has at most one of them.
pub static CONTENTS: &[&str] =
    &["json", "json-file", "form", "multipart", "file", "text", "bytes", "body"];

/// The keys of a case that are its request; it has one of them.
pub(super) static REQUESTS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "follow"];

pub(super) static CASE_FORM: Form = Form {
    name: "case",
    about: "One request and what is documented to come back.",
    keys: CASE,
    required: &["id"],
    exactly_one: &REQUESTS,
    at_most_one: &[CONTENTS, &["until", "repeat", "burst"], &["retry", "burst"]],
};

/// The keys of a part of `multipart` that is no plain text.
pub static PART: &[Keyword] = &[
    key("file", "The path of a file, whose bytes are the part.", Shape::Scalar),
    key("text", "The text that is the part.", Shape::Scalar),
    key(
        "content-type",
        "The part's own type; for a file it is else application/octet-stream.",
        Shape::Scalar,
    ),
    key("filename", "The name that is sent; for a file it is else the file's own.", Shape::Scalar),
];

pub(super) static PART_FORM: Form = Form {
    name: "part",
    about: "A part of a multipart content that is no plain text.",
    keys: PART,
    required: &[],
    exactly_one: &["file", "text"],
    at_most_one: &[],
};

/// The keys of `follow`.
pub static FOLLOW: &[Keyword] = &[
    key("from", "The id of the case whose response has the link.", Shape::Text),
    key("rel", "The link's relation type.", Shape::Text),
    key(
        "pages",
        "Goes on to that link of each response until there is none: `all`, at most 100, or at most this many.",
        Shape::Either(&[Shape::Word(&["all"]), Shape::Integer(1, 1000)]),
    ),
];

pub(super) static FOLLOW_FORM: Form = Form {
    name: "follow",
    about: "A link in another case's response.",
    keys: FOLLOW,
    required: &["from", "rel"],
    exactly_one: &[],
    at_most_one: &[],
};

const PATH: Shape = Shape::Pattern(r"^(/|\$\{)");
