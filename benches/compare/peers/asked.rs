//! A case as data, from which the suite of any tool is written.

use serde_json::{Value, json};

use crate::cases::{KINDS, Kind, TOKEN};

/// The request and the expected response of one case.
pub(super) struct Asked {
    pub(super) id: String,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: Option<Content>,
    pub(super) status: u16,
    /// Four values of the body, by `JSONPath`.
    pub(super) values: [(&'static str, String); 4],
    /// The name of the body's schema in the contract.
    pub(super) schema: &'static str,
}

/// The content of a request.
pub(super) enum Content {
    Json(Value),
    /// Invalid JSON.
    CutOff(&'static str),
    Text(&'static str),
}

/// Returns the case with this number, counted from 1.
pub(super) fn asked(number: usize) -> Asked {
    let kind = KINDS[(number - 1) % KINDS.len()];
    let number = number.to_string();
    let mut headers =
        vec![("Accept", "application/json".to_owned()), ("X-Request-Id", format!("r-{number}"))];
    if kind != Kind::Unauthorized {
        headers.push(("Authorization", format!("Bearer {TOKEN}")));
    }
    let (method, path) = match kind {
        Kind::Item | Kind::Unauthorized => ("GET", format!("/items/{number}")),
        Kind::NotFound => ("GET", format!("/items/none-{number}")),
        Kind::Health => ("GET", "/health".to_owned()),
        Kind::Created | Kind::Malformed | Kind::WrongType | Kind::NotPositive => {
            ("POST", "/items".to_owned())
        }
    };
    let new = |price: &str| {
        Content::Json(
            json!({ "name": format!("New {number}"), "price": price, "tags": ["a", "b"] }),
        )
    };
    let content = match kind {
        Kind::Created => Some(new("12.50")),
        Kind::NotPositive => Some(new("-1.00")),
        Kind::Malformed => Some(Content::CutOff("{ \"name\": \"cut off\", \"price\": ")),
        Kind::WrongType => Some(Content::Text("name=a&price=12.50")),
        Kind::Item | Kind::NotFound | Kind::Unauthorized | Kind::Health => None,
    };
    let (status, schema, values) = expected(kind, &number);
    let id = format!("c{number}");
    Asked { id, method, path, headers, content, status, values, schema }
}

type Expected = (u16, &'static str, [(&'static str, String); 4]);

fn expected(kind: Kind, number: &str) -> Expected {
    let item = |id: &str, name: String, price: &str| {
        [
            ("$.id", id.to_owned()),
            ("$.name", name),
            ("$.price.value", price.to_owned()),
            ("$.status", "ACTIVE".to_owned()),
        ]
    };
    let error = |code: &str, message: &str, issue: &str| {
        [
            ("$.name", code.to_owned()),
            ("$.message", message.to_owned()),
            ("$.debug_id", format!("r-{number}")),
            ("$.details[0].issue", issue.to_owned()),
        ]
    };
    match kind {
        Kind::Item => (200, "item", item(number, format!("Item {number}"), "10.00")),
        Kind::Created => (201, "item", item("7", format!("New {number}"), "12.50")),
        Kind::Health => {
            let up = || "UP".to_owned();
            let (version, region) = ("1.4.0".to_owned(), "eu-1".to_owned());
            let values = [
                ("$.status", up()),
                ("$.version", version),
                ("$.region", region),
                ("$.checks.store", up()),
            ];
            (200, "health", values)
        }
        Kind::NotFound => {
            let message = "The specified resource does not exist.";
            (404, "error", error("RESOURCE_NOT_FOUND", message, "INVALID_ID"))
        }
        Kind::Malformed => {
            let message = "The request is not well-formed.";
            (400, "error", error("INVALID_REQUEST", message, "MALFORMED_JSON"))
        }
        Kind::WrongType => {
            let message = "The media type is not supported.";
            (415, "error", error("UNSUPPORTED_MEDIA_TYPE", message, "NOT_JSON"))
        }
        Kind::NotPositive => {
            let message = "A rule of the business is broken.";
            (422, "error", error("UNPROCESSABLE_ENTITY", message, "PRICE_NOT_POSITIVE"))
        }
        Kind::Unauthorized => {
            let message = "Authentication failed.";
            (401, "error", error("AUTHENTICATION_FAILURE", message, "NO_CREDENTIALS"))
        }
    }
}
