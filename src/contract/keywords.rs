//! The keys of the contract format: one table for each kind of mapping.

use super::RULES;
use crate::source::{Aliases, Form, Keyword, STATUS, Shape, TEXTS};

/// The version of the contract format that this crate reads.
pub const VERSION: u64 = 1;

/// The keys of a contract.
pub static CONTRACT: &[Keyword] = &[
    keyword(
        "version",
        "The version of this format: 1, which is also the default.",
        Shape::Integer(VERSION, VERSION),
    ),
    keyword("contract", "The contract's name, by which reports and filters call it.", Shape::Text),
    keyword(
        "title",
        "The API's name as people read it; the contract's name if absent.",
        Shape::Text,
    ),
    keyword("source", "Where the documentation was published.", Shape::Text),
    keyword(
        "bodies",
        "JSON Schemas under names: each a file or a schema in place.",
        Shape::Map(&BODY),
    ),
    keyword(
        "errors",
        "What holds for every documented error unless a scope says otherwise.",
        Shape::Form(&ERRORS_FORM),
    ),
    keyword(
        "links",
        "Where links stand in JSON bodies, and what one is.",
        Shape::Form(&LINKS_FORM),
    ),
    keyword("codes", "The documented codes of the whole API, one row each.", ROWS),
    keyword(
        "scopes",
        "Parts of the API in which other rows or another error body hold.",
        Shape::List(&Shape::Form(&SCOPE_FORM)),
    ),
    keyword(
        "operations",
        "Operations with the codes that each documents, which have verdicts of their own.",
        Shape::List(&Shape::Form(&OPERATION_FORM)),
    ),
    keyword(
        "precedence",
        "Statuses in the order in which the server makes its checks.",
        Shape::List(&STATUS),
    ),
    keyword(
        "rules",
        "The levels of the protocol rules for this API: off, should or must.",
        Shape::Only(rules, &Shape::Word(LEVELS)),
    ),
];

/// The keys of `errors`, of a contract and of a scope.
pub static ERRORS: &[Keyword] = &[
    keyword("content-type", "The media type of error bodies.", Shape::Text),
    keyword("body", "The body: `none`, a name from `bodies`, a file, or a schema in place.", BODY),
    keyword(
        "code",
        "An RFC 9535 query: where the error code stands in the body.",
        Shape::Either(&[Shape::Word(&["none"]), QUERY]),
    ),
    keyword(
        "codes",
        "`typical`: other codes may occur at a documented status; `exhaustive`: not.",
        Shape::Word(&["typical", "exhaustive"]),
    ),
];

/// The keys of `links`.
pub static LINKS: &[Keyword] = &[
    keyword("at", "An RFC 9535 query that selects each list of links.", QUERY),
    keyword(
        "item",
        "What each link must be: a name from `bodies`, a file, or a schema in place.",
        BODY,
    ),
];

/// The keys of a row of `codes`.
pub static ROW: &[Keyword] = &[
    keyword("status", "The HTTP status code, 100 to 599.", STATUS),
    keyword("code", "The error code in the body.", Shape::Text),
    keyword("meaning", "What the status means, in the documentation's words.", Shape::Text),
    keyword("message", "The documented error message; shown, never compared.", Shape::Text),
    keyword("cause", "What brings the code about.", Shape::Text),
    keyword("note", "What is odd about this row.", Shape::Text),
    keyword("also", "Other spellings of the code that satisfy the row with a finding.", TEXTS),
    keyword("body", "The body: `none`, a name from `bodies`, a file, or a schema in place.", BODY),
    keyword("content-type", "The media type of the response.", Shape::Text),
    keyword("replay", "The status that the same request answers when it is sent again.", STATUS),
    keyword(
        "waive",
        "Why and until when the row may be broken without failing a run.",
        Shape::Form(&WAIVER_FORM),
    ),
];

/// The keys of `waive`, of a row and of a case.
pub static WAIVER: &[Keyword] = &[
    keyword("why", "Why it is accepted.", Shape::Pattern(r"\S")),
    keyword(
        "until",
        "The last day of the waiver, YYYY-MM-DD; it holds through that day in UTC.",
        Shape::Pattern("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
    ),
    keyword("issue", "Where it is being worked on.", Shape::Text),
];

/// The keys of a scope.
pub static SCOPE: &[Keyword] = &[
    keyword(
        "name",
        "The scope's name, which stands before its codes: `identity/401 …`.",
        Shape::Pattern("^[A-Za-z0-9._-]+$"),
    ),
    keyword("match", "Path patterns, relative to the base path: `/v1/oauth2/**`.", TEXTS),
    keyword(
        "errors",
        "What holds for errors here; what it leaves out is as in the contract.",
        Shape::Form(&ERRORS_FORM),
    ),
    keyword("codes", "Rows that stand in place of the API-wide rows of the same status.", ROWS),
];

/// The keys of an operation.
pub static OPERATION: &[Keyword] = &[
    keyword(
        "id",
        "Its name, which stands before its codes: `create-order 422`; method and path if absent.",
        Shape::Pattern("^[A-Za-z0-9._-]+$"),
    ),
    keyword("method", "The method.", Shape::Word(METHODS)),
    keyword(
        "path",
        "The path, relative to the base path, with parameters in braces: `/v2/orders/{id}`.",
        Shape::Pattern("^/[^?#]*$"),
    ),
    keyword("summary", "What it does, in a line.", Shape::Text),
    keyword(
        "codes",
        "What it answers: rows that hold at its path, by status or by status and code, and rows of its own.",
        Shape::List(&Shape::Either(&[
            STATUS,
            Shape::Pattern(r"^[1-5][0-9]{2}(\s+\S.*)?$"),
            Shape::Form(&ROW_FORM),
        ])),
    ),
    keyword(
        "request",
        "What JSON content of a request must be: a name from `bodies`, a file, or a schema in place.",
        BODY,
    ),
    keyword("credentials", "Whether a request without credentials is refused.", Shape::Flag),
];

/// The methods that an operation can have.
pub static METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"];

/// The form of a contract.
pub static CONTRACT_FORM: Form = Form {
    name: "contract",
    about: "The documented codes of one API.",
    keys: CONTRACT,
    required: &["contract"],
    exactly_one: &[],
    at_most_one: &[],
};

static ERRORS_FORM: Form = Form {
    name: "errors",
    about: "What holds for documented errors.",
    keys: ERRORS,
    required: &[],
    exactly_one: &[],
    at_most_one: &[],
};

static LINKS_FORM: Form = Form {
    name: "links",
    about: "Where links stand, and what one is.",
    keys: LINKS,
    required: &["at", "item"],
    exactly_one: &[],
    at_most_one: &[],
};

static ROW_FORM: Form = Form {
    name: "row",
    about: "One documented code.",
    keys: ROW,
    required: &["status"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The form of a waiver, of a row or of a case.
pub static WAIVER_FORM: Form = Form {
    name: "waiver",
    about: "What may be broken without failing a run.",
    keys: WAIVER,
    required: &["why", "until"],
    exactly_one: &[],
    at_most_one: &[],
};

static OPERATION_FORM: Form = Form {
    name: "operation",
    about: "One method at one path.",
    keys: OPERATION,
    required: &["method", "path"],
    exactly_one: &[],
    at_most_one: &[],
};

static SCOPE_FORM: Form = Form {
    name: "scope",
    about: "A part of the API.",
    keys: SCOPE,
    required: &["name", "match"],
    exactly_one: &[],
    at_most_one: &[],
};

const ROWS: Shape = Shape::List(&Shape::Form(&ROW_FORM));
const BODY: Shape = Shape::Either(&[Shape::Text, Shape::Schema]);
const QUERY: Shape = Shape::Pattern(r"^\$");
const LEVELS: &[&str] = &["off", "should", "must"];

fn rules() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.id).collect()
}

const fn keyword(name: &'static str, about: &'static str, shape: Shape) -> Keyword {
    let words: &[&str] = match name.as_bytes() {
        b"credentials" => &["auth", "authentication", "authorization"],
        b"id" => &["description", "name", "title"],
        b"status" => &["statusCode", "status_code"],
        b"waive" => &["skip"],
        _ => &[],
    };
    Keyword { name, about, shape, aliases: Aliases { words, help: None } }
}
