//! The keys of `probes`.

use super::expect::EXPECT_FORM;
use super::shapes::{PROBE_LIST, QUERY_TEXT, SCHEMA, SLUG, key};
use crate::source::{Form, Keyword, STATUS, Shape};

/// The keys of `probes`, of a suite.
pub static SUITE_PROBES: &[Keyword] = &[ONLY, EXCEPT, UNSAFE];

/// The keys of `probes`, of a case.
pub static PROBES: &[Keyword] = &[
    ONLY,
    EXCEPT,
    UNSAFE,
    key(
        "request",
        "A schema for the request body if the contract has none: the name of a body in the contract, a file, or a JSON Schema.",
        Shape::Either(&[Shape::Text, SCHEMA]),
    ),
    key(
        "absent",
        "The id in the path of the 404 probe. By default an id is generated.",
        Shape::Text,
    ),
    key(
        "burst",
        "The number of simultaneous requests of the 429 probe, 2 to 200.",
        Shape::Integer(2, 200),
    ),
    key("changes", "Your own probes, each with one change.", CHANGES),
];

const ONLY: Keyword =
    key("only", "The probes to make. By default every possible probe is made.", PROBE_LIST);
const EXCEPT: Keyword =
    key("except", "Probes that are not made, each with a reason, which reports show.", EXCEPTIONS);
const UNSAFE: Keyword =
    key("unsafe", "`true`: 405 is also probed with methods that may change data.", Shape::Flag);

/// The keys of an item of `except`.
pub static EXCEPTION: &[Keyword] = &[
    key(
        "probe",
        "The name of a probe, or a prefix of names: `404`, `400-without`.",
        Shape::Either(&[STATUS, Shape::Text]),
    ),
    key("why", "The reason.", Shape::Pattern(r"\S")),
];

/// The keys of an item of `changes`; each has one of those in [`EDITS`].
pub static CHANGE: &[Keyword] = &[
    key("why", "The purpose of the change, a slug. With the status it names the probe.", SLUG),
    key(
        "set",
        "A location in the body, such as `$.a.b`, with its new value.",
        Shape::Map(&Shape::Any),
    ),
    key("remove", "A location in the body, such as `$.a.b`, whose value is removed.", QUERY_TEXT),
    key("query", "A member of the query. `null` removes it.", SCALAR),
    key("header", "A header field. `null` removes it.", SCALAR),
    key("as", "Other credentials, or `nobody`.", Shape::Text),
    key(
        "expect",
        "The expected response, written as in a case.",
        Shape::Either(&[
            STATUS,
            Shape::Pattern(r"^[1-5][0-9]{2}(\s+\S.*)?$"),
            Shape::Form(&EXPECT_FORM),
        ]),
    ),
];

/// The keys that define a change. A change has exactly one of them.
pub static EDITS: &[&str] = &["set", "remove", "query", "header", "as"];

pub(super) static SUITE_PROBES_FORM: Form = Form {
    name: "suite-probes",
    about: "The probes of every case of the suite.",
    keys: SUITE_PROBES,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

pub(super) static PROBES_FORM: Form = Form {
    name: "probes",
    about: "The probes of the case.",
    keys: PROBES,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

static EXCEPTION_FORM: Form = Form {
    name: "probe-exception",
    about: "A probe that is not made.",
    keys: EXCEPTION,
    required: &["probe", "why"],
    exactly_one: &[],
    at_most_one: &[],
};

static CHANGE_FORM: Form = Form {
    name: "change",
    about: "One change to the request, and the expected response.",
    keys: CHANGE,
    required: &["why", "expect"],
    exactly_one: EDITS,
    at_most_one: &[],
};

const CHANGES: Shape = Shape::List(&Shape::Form(&CHANGE_FORM));
const EXCEPTIONS: Shape = Shape::List(&Shape::Form(&EXCEPTION_FORM));
const SCALAR: Shape = Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null]));
