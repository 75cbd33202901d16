//! Codes of contracts.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{Contract, Prose};

pub(super) static CONTRACTS: &[Explanation] = &[
    explain(
        Code::CONTRACT_VERSION,
        "The contract is written in a version of the format that this statusquo does not read.",
        Contract(&["version: 2"], &["version: 1"]),
    ),
    explain(
        Code::NO_CODES,
        "A contract without rows documents nothing, so nothing could be proven.",
        Contract(&["codes: []"], &["codes: [{ status: 200 }]"]),
    ),
    explain(
        Code::NO_CODE_QUERY,
        "Rows have error codes, and nothing says where in a body the code stands.",
        Contract(
            &["codes: [{ status: 404, code: NOT_FOUND }]"],
            &["errors: { code: $.name }", "codes: [{ status: 404, code: NOT_FOUND }]"],
        ),
    ),
    explain(
        Code::ALSO_WITHOUT_CODE,
        "`also` names other spellings of a row's code, and this row has none.",
        Contract(
            &["errors: { code: $.name }", "codes: [{ status: 404, also: [NOTFOUND] }]"],
            &[
                "errors: { code: $.name }",
                "codes: [{ status: 404, code: NOT_FOUND, also: [NOTFOUND] }]",
            ],
        ),
    ),
    explain(
        Code::REDUNDANT_ALSO,
        "`also` is for other spellings that are known to occur; the row's own is known already.",
        Contract(
            &[
                "errors: { code: $.name }",
                "codes: [{ status: 404, code: NOT_FOUND, also: [NOT_FOUND] }]",
            ],
            &["errors: { code: $.name }", "codes: [{ status: 404, code: NOT_FOUND }]"],
        ),
    ),
    explain(
        Code::DUPLICATE_STATUS,
        "`precedence` is an order, in which a status stands once.",
        Contract(
            &["codes: [{ status: 200 }]", "precedence: [200, 200]"],
            &["codes: [{ status: 200 }]", "precedence: [200]"],
        ),
    ),
    explain(
        Code::DUPLICATE_OPERATION,
        "A request belongs to one operation, and the name of one stands before its codes in the ledger.",
        Contract(
            &["operations: [{ method: GET, path: /a }, { method: GET, path: /a }]"],
            &["operations: [{ method: GET, path: /a }, { method: PUT, path: /a }]"],
        ),
    ),
    explain(
        Code::BAD_OPERATION,
        "An operation is a method of HTTP at a path, in which braces stand for what differs from request to request.",
        Contract(
            &["operations: [{ method: FETCH, path: /a }]"],
            &["operations: [{ method: GET, path: \"/a/{id}\" }]"],
        ),
    ),
    explain(
        Code::DUPLICATE_SCOPE,
        "The name of a scope stands before its codes in the ledger, so each scope has its own.",
        Contract(
            &["scopes: [{ name: a, match: /a/** }, { name: a, match: /b/** }]"],
            &["scopes: [{ name: a, match: /a/** }, { name: b, match: /b/** }]"],
        ),
    ),
    explain(
        Code::BAD_PATH_PATTERN,
        "A scope says by patterns which paths belong to it. A pattern begins with `/`, `*` stands for one segment, and \
         `**` at the end for the rest.",
        Contract(
            &["scopes: [{ name: a, match: v1/** }]"],
            &["scopes: [{ name: a, match: /v1/** }]"],
        ),
    ),
    explain(
        Code::BAD_MEDIA_TYPE,
        "A media type reads like `application/json` (RFC 9110, section 8.3.1).",
        Contract(
            &["errors: { content-type: json }"],
            &["errors: { content-type: application/json }"],
        ),
    ),
    explain(
        Code::UNKNOWN_WORD,
        "`codes` under `errors` is one of two words: `typical`, if other codes may occur, or `exhaustive`, if not.",
        Contract(&["errors: { codes: some }"], &["errors: { codes: typical }"]),
    ),
    explain(
        Code::UNKNOWN_RULE,
        "There is no protocol rule of this name.",
        Contract(&["rules: { allow-on-404: must }"], &["rules: { allow-on-405: must }"]),
    ),
    explain(
        Code::UNKNOWN_LEVEL,
        "A protocol rule is `off`, `should`, which is reported, or `must`, which fails the case.",
        Contract(&["rules: { retry-after: on }"], &["rules: { retry-after: must }"]),
    ),
    explain(
        Code::SCHEMA_KEYWORD,
        "JSON Schema ignores words that it does not know, so a misspelt keyword demands nothing.",
        Contract(
            &["bodies: { error: { type: object, requierd: [name] } }"],
            &["bodies: { error: { type: object, required: [name] } }"],
        ),
    ),
    explain(
        Code::SCHEMA_PROVES_NOTHING,
        "The schema accepts `{}`, so any JSON object satisfies it, and a body that lacks everything too. Demand with \
         `required` what every such body has.",
        Contract(
            &["errors: { body: { type: object } }", "codes: [{ status: 404 }]"],
            &["errors: { body: { type: object, required: [name] } }", "codes: [{ status: 404 }]"],
        ),
    ),
    explain(
        Code::BAD_DATE,
        "The last day of a waiver is a day of the calendar, written as YYYY-MM-DD.",
        Contract(
            &["codes: [{ status: 200, waive: { why: slow, until: soon } }]"],
            &["codes: [{ status: 200, waive: { why: slow, until: 2030-12-31 } }]"],
        ),
    ),
    explain(
        Code::EMPTY_WHY,
        "A waiver that does not say why is one that nobody dares to remove.",
        Contract(
            &["codes: [{ status: 200, waive: { why: ' ', until: 2030-12-31 } }]"],
            &["codes: [{ status: 200, waive: { why: slow, until: 2030-12-31 } }]"],
        ),
    ),
    explain(
        Code::WAIVER_EXPIRED,
        "A waiver holds through its last day, in UTC. Behind it every run fails until what was waived is \
         mended, or somebody decides anew.",
        Prose(
            &["waive: { why: slow, until: 2020-01-31 }"],
            &["waive: { why: slow, until: 2030-12-31 }"],
        ),
    ),
];
