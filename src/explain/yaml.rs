//! Explanations of the codes of YAML itself and of the keys of a format.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::Suite;

pub(super) static YAML: &[Explanation] = &[
    explain(
        Code::YAML_SYNTAX,
        "The file is not valid YAML 1.2. Nothing after this position could be read.",
        Suite(&["vars: { greeting: a: b }"], &["vars: { greeting: 'a: b' }"]),
    ),
    explain(
        Code::YAML_ALIAS,
        "An alias such as `*name` refers to a value that was marked with `&name` earlier in the file. \
         No value has this mark.",
        Suite(
            &["vars: { one: &amount '10.00', two: *amont }"],
            &["vars: { one: &amount '10.00', two: *amount }"],
        ),
    ),
    explain(
        Code::YAML_TAG,
        "Only the tags of YAML's core schema, such as `!!str`, have a meaning here, and the value must \
         match its tag. Tags such as `!secret` belong to other programs.",
        Suite(&["vars: { token: !secret abc }"], &["vars: { token: abc }"]),
    ),
    explain(
        Code::YAML_NUMBER,
        "JSON has neither infinity nor NaN, and integers are limited to 64 bits here. Such a value \
         could neither be sent nor compared.",
        Suite(&["vars: { most: .inf }"], &["vars: { most: '.inf' }"]),
    ),
    explain(
        Code::AMBIGUOUS_SCALAR,
        "Programs read this value differently. Without quotes, `1.10` is the number 1.1 and `01234` is \
         the number 1234. `NO`, `on` and dates are strings in YAML 1.2, which applies here, but \
         booleans or dates in YAML 1.1. Quotes make the meaning clear to every reader.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: { amount: 1.10 } }"],
            &["- { id: a, POST: /v2/orders, json: { amount: \"1.10\" } }"],
        ),
    ),
    explain(
        Code::YAML_MERGE,
        "`<<` merges the keys of another mapping into this one. Its value must be a mapping or a list \
         of mappings.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  <<: [expect]"],
            &["- id: a", "  GET: /v2/orders", "  <<: { expect: 200 }"],
        ),
    ),
    explain(
        Code::YAML_KEY,
        "A key is a string, a number or a boolean. A list, a mapping or null cannot be a key.",
        Suite(&["vars: { [a, b]: 1 }"], &["vars: { a: 1, b: 1 }"]),
    ),
    explain(
        Code::YAML_EMPTY,
        "The file contains only white space and comments.",
        Example::Prose(&["an empty file"], &["suite: orders", "contract: …", "cases: …"]),
    ),
    explain(
        Code::YAML_DOCUMENTS,
        "A file holds one YAML document. Everything after a second `---` would be ignored.",
        Suite(&["vars: { a: 1 }", "---", "vars: { a: 2 }"], &["vars: { a: 1 }"]),
    ),
    explain(
        Code::YAML_BUDGET,
        "The file exceeds a limit: 256 MiB of text, 64 levels of nesting, or 100,000 values repeated by \
         aliases. The limits protect against files that exhaust memory.",
        Example::Prose(
            &["a: &a [x, x]", "b: &b [*a, *a]", "c: &c [*b, *b]   # and so on, thirty times"],
            &["write the values out, or take them from a table"],
        ),
    ),
    explain(
        Code::DUPLICATE_KEY,
        "If two keys of a mapping are equal, one of them would be ignored without notice. The names of \
         header fields are compared without regard to letter case.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  query: { page: 1 }", "  query: { size: 5 }"],
            &["- id: a", "  GET: /v2/orders", "  query: { page: 1, size: 5 }"],
        ),
    ),
    explain(
        Code::UNKNOWN_KEY,
        "The format does not define this key here, so its value would have no effect. `statusquo \
         schema` prints a schema with which an editor completes the known keys.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  exepct: 200"],
            &["- id: a", "  GET: /v2/orders", "  expect: 200"],
        ),
    ),
    explain(
        Code::MISSING_KEY,
        "A required key is missing.",
        Suite(&["- GET: /v2/orders"], &["- id: list-orders", "  GET: /v2/orders"]),
    ),
    explain(
        Code::WRONG_TYPE,
        "The value has the wrong type. Without quotes, YAML reads `10` as a number, `true` as a boolean \
         and an empty value as null.",
        Suite(
            &["- id: a", "  GET: /v2/orders", "  alone: 'yes'"],
            &["- id: a", "  GET: /v2/orders", "  alone: true"],
        ),
    ),
];
