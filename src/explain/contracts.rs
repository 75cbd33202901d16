//! Explanations of the codes of contracts.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{Contract, Prose};

pub(super) static CONTRACTS: &[Explanation] = &[
    explain(
        Code::CONTRACT_VERSION,
        "This version of statusquo does not support the contract's format version.",
        Contract(&["version: 2"], &["version: 1"]),
    ),
    explain(
        Code::NO_CODES,
        "A contract without rows documents nothing, so nothing could be proven.",
        Contract(&["codes: []"], &["codes: [{ status: 200 }]"]),
    ),
    explain(
        Code::NO_CODE_QUERY,
        "Rows have error codes, but the contract does not define where a body contains the code.",
        Contract(
            &["codes: [{ status: 404, code: NOT_FOUND }]"],
            &["errors: { code: $.name }", "codes: [{ status: 404, code: NOT_FOUND }]"],
        ),
    ),
    explain(
        Code::ALSO_WITHOUT_CODE,
        "`also` lists other spellings of a row's code, but this row has no code.",
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
        "`also` lists other known spellings of a row's code. The row's own code does not need to be repeated.",
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
        "`precedence` is an order of statuses, so each status occurs once.",
        Contract(
            &["codes: [{ status: 200 }]", "precedence: [200, 200]"],
            &["codes: [{ status: 200 }]", "precedence: [200]"],
        ),
    ),
    explain(
        Code::DUPLICATE_OPERATION,
        "A request belongs to exactly one operation, and the operation's name identifies its codes in \
         the ledger. Two operations cannot have the same method and path.",
        Contract(
            &["operations: [{ method: GET, path: /a }, { method: GET, path: /a }]"],
            &["operations: [{ method: GET, path: /a }, { method: PUT, path: /a }]"],
        ),
    ),
    explain(
        Code::BAD_OPERATION,
        "An operation is an HTTP method and a path. Braces in the path mark the parts that vary between \
         requests.",
        Contract(
            &["operations: [{ method: FETCH, path: /a }]"],
            &["operations: [{ method: GET, path: \"/a/{id}\" }]"],
        ),
    ),
    explain(
        Code::DUPLICATE_SCOPE,
        "The name of a scope identifies its codes in the ledger, so the name must be unique.",
        Contract(
            &["scopes: [{ name: a, match: /a/** }, { name: a, match: /b/** }]"],
            &["scopes: [{ name: a, match: /a/** }, { name: b, match: /b/** }]"],
        ),
    ),
    explain(
        Code::BAD_PATH_PATTERN,
        "A scope selects paths by patterns. A pattern begins with `/`. `*` matches one segment, and \
         `**` at the end matches all remaining segments.",
        Contract(
            &["scopes: [{ name: a, match: v1/** }]"],
            &["scopes: [{ name: a, match: /v1/** }]"],
        ),
    ),
    explain(
        Code::BAD_MEDIA_TYPE,
        "A media type has the form `application/json` (RFC 9110, section 8.3.1).",
        Contract(
            &["errors: { content-type: json }"],
            &["errors: { content-type: application/json }"],
        ),
    ),
    explain(
        Code::UNKNOWN_WORD,
        "`codes` under `errors` is `typical` if other codes may occur, or `exhaustive` if not.",
        Contract(&["errors: { codes: some }"], &["errors: { codes: typical }"]),
    ),
    explain(
        Code::UNKNOWN_RULE,
        "No protocol rule has this name.",
        Contract(&["rules: { allow-on-404: must }"], &["rules: { allow-on-405: must }"]),
    ),
    explain(
        Code::UNKNOWN_LEVEL,
        "The level of a protocol rule is `off`, `should` (findings are reported) or `must` (findings \
         fail the case).",
        Contract(&["rules: { retry-after: on }"], &["rules: { retry-after: must }"]),
    ),
    explain(
        Code::SCHEMA_KEYWORD,
        "JSON Schema ignores unknown keywords, so a misspelt keyword has no effect.",
        Contract(
            &["bodies: { error: { type: object, requierd: [name] } }"],
            &["bodies: { error: { type: object, required: [name] } }"],
        ),
    ),
    explain(
        Code::SCHEMA_PROVES_NOTHING,
        "The schema accepts `{}`, so it accepts every JSON object, even one that lacks all members. \
         List the members that every such body has under `required`.",
        Contract(
            &["errors: { body: { type: object } }", "codes: [{ status: 404 }]"],
            &["errors: { body: { type: object, required: [name] } }", "codes: [{ status: 404 }]"],
        ),
    ),
    explain(
        Code::BAD_DATE,
        "The last day of a waiver is a calendar date in the form YYYY-MM-DD.",
        Contract(
            &["codes: [{ status: 200, waive: { why: slow, until: soon } }]"],
            &["codes: [{ status: 200, waive: { why: slow, until: 2030-12-31 } }]"],
        ),
    ),
    explain(
        Code::EMPTY_WHY,
        "A waiver needs a reason. Without a reason, nobody can decide when to remove the waiver.",
        Contract(
            &["codes: [{ status: 200, waive: { why: ' ', until: 2030-12-31 } }]"],
            &["codes: [{ status: 200, waive: { why: slow, until: 2030-12-31 } }]"],
        ),
    ),
    explain(
        Code::WAIVER_EXPIRED,
        "A waiver is valid until the end of its last day, in UTC. After that day every run fails until \
         the defect is fixed or the waiver is renewed.",
        Prose(
            &["waive: { why: slow, until: 2020-01-31 }"],
            &["waive: { why: slow, until: 2030-12-31 }"],
        ),
    ),
];
