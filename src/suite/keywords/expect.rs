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
    key("code", "The error code, which the contract documents for the status.", Shape::Text),
    key(
        "headers",
        "Header fields: a string that the field equals, `null` for a missing field, or a JSON Schema.",
        Shape::Map(&Shape::Either(&[Shape::Scalar, Shape::Null, Shape::Schema])),
    ),
    key(
        "equals",
        "JSONPath queries with the expected values. A number never equals a string.",
        Shape::Named(FROM_ROOT, &Shape::Any),
    ),
    key(
        "matches",
        "JSONPath queries with JSON Schemas for the selected values.",
        Shape::Named(FROM_ROOT, &SCHEMA),
    ),
    key(
        "links",
        "Relation types of required links, or a mapping with `null` for a missing link or a description of the link.",
        Shape::Either(&[
            Shape::Filled(&Shape::Text),
            Shape::Map(&Shape::Either(&[Shape::Null, Shape::Form(&LINK_FORM)])),
        ]),
    ),
    key(
        "body",
        "The name of a body in the contract, a schema file, or an inline JSON Schema.",
        Shape::Either(&[Shape::Text, Shape::Schema, Shape::Flag]),
    ),
];

pub(super) static EXPECT_FORM: Form = Form {
    name: "expect",
    about: "The expected response.",
    keys: EXPECT,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// The keys of a link in `expect.links`.
pub static LINK: &[Keyword] = &[
    key("method", "The method of the link. The default is GET.", METHOD),
    key(
        "href",
        "The href of the link: a path below the target, a full URL, or a JSON Schema for the text of the href.",
        Shape::Either(&[Shape::Scalar, Shape::Schema]),
    ),
];

static LINK_FORM: Form = Form {
    name: "link",
    about: "The description of a link in a response.",
    keys: LINK,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

/// The shape of an HTTP method: capital letters (RFC 9110, section 9.1).
const METHOD: Shape = Shape::Pattern("^[A-Z]+$");
