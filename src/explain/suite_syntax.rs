//! Explanations of the codes that concern a suite alone, without its contract.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static SUITE_SYNTAX: &[Explanation] = &[
    explain(
        Code::NEWER_VERSION,
        "The suite is written for a later version of statusquo. It may use keys that this version does \
         not know.",
        Suite(&["version: 2"], &["version: 1"]),
    ),
    explain(
        Code::NOT_SHARED,
        "`use` includes a shared file, which begins with `shared:`. A suite cannot be included, because \
         its cases would run twice.",
        Prose(
            &["use: orders.yaml       # which begins with `suite: orders`"],
            &["use: common.yaml       # which begins with `shared: common`"],
        ),
    ),
    explain(
        Code::USE_CYCLE,
        "These files include each other, so there is no order in which they can be read.",
        Prose(
            &["use: b.yaml            # in a.yaml", "use: a.yaml            # in b.yaml"],
            &["use: both.yaml         # in a.yaml", "use: both.yaml         # in b.yaml"],
        ),
    ),
    explain(
        Code::UNUSED_SHARED,
        "A shared file takes part only in the suites that include it with `use`. No suite includes this file.",
        Prose(
            &["shared: common         # in common.yaml"],
            &["use: common.yaml       # in a suite"],
        ),
    ),
    explain(
        Code::NO_CASES,
        "A suite without cases would pass without having proven anything.",
        Suite(&["cases: []"], &["cases:", "  - { id: list-orders, GET: /v2/orders }"]),
    ),
    explain(
        Code::DUPLICATE_ID,
        "Reports, filters and `cargo test` identify a case by its id, so an id occurs once in a suite.",
        Suite(
            &["- { id: list, GET: /v2/orders }", "- { id: list, GET: /v2/orders/none }"],
            &["- { id: list, GET: /v2/orders }", "- { id: list-none, GET: /v2/orders/none }"],
        ),
    ),
    explain(
        Code::BAD_SLUG,
        "Names of suites and cases appear on command lines, in file names and in reports. They consist \
         of lower-case letters, digits, `_`, `.` and `-`.",
        Suite(
            &["- { id: List Orders, GET: /v2/orders }"],
            &["- { id: list-orders, GET: /v2/orders }"],
        ),
    ),
    explain(
        Code::BAD_NAME,
        "A name that is used as `${name}` consists of letters, digits, `_` and `-`, and begins with a \
         letter or `_`. The name `env` is reserved, and so is `nobody` for credentials.",
        Suite(&["vars: { 2nd: x }"], &["vars: { second: x }"]),
    ),
    explain(
        Code::BAD_PATH,
        "A case gives a path that begins with `/`. The host is given when the suite is run, so that one \
         suite works for every deployment.",
        Suite(
            &["- { id: list, GET: 'https://api.example/v2/orders' }"],
            &["- { id: list, GET: /v2/orders }"],
        ),
    ),
    explain(
        Code::NO_REQUEST,
        "A case is one request. This case has neither a method with a path nor a link to follow.",
        Suite(&["- { id: list, expect: 200 }"], &["- { id: list, GET: /v2/orders, expect: 200 }"]),
    ),
    explain(
        Code::SEVERAL_REQUESTS,
        "A case is one request. A request before or after it is a case of its own.",
        Suite(
            &["- { id: a, GET: /v2/orders, HEAD: /v2/orders }"],
            &["- { id: a, GET: /v2/orders }", "- { id: b, HEAD: /v2/orders }"],
        ),
    ),
    explain(
        Code::SEVERAL_BODIES,
        "A request has one body, so a case has only one of the keys that define a body.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: {}, body: text }"],
            &["- { id: a, POST: /v2/orders, json: {} }"],
        ),
    ),
    explain(
        Code::BAD_STATUS,
        "A status code is a number from 100 to 599. An error code may follow it: `404 RESOURCE_NOT_FOUND`.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: OK }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::BAD_QUERY,
        "A location in a body is a JSONPath query (RFC 9535), which begins with `$`.",
        Suite(
            &["- { id: a, GET: /v2/orders, capture: { first: orders.id } }"],
            &["- { id: a, GET: /v2/orders, capture: { first: '$.orders.id' } }"],
        ),
    ),
    explain(
        Code::EMPTY_EXPECT,
        "An empty `expect` looks like a check but checks nothing.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: {} }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::EMPTY_LIST,
        "A table has no rows, or a row has no columns. The case would never run and could never fail.",
        Suite(
            &["- { id: a, each: [], GET: /v2/orders }"],
            &["- { id: a, each: [{ size: 5 }], GET: /v2/orders, query: { page_size: '${size}' } }"],
        ),
    ),
    explain(
        Code::MISSING_COLUMN,
        "All rows of a table have the columns of the first row. This row lacks one of them.",
        Suite(
            &[
                "- id: a",
                "  each: [{ why: x, size: 1 }, { why: y }]",
                "  GET: /v2/orders?n=${size}",
            ],
            &[
                "- id: a",
                "  each: [{ why: x, size: 1 }, { why: y, size: 2 }]",
                "  GET: /v2/orders?n=${size}",
            ],
        ),
    ),
    explain(
        Code::UNKNOWN_COLUMN,
        "All rows of a table have the columns of the first row. This row has a column that the first \
         row lacks.",
        Suite(
            &[
                "- { id: a, each: [{ size: 1 }, { size: 2, sise: 3 }], GET: '/v2/orders?n=${size}' }",
            ],
            &["- { id: a, each: [{ size: 1 }, { size: 2 }], GET: '/v2/orders?n=${size}' }"],
        ),
    ),
    explain(
        Code::DUPLICATE_ROW,
        "In a suite, the value of the first column names a row of a table, so it must be unique. In a \
         contract, each code is documented once for each status.",
        Suite(
            &["- { id: a, each: [{ why: x, n: 1 }, { why: x, n: 2 }], GET: '/v2/orders?n=${n}' }"],
            &["- { id: a, each: [{ why: x, n: 1 }, { why: y, n: 2 }], GET: '/v2/orders?n=${n}' }"],
        ),
    ),
    explain(
        Code::BAD_EXPRESSION,
        "Between `${` and `}` there is a variable name, `env.NAME` or a function call. Other code is \
         not supported, and the cells of a table cannot contain expressions. `$${` is a literal `${`.",
        Suite(
            &["vars: { a: 1 }", "cases: [{ id: a, GET: '/v2/orders?n=${a + 1}' }]"],
            &["vars: { a: 2 }", "cases: [{ id: a, GET: '/v2/orders?n=${a}' }]"],
        ),
    ),
    explain(
        Code::UNKNOWN_FUNCTION,
        "An expression can call only the functions of a short fixed list.",
        Suite(
            &["- { id: a, GET: '/v2/orders/${uid()}' }"],
            &["- { id: a, GET: '/v2/orders/${uuid()}' }"],
        ),
    ),
    explain(
        Code::TEMPLATE_IN_KEY,
        "Keys are never interpolated, so that a reader of the suite sees which keys are sent.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: { '${uuid()}': 1 } }"],
            &["- { id: a, POST: /v2/orders, json: { id: '${uuid()}' } }"],
        ),
    ),
    explain(
        Code::BAD_HEADER,
        "The name of a header field is a token without spaces and colons, and its value is one line of \
         text (RFC 9110, section 5).",
        Suite(
            &["- { id: a, GET: /v2/orders, headers: { 'Request Id': x } }"],
            &["- { id: a, GET: /v2/orders, headers: { Request-Id: x } }"],
        ),
    ),
    explain(
        Code::BAD_CREDENTIAL,
        "A credential uses exactly one way to authenticate. This one has none, or more than one.",
        Suite(
            &["credentials: { buyer: {} }", "as: buyer"],
            &["credentials: { buyer: { bearer: buyer-token } }", "as: buyer"],
        ),
    ),
    explain(
        Code::BAD_COOKIE,
        "The name of a cookie consists of letters, digits and a few other characters. Its value has no \
         white space, quote, comma, semicolon or backslash (RFC 6265, section 4.1.1). Encode a value \
         that needs them with `${url(…)}` or `${base64(…)}`.",
        Suite(
            &["credentials: { buyer: { cookie: { 'my session': abcd } } }", "as: buyer"],
            &["credentials: { buyer: { cookie: { my-session: abcd } } }", "as: buyer"],
        ),
    ),
    explain(
        Code::BAD_GRANT,
        "The grant `password` authenticates a user and needs a user name and a password. The grant \
         `client_credentials` authenticates only the client and needs a secret (RFC 6749, sections 4.3 \
         and 4.4).",
        Suite(
            &[
                "credentials:",
                "  buyer: { oauth2: { token-url: /v1/oauth2/token, client-id: a, grant: password } }",
                "as: buyer",
            ],
            &[
                "credentials:",
                "  buyer: { oauth2: { token-url: /v1/oauth2/token, client-id: a, client-secret: b } }",
                "as: buyer",
            ],
        ),
    ),
];
