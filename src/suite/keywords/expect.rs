//! The keys of `expect`.

use super::{FROM_ROOT, SCHEMA, key};
use crate::source::{Form, Keyword, STATUS, Shape};

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

pub(super) static EXPECT_FORM: Form = Form {
    name: "expect",
    about: "What is documented to come back, in full.",
    keys: EXPECT,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};
