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
        "A table, or the path of a table. The case runs once for each row, and the columns are variables.",
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
        "Sends the request of a link in another case's response.",
        Shape::Form(&FOLLOW_FORM),
    ),
    key("query", "Members appended to the query of the path, form-encoded, in this order.", FIELDS),
    key(
        "headers",
        "Header fields. `null` removes a field.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null])),
    ),
    key("json", "The body: any value, sent as application/json.", Shape::Any),
    key("form", "The body: members, sent as application/x-www-form-urlencoded.", FIELDS),
    key(
        "json-file",
        "The body: the JSON of this file, whose strings may contain `${…}`.",
        Shape::Text,
    ),
    key(
        "multipart",
        "The body: named parts, sent as multipart/form-data (RFC 7578).",
        Shape::Map(&Shape::Either(&[
            Shape::Scalar,
            Shape::Form(&PART_FORM),
            Shape::Filled(&Shape::Either(&[Shape::Scalar, Shape::Form(&PART_FORM)])),
        ])),
    ),
    key("file", "The body: the bytes of this file, sent as application/octet-stream.", Shape::Text),
    key("text", "The body: a string, sent as text/plain in UTF-8.", Shape::Scalar),
    key("bytes", "The body: bytes in base64, sent as application/octet-stream.", Shape::Text),
    key(
        "body",
        "The body: a string, sent unchanged. `headers` give its media type.",
        Shape::Scalar,
    ),
    key("as", "The credentials to send, or `nobody`.", Shape::Text),
    key("target", "The name of the target. `default` is the target of `--target URL`.", SLUG),
    key(
        "expect",
        "The expected response: `201`, `404 RESOURCE_NOT_FOUND`, or a mapping.",
        Shape::Either(&[
            STATUS,
            Shape::Pattern(r"^[1-5][0-9]{2}(\s+\S.*)?$"),
            Shape::Form(&EXPECT_FORM),
        ]),
    ),
    key(
        "until",
        "Repeats the request until a condition is met or the time limit is reached.",
        Shape::Form(&UNTIL_FORM),
    ),
    key(
        "retry",
        "The number of retries if there is no response, or an unexpected 429 or 503.",
        Shape::Either(&[Shape::Integer(1, 20), Shape::Form(&RETRY_FORM)]),
    ),
    key(
        "repeat",
        "The number of requests in a row, 1 to 1000. All responses are checked.",
        Shape::Integer(1, 1000),
    ),
    key(
        "burst",
        "The number of simultaneous requests, 1 to 200. One response must be as expected.",
        Shape::Integer(1, 200),
    ),
    key(
        "capture",
        "Values of the response to save, each a name with a JSONPath query.",
        Shape::Named(NAME, &QUERY_TEXT),
    ),
    key(
        "replay",
        "`true`: the request is sent again, and the response must be as documented for a repeated request.",
        Shape::Flag,
    ),
    key(
        "probes",
        "The probes that are derived from the case by one change each: `all`, a list, or a mapping.",
        Shape::Either(&[Shape::Word(&["all"]), PROBE_LIST, Shape::Form(&PROBES_FORM)]),
    ),
    key("tags", "Tags to select the case by.", TEXTS),
    key("after", "Ids of cases that must finish first.", TEXTS),
    key("alone", "`true`: no other case runs at the same time.", Shape::Flag),
    key("needs", "Features that the target must have. Without them the case is skipped.", TEXTS),
    key(
        "waive",
        "A waiver: the reason and the end date of a known failure.",
        Shape::Form(&WAIVER_FORM),
    ),
];

/// The keys that define a request body. A case has at most one of them.
pub static CONTENTS: &[&str] =
    &["json", "json-file", "form", "multipart", "file", "text", "bytes", "body"];

/// The keys that define the request. A case has exactly one of them.
pub(super) static REQUESTS: [&str; 10] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "follow"];

pub(super) static CASE_FORM: Form = Form {
    name: "case",
    about: "One request and its expected response.",
    keys: CASE,
    required: &["id"],
    exactly_one: &REQUESTS,
    at_most_one: &[CONTENTS, &["until", "repeat", "burst"], &["retry", "burst"]],
};

/// The keys of a part of `multipart` that is a mapping.
pub static PART: &[Keyword] = &[
    key("file", "The path of a file whose bytes are the content of the part.", Shape::Scalar),
    key("text", "The text of the part.", Shape::Scalar),
    key(
        "content-type",
        "The media type of the part. The default for a file is application/octet-stream.",
        Shape::Scalar,
    ),
    key(
        "filename",
        "The file name that is sent. The default is the name of the file.",
        Shape::Scalar,
    ),
];

pub(super) static PART_FORM: Form = Form {
    name: "part",
    about: "A part of a multipart body that is a mapping.",
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
        "Follows this link from page to page: `all` for at most 100 pages, or the maximum number.",
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
