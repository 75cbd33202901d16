//! The keys of `until` and `retry`.

use super::shapes::{FROM_ROOT, SCHEMA, key};
use crate::source::{Form, Keyword, STATUS, Shape};

/// The keys of `until`.
pub static UNTIL: &[Keyword] = &[
    key(
        "status",
        "The awaited status.",
        Shape::Either(&[STATUS, Shape::Pattern("^[1-5][0-9]{2}$")]),
    ),
    key(
        "headers",
        "The awaited header fields, written as in `expect`.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null, Shape::Schema])),
    ),
    key(
        "equals",
        "JSONPath queries with the awaited values.",
        Shape::Named(FROM_ROOT, &Shape::Any),
    ),
    key(
        "matches",
        "JSONPath queries with JSON Schemas for the awaited values.",
        Shape::Named(FROM_ROOT, &SCHEMA),
    ),
    key("every", "The pause between two requests, such as `500ms`. The default is 1s.", DURATION),
    key("for", "The time limit, such as `2m`. The default is 30s.", DURATION),
];

pub(super) static UNTIL_FORM: Form = Form {
    name: "until",
    about: "A condition, the pause between requests and the time limit.",
    keys: UNTIL,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of `retry`.
pub static RETRY: &[Keyword] = &[
    key(
        "times",
        "The maximum number of retries, 1 to 20. The default is 3.",
        Shape::Integer(1, 20),
    ),
    key(
        "wait",
        "The first pause, such as `200ms`, which doubles up to 10s. The default is 100ms.",
        DURATION,
    ),
    key("unsafe", "`true`: methods that are not idempotent are retried too.", Shape::Flag),
];

pub(super) static RETRY_FORM: Form = Form {
    name: "retry",
    about: "The number of retries and the pauses before them.",
    keys: RETRY,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// The shape of a duration: a whole number with a unit.
pub(super) const DURATION: Shape = Shape::Pattern("^[0-9]+(ms|s|m)$");
