//! Codes of what stands in a suite, whatever its contract says.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static SUITE_SYNTAX: &[Explanation] = &[
    explain(
        Code::NEWER_VERSION,
        "The suite is written for a later statusquo, which knows what this one does not.",
        Suite(&["version: 2"], &["version: 1"]),
    ),
    explain(
        Code::NOT_SHARED,
        "`use` brings what a shared file has. A suite cannot be used: its cases would run twice, or for nobody.",
        Prose(
            &["use: orders.yaml       # which begins with `suite: orders`"],
            &["use: common.yaml       # which begins with `shared: common`"],
        ),
    ),
    explain(
        Code::USE_CYCLE,
        "These files use each other, so none of them could be first.",
        Prose(
            &["use: b.yaml            # in a.yaml", "use: a.yaml            # in b.yaml"],
            &["use: both.yaml         # in a.yaml", "use: both.yaml         # in b.yaml"],
        ),
    ),
    explain(
        Code::UNUSED_SHARED,
        "A shared file in a folder of suites is run only with suites that use it, and none does.",
        Prose(
            &["shared: common         # in common.yaml"],
            &["use: common.yaml       # in a suite"],
        ),
    ),
    explain(
        Code::NO_CASES,
        "A suite without cases would be green without having proven anything.",
        Suite(&["cases: []"], &["cases:", "  - { id: list-orders, GET: /v2/orders }"]),
    ),
    explain(
        Code::DUPLICATE_ID,
        "The id tells cases apart in reports, filters and `cargo test`, so each is there once in a suite.",
        Suite(
            &["- { id: list, GET: /v2/orders }", "- { id: list, GET: /v2/orders/none }"],
            &["- { id: list, GET: /v2/orders }", "- { id: list-none, GET: /v2/orders/none }"],
        ),
    ),
    explain(
        Code::BAD_SLUG,
        "Names of suites and cases stand on command lines, in files and in reports, so they are plain: lower-case \
         letters, digits, `_`, `.` and `-`.",
        Suite(
            &["- { id: List Orders, GET: /v2/orders }"],
            &["- { id: list-orders, GET: /v2/orders }"],
        ),
    ),
    explain(
        Code::BAD_NAME,
        "A name that is used as `${name}` has letters, digits, `_` and `-` and begins with a letter or `_`. `env` and, \
         among credentials, `nobody` are taken.",
        Suite(&["vars: { 2nd: x }"], &["vars: { second: x }"]),
    ),
    explain(
        Code::BAD_PATH,
        "A case names a path, beginning with `/`. The host is named when the suite is run, so that one suite serves \
         every deployment.",
        Suite(
            &["- { id: list, GET: 'https://api.example/v2/orders' }"],
            &["- { id: list, GET: /v2/orders }"],
        ),
    ),
    explain(
        Code::NO_REQUEST,
        "A case is one request, and this one has none: neither a method with a path nor a link to follow.",
        Suite(&["- { id: list, expect: 200 }"], &["- { id: list, GET: /v2/orders, expect: 200 }"]),
    ),
    explain(
        Code::SEVERAL_REQUESTS,
        "A case is one request. What comes before or after it is a case of its own.",
        Suite(
            &["- { id: a, GET: /v2/orders, HEAD: /v2/orders }"],
            &["- { id: a, GET: /v2/orders }", "- { id: b, HEAD: /v2/orders }"],
        ),
    ),
    explain(
        Code::SEVERAL_BODIES,
        "A request has one content, so only one key that makes it.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: {}, body: text }"],
            &["- { id: a, POST: /v2/orders, json: {} }"],
        ),
    ),
    explain(
        Code::BAD_STATUS,
        "A status code is a number from 100 to 599. Behind it may stand the error code: `404 RESOURCE_NOT_FOUND`.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: OK }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::BAD_QUERY,
        "Places in a body are JSONPath queries (RFC 9535), which begin with `$`.",
        Suite(
            &["- { id: a, GET: /v2/orders, capture: { first: orders.id } }"],
            &["- { id: a, GET: /v2/orders, capture: { first: '$.orders.id' } }"],
        ),
    ),
    explain(
        Code::EMPTY_EXPECT,
        "An `expect` with nothing in it looks like a check and is none.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: {} }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::EMPTY_LIST,
        "A table without rows, or a row without columns: the case would never run, and never fail.",
        Suite(
            &["- { id: a, each: [], GET: /v2/orders }"],
            &["- { id: a, each: [{ size: 5 }], GET: /v2/orders, query: { page_size: '${size}' } }"],
        ),
    ),
    explain(
        Code::MISSING_COLUMN,
        "All rows of a table have the columns of its first row.",
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
        "All rows of a table have the columns of its first row, and no others.",
        Suite(
            &[
                "- { id: a, each: [{ size: 1 }, { size: 2, sise: 3 }], GET: '/v2/orders?n=${size}' }",
            ],
            &["- { id: a, each: [{ size: 1 }, { size: 2 }], GET: '/v2/orders?n=${size}' }"],
        ),
    ),
    explain(
        Code::DUPLICATE_ROW,
        "In a suite: a row of a table is called by the value of its first column, which tells the rows apart. In a \
         contract: a code is documented once for each status.",
        Suite(
            &["- { id: a, each: [{ why: x, n: 1 }, { why: x, n: 2 }], GET: '/v2/orders?n=${n}' }"],
            &["- { id: a, each: [{ why: x, n: 1 }, { why: y, n: 2 }], GET: '/v2/orders?n=${n}' }"],
        ),
    ),
    explain(
        Code::BAD_EXPRESSION,
        "What stands between `${` and `}` is a name, `env.NAME` or a call of a function, and not in a table. There is \
         no code in suites; `$${` is a literal `${`.",
        Suite(
            &["vars: { a: 1 }", "cases: [{ id: a, GET: '/v2/orders?n=${a + 1}' }]"],
            &["vars: { a: 2 }", "cases: [{ id: a, GET: '/v2/orders?n=${a}' }]"],
        ),
    ),
    explain(
        Code::UNKNOWN_FUNCTION,
        "The functions that an expression may call are a short fixed list.",
        Suite(
            &["- { id: a, GET: '/v2/orders/${uid()}' }"],
            &["- { id: a, GET: '/v2/orders/${uuid()}' }"],
        ),
    ),
    explain(
        Code::TEMPLATE_IN_KEY,
        "Keys are never interpolated, so that what is sent can be read off the suite.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: { '${uuid()}': 1 } }"],
            &["- { id: a, POST: /v2/orders, json: { id: '${uuid()}' } }"],
        ),
    ),
    explain(
        Code::BAD_HEADER,
        "The name of a header field is a token, without spaces and colons, and its value one line of text \
         (RFC 9110, section 5).",
        Suite(
            &["- { id: a, GET: /v2/orders, headers: { 'Request Id': x } }"],
            &["- { id: a, GET: /v2/orders, headers: { Request-Id: x } }"],
        ),
    ),
    explain(
        Code::BAD_CREDENTIAL,
        "A credential says in one way who sends: not in none, and not in two.",
        Suite(
            &["credentials: { buyer: {} }", "as: buyer"],
            &["credentials: { buyer: { bearer: buyer-token } }", "as: buyer"],
        ),
    ),
    explain(
        Code::BAD_COOKIE,
        "The name of a cookie has letters, digits and few other characters; its value has no white space, no quotes, no \
         comma, no semicolon and no backslash (RFC 6265, section 4.1.1). What must have them is sent encoded, with \
         `${url(…)}` or `${base64(…)}`.",
        Suite(
            &["credentials: { buyer: { cookie: { 'my session': abcd } } }", "as: buyer"],
            &["credentials: { buyer: { cookie: { my-session: abcd } } }", "as: buyer"],
        ),
    ),
    explain(
        Code::BAD_GRANT,
        "The grant `password` is for a user, who has a name and a password; the grant `client_credentials` is for the \
         client alone, which has a secret (RFC 6749, sections 4.3 and 4.4).",
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
