//! The keys of `expect`.

use super::shapes::{FROM_ROOT, SCHEMA, key};
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
        "links",
        "Relation types of links that are there; or each with `null` for none, or what the link is like.",
        Shape::Either(&[
            Shape::Filled(&Shape::Text),
            Shape::Map(&Shape::Either(&[Shape::Null, Shape::Form(&LINK_FORM)])),
        ]),
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

/// The keys of a link in `expect.links`.
pub static LINK: &[Keyword] = &[
    key("method", "The link's method; GET where the link names none.", METHOD),
    key(
        "href",
        "Where it leads: a path below the target, a whole URL, or a JSON Schema for what is written.",
        Shape::Either(&[Shape::Scalar, Shape::Schema]),
    ),
];

static LINK_FORM: Form = Form {
    name: "link",
    about: "What a link in a response is like.",
    keys: LINK,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// A method as HTTP spells it (RFC 9110, section 9.1).
const METHOD: Shape = Shape::Pattern("^[A-Z]+$");
