//! The keys that say how often a request is sent.

use super::shapes::{FROM_ROOT, SCHEMA, key};
use crate::source::{Form, Keyword, STATUS, Shape};

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

pub(super) static UNTIL_FORM: Form = Form {
    name: "until",
    about: "What is awaited, how often it is asked for and how long.",
    keys: UNTIL,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

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

pub(super) static RETRY_FORM: Form = Form {
    name: "retry",
    about: "How often and after which pauses a request is sent again.",
    keys: RETRY,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// A whole number with its unit.
pub(super) const DURATION: Shape = Shape::Pattern("^[0-9]+(ms|s|m)$");
