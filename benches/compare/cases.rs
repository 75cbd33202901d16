//! The cases of the benchmarks: eight kinds in turn. Five kinds expect an error body, and half of the kinds send
//! content.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// The contract of the cases.
pub(crate) const CONTRACT: &str = include_str!("items.yaml");

/// The token that the target requires.
pub(crate) const TOKEN: &str = "a-token-of-the-bench";

/// The kind of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Item,
    NotFound,
    Created,
    Malformed,
    WrongType,
    NotPositive,
    Unauthorized,
    Health,
}

pub(crate) const KINDS: [Kind; 8] = [
    Kind::Item,
    Kind::NotFound,
    Kind::Created,
    Kind::Malformed,
    Kind::WrongType,
    Kind::NotPositive,
    Kind::Unauthorized,
    Kind::Health,
];

impl Kind {
    /// Returns the lines of the case in a suite, after the `id`. `number` makes the case unique.
    pub(crate) fn lines(self, number: &str) -> String {
        match self {
            Self::Item => {
                let asked = head(&format!("GET: /items/{number}"), number);
                asked + &item(200, number, &format!("Item {number}"), "10.00")
            }
            Self::NotFound => {
                let asked = head(&format!("GET: /items/none-{number}"), number);
                let message = "The specified resource does not exist.";
                asked + &error("404 RESOURCE_NOT_FOUND", "INVALID_ID", message, number)
            }
            Self::Created => {
                let name = format!("New {number}");
                let content =
                    format!("    json: {{ name: {name}, price: \"12.50\", tags: [a, b] }}\n");
                head("POST: /items", number) + &content + &item(201, "7", &name, "12.50")
            }
            Self::Malformed => {
                let typed = "json, Content-Type: application/json, X";
                let asked = head("POST: /items", number).replace("json, X", typed);
                let content = "    body: '{ \"name\": \"cut off\", \"price\": '\n";
                let message = "The request is not well-formed.";
                asked + content + &error("400 INVALID_REQUEST", "MALFORMED_JSON", message, number)
            }
            Self::WrongType => {
                let content = "    text: name=a&price=12.50\n";
                let message = "The media type is not supported.";
                let refused = error("415 UNSUPPORTED_MEDIA_TYPE", "NOT_JSON", message, number);
                head("POST: /items", number) + content + &refused
            }
            Self::NotPositive => {
                let content =
                    format!("    json: {{ name: New {number}, price: \"-1.00\", tags: [a, b] }}\n");
                let message = "A rule of the business is broken.";
                let refused =
                    error("422 UNPROCESSABLE_ENTITY", "PRICE_NOT_POSITIVE", message, number);
                head("POST: /items", number) + &content + &refused
            }
            Self::Unauthorized => {
                let asked = head(&format!("GET: /items/{number}"), number);
                let message = "Authentication failed.";
                let refused =
                    error("401 AUTHENTICATION_FAILURE", "NO_CREDENTIALS", message, number);
                format!("    as: nobody\n{asked}{refused}")
            }
            Self::Health => {
                let equals = "$.status: UP\n        $.version: 1.4.0\n        $.region: eu-1\n        \
                              $.checks.store: UP\n";
                let expect =
                    format!("    expect:\n      status: 200\n      equals:\n        {equals}");
                head("GET: /health", number) + &expect
            }
        }
    }
}

fn head(call: &str, number: &str) -> String {
    format!("    {call}\n    headers: {{ Accept: application/json, X-Request-Id: r-{number} }}\n")
}

fn item(status: u16, id: &str, name: &str, price: &str) -> String {
    format!(
        "    expect:\n      status: {status}\n      equals:\n        $.id: \"{id}\"\n        \
         $.name: {name}\n        $.price.value: \"{price}\"\n        $.status: ACTIVE\n"
    )
}

/// Returns the expectation of an error response. `row` is its status and its code.
fn error(row: &str, issue: &str, message: &str, number: &str) -> String {
    let (status, code) = row.split_once(' ').unwrap_or((row, ""));
    format!(
        "    expect:\n      status: {status}\n      code: {code}\n      equals:\n        \
         $.message: {message}\n        $.debug_id: r-{number}\n        $.details[0].issue: {issue}\n"
    )
}

/// The first lines of every suite.
pub(crate) const HEAD: &str = "suite: items\ncontract: items.yaml\ncredentials: { clerk: { bearer: \"${env.ITEMS_TOKEN}\" } }\n\
                    as: clerk\ncases:\n";

/// Returns a suite of `count` cases, of these kinds in turn.
pub(crate) fn suite(count: usize, kinds: &[Kind]) -> String {
    let mut text = HEAD.to_owned();
    for (number, kind) in (1..=count).zip(kinds.iter().cycle()) {
        let number = number.to_string();
        // Writing into a string cannot fail.
        let _ = write!(text, "  - id: c{number}\n{}", kind.lines(&number));
    }
    text
}

/// Writes a suite and its contract into a folder, and returns the path of the suite.
pub(crate) fn write(folder: &Path, count: usize, kinds: &[Kind]) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("items.yaml"), CONTRACT)?;
    let path = folder.join("suite.yaml");
    fs::write(&path, suite(count, kinds))?;
    Ok(path)
}
