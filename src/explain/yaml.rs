//! Codes of YAML itself and of the keys of a format.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::Suite;

pub(super) static YAML: &[Explanation] = &[
    explain(
        Code::YAML_SYNTAX,
        "The file is no YAML 1.2, so nothing behind this place could be read.",
        Suite(&["vars: { greeting: a: b }"], &["vars: { greeting: 'a: b' }"]),
    ),
    explain(
        Code::YAML_ALIAS,
        "An alias such as `*name` stands for a value that was marked with `&name` before it. No such mark is there.",
        Suite(
            &["vars: { one: &amount '10.00', two: *amont }"],
            &["vars: { one: &amount '10.00', two: *amount }"],
        ),
    ),
    explain(
        Code::YAML_TAG,
        "Tags such as `!secret` mean something in other programs. Here only those of YAML's core schema do, such as \
         `!!str`, and the value must be what its tag says.",
        Suite(&["vars: { token: !secret abc }"], &["vars: { token: abc }"]),
    ),
    explain(
        Code::YAML_NUMBER,
        "JSON knows neither infinity nor NaN, and integers only up to 64 bits here, so such a value could neither be \
         sent nor compared.",
        Suite(&["vars: { most: .inf }"], &["vars: { most: '.inf' }"]),
    ),
    explain(
        Code::AMBIGUOUS_SCALAR,
        "Without quotes, `1.10` is the number 1.1 and `01234` the number 1234; `NO`, `on` and dates are text here \
         (YAML 1.2), and a boolean or a date to readers of YAML 1.1. Quotes say what is meant, to every reader.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: { amount: 1.10 } }"],
            &["- { id: a, POST: /v2/orders, json: { amount: \"1.10\" } }"],
        ),
    ),
    explain(
        Code::YAML_MERGE,
        "`<<` takes over the keys of another mapping; what stands under it must be a mapping, or a list of them.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  <<: [expect]"],
            &["- id: a", "  GET: /v2/orders", "  <<: { expect: 200 }"],
        ),
    ),
    explain(
        Code::YAML_KEY,
        "A key is text, a number or a boolean; a list, a mapping or nothing at all cannot be one.",
        Suite(&["vars: { [a, b]: 1 }"], &["vars: { a: 1, b: 1 }"]),
    ),
    explain(
        Code::YAML_EMPTY,
        "The file has nothing in it but white space and comments.",
        Example::Prose(&["an empty file"], &["suite: orders", "contract: …", "cases: …"]),
    ),
    explain(
        Code::YAML_DOCUMENTS,
        "A file holds one document. What stands behind a second `---` would be lost.",
        Suite(&["vars: { a: 1 }", "---", "vars: { a: 2 }"], &["vars: { a: 1 }"]),
    ),
    explain(
        Code::YAML_BUDGET,
        "The file costs more than any honest one: more than 256 MiB, more than 64 levels of nesting, or aliases that \
         repeat more than 100,000 values.",
        Example::Prose(
            &["a: &a [x, x]", "b: &b [*a, *a]", "c: &c [*b, *b]   # and so on, thirty times"],
            &["write the values out, or take them from a table"],
        ),
    ),
    explain(
        Code::DUPLICATE_KEY,
        "One of two equal keys would be ignored in silence. Names of header fields are equal in any letter case.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  query: { page: 1 }", "  query: { size: 5 }"],
            &["- id: a", "  GET: /v2/orders", "  query: { page: 1, size: 5 }"],
        ),
    ),
    explain(
        Code::UNKNOWN_KEY,
        "The format has no such key here, so what stands under it would do nothing. `statusquo schema` lets an editor \
         complete the keys there are.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  exepct: 200"],
            &["- id: a", "  GET: /v2/orders", "  expect: 200"],
        ),
    ),
    explain(
        Code::MISSING_KEY,
        "A key that must be there is not.",
        Suite(&["- GET: /v2/orders"], &["- id: list-orders", "  GET: /v2/orders"]),
    ),
    explain(
        Code::WRONG_TYPE,
        "The value is of another kind than the format asks for. Without quotes, YAML reads `10` as a number, `true` as \
         a boolean and nothing as null.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  alone: 'yes'"],
            &["- id: a", "  GET: /v2/orders", "  alone: true"],
        ),
    ),
];
