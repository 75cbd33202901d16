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
        "What the case's content must be, where the contract does not say: a body of the contract, a file, or a JSON Schema.",
        Shape::Either(&[Shape::Text, SCHEMA]),
    ),
    key(
        "absent",
        "What stands in the path where 404 is sought, in place of a made-up name.",
        Shape::Text,
    ),
    key(
        "burst",
        "How often the request is sent at once to meet 429, 2 to 200.",
        Shape::Integer(2, 200),
    ),
    key("changes", "Probes of the author's own, each by one change.", CHANGES),
];

const ONLY: Keyword =
    key("only", "The probes to make, in place of every one that can be made.", PROBE_LIST);
const EXCEPT: Keyword = key(
    "except",
    "Probes that are not made, each with the reason, which reports show.",
    EXCEPTIONS,
);
const UNSAFE: Keyword = key(
    "unsafe",
    "Whether 405 is sought with methods that could change something too.",
    Shape::Flag,
);

/// The keys of an item of `except`.
pub static EXCEPTION: &[Keyword] = &[
    key(
        "probe",
        "The probe, or all that begin like this: `404`, `400-without`.",
        Shape::Either(&[STATUS, Shape::Text]),
    ),
    key("why", "Why it is not made.", Shape::Pattern(r"\S")),
];

/// The keys of an item of `changes`; each has one of those in [`EDITS`].
pub static CHANGE: &[Keyword] = &[
    key("why", "What the change is for, a slug; with the status it names the probe.", SLUG),
    key(
        "set",
        "A value of the content: its place as `$.a.b`, and what stands there instead.",
        Shape::Map(&Shape::Any),
    ),
    key("remove", "A value of the content that is left out: its place as `$.a.b`.", QUERY_TEXT),
    key("query", "A member of the query; `null` leaves it out.", SCALAR),
    key("header", "A header field; `null` leaves it out.", SCALAR),
    key("as", "Other credentials, or `nobody`.", Shape::Text),
    key(
        "expect",
        "What is documented to come back, written as in a case.",
        Shape::Either(&[
            STATUS,
            Shape::Pattern(r"^[1-5][0-9]{2}(\s+\S.*)?$"),
            Shape::Form(&EXPECT_FORM),
        ]),
    ),
];

/// The keys of a change of which it has exactly one.
pub static EDITS: &[&str] = &["set", "remove", "query", "header", "as"];

pub(super) static SUITE_PROBES_FORM: Form = Form {
    name: "suite-probes",
    about: "What is derived from every case of the suite.",
    keys: SUITE_PROBES,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

pub(super) static PROBES_FORM: Form = Form {
    name: "probes",
    about: "What is derived from the case by one change each.",
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
    about: "One change to the request, and what it is documented to bring about.",
    keys: CHANGE,
    required: &["why", "expect"],
    exactly_one: EDITS,
    at_most_one: &[],
};

const CHANGES: Shape = Shape::List(&Shape::Form(&CHANGE_FORM));
const EXCEPTIONS: Shape = Shape::List(&Shape::Form(&EXCEPTION_FORM));
const SCALAR: Shape = Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null]));
