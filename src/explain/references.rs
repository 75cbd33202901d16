//! Explanations of the codes of references: to variables, captures, cases, credentials and documented codes.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static REFERENCES: &[Explanation] = &[
    explain(
        Code::UNKNOWN_VARIABLE,
        "No variable of the suite, column of the case's table or capture has this name.",
        Suite(
            &["vars: { currency: USD }", "cases: [{ id: a, GET: '/v2/orders?c=${curency}' }]"],
            &["vars: { currency: USD }", "cases: [{ id: a, GET: '/v2/orders?c=${currency}' }]"],
        ),
    ),
    explain(
        Code::UNSET_ENVIRONMENT,
        "`${env.NAME}` is read before the first request is sent. The environment variable is not set. \
         The commands `check` and `list` do not read the environment.",
        Prose(&["statusquo run --target …"], &["export POINT_TOKEN=…", "statusquo run --target …"]),
    ),
    explain(
        Code::NULL_IN_TEXT,
        "A null value cannot be inserted into a text. A value that consists only of the reference is \
         sent as null.",
        Suite(
            &["vars: { size: null }", "cases: [{ id: a, GET: '/v2/orders?n=${size}' }]"],
            &["vars: { size: 5 }", "cases: [{ id: a, GET: '/v2/orders?n=${size}' }]"],
        ),
    ),
    explain(
        Code::UNUSED_VARIABLE,
        "Nothing uses this variable. It may be left over, or its name is misspelt where it is used.",
        Suite(&["vars: { currency: USD }"], &["vars: {}"]),
    ),
    explain(
        Code::UNUSED_CAPTURE,
        "Nothing uses the captured value. A capture also fails if the value is missing. If only this \
         check is wanted, use `matches`.",
        Suite(
            &["- { id: a, GET: /v2/orders, capture: { first: '$.orders' } }"],
            &["- { id: a, GET: /v2/orders, expect: { matches: { '$.orders': { type: array } } } }"],
        ),
    ),
    explain(
        Code::UNKNOWN_CREDENTIAL,
        "`as` names a credential that the suite does not define. `as: nobody` sends no credential.",
        Suite(
            &["- { id: a, GET: /v2/orders, as: anyone, expect: 401 }"],
            &["- { id: a, GET: /v2/orders, as: nobody, expect: 401 }"],
        ),
    ),
    explain(
        Code::UNUSED_CREDENTIAL,
        "No case uses this credential.",
        Suite(
            &["credentials: { buyer: { bearer: buyer-token } }"],
            &["credentials: { buyer: { bearer: buyer-token } }", "as: buyer"],
        ),
    ),
    explain(
        Code::NAME_TAKEN,
        "Variables, captures and columns of a suite share one set of names. A name can have only one meaning.",
        Suite(
            &[
                "vars: { order: none }",
                "cases: [{ id: a, GET: '/v2/orders/${order}', capture: { order: $.id } }]",
            ],
            &[
                "vars: { other: none }",
                "cases: [{ id: a, GET: '/v2/orders/${other}', capture: { order: $.id } }]",
            ],
        ),
    ),
    explain(
        Code::TWO_PRODUCERS,
        "Two cases capture the same name. Which value is used would depend on the order of the cases.",
        Suite(
            &[
                "- { id: a, GET: /v2/orders/1, capture: { order: $.id } }",
                "- { id: b, GET: /v2/orders/2, capture: { order: $.id } }",
            ],
            &[
                "- { id: a, GET: /v2/orders/1, capture: { first: $.id } }",
                "- { id: b, GET: /v2/orders/2, capture: { second: $.id } }",
            ],
        ),
    ),
    explain(
        Code::ROW_CAPTURE,
        "A case with a table captures one value for each row, so another case cannot refer to a single value.",
        Suite(
            &[
                "- { id: a, each: [{ n: 1 }], GET: '/v2/orders/${n}', capture: { order: $.id } }",
                "- { id: b, GET: '/v2/orders/${order}' }",
            ],
            &[
                "- { id: a, GET: /v2/orders/1, capture: { order: $.id } }",
                "- { id: b, GET: '/v2/orders/${order}' }",
            ],
        ),
    ),
    explain(
        Code::UNKNOWN_CASE,
        "`after` or `follow` names a case that this suite does not have.",
        Suite(
            &["- { id: list, GET: /v2/orders }", "- { id: b, GET: /v2/orders, after: [lists] }"],
            &["- { id: list, GET: /v2/orders }", "- { id: b, GET: /v2/orders, after: [list] }"],
        ),
    ),
    explain(
        Code::SEVERAL_ROWS,
        "`follow` uses the link of one response, but a case with a table has one response for each row.",
        Suite(
            &[
                "- { id: a, each: [{ n: 1 }, { n: 2 }], GET: '/v2/orders/${n}' }",
                "- { id: b, follow: { from: a, rel: self } }",
            ],
            &[
                "- { id: a, each: [{ n: 1 }, { n: 2 }], GET: '/v2/orders/${n}' }",
                "- { id: b, follow: { from: 'a[1]', rel: self } }",
            ],
        ),
    ),
    explain(
        Code::CYCLE,
        "These cases wait for each other, so none of them could ever start.",
        Suite(
            &[
                "- { id: a, GET: /v2/orders, after: [b] }",
                "- { id: b, GET: /v2/orders, after: [a] }",
            ],
            &["- { id: a, GET: /v2/orders }", "- { id: b, GET: /v2/orders, after: [a] }"],
        ),
    ),
    explain(
        Code::WRONG_PHASE,
        "Setup runs before all cases, and teardown runs after all cases. A case cannot wait for \
         teardown, and setup cannot wait for a case.",
        Suite(
            &[
                "setup: [{ id: make, GET: '/v2/orders/${order}' }]",
                "cases: [{ id: a, GET: /v2/orders, capture: { order: $.id } }]",
            ],
            &[
                "setup: [{ id: a, GET: /v2/orders, capture: { order: $.id } }]",
                "cases: [{ id: make, GET: '/v2/orders/${order}' }]",
            ],
        ),
    ),
    explain(
        Code::UNDOCUMENTED_STATUS,
        "The contract does not document this status for the request, so there is nothing to prove. \
         Either a row is missing in the contract, or the case means another status.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: 418 }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::UNDOCUMENTED_CODE,
        "The contract does not document this error code for this status.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOND }"],
            &["- { id: a, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOUND }"],
        ),
    ),
    explain(
        Code::AMBIGUOUS_CODE,
        "Several documented codes match, but a case claims exactly one.",
        Suite(
            &["- { id: a, POST: /v1/oauth2/token, expect: 400 }"],
            &["- { id: a, POST: /v1/oauth2/token, expect: 400 invalid_request }"],
        ),
    ),
    explain(
        Code::NEVER_PASSES,
        "A case without `expect` expects any documented success. The contract documents no success for \
         this request, so the case could never pass. The contract of this example documents only 404.",
        Prose(&["- { id: a, GET: /gone }"], &["- { id: a, GET: /gone, expect: 404 }"]),
    ),
    explain(
        Code::CODE_OF_HEAD,
        "A response to HEAD has no content (RFC 9110, section 9.3.2). It shows no error code and no body, so it proves \
         only codes that are documented without both, and those of a documented HEAD operation.",
        Suite(
            &["- { id: a, HEAD: /v2/orders/none, expect: 404 RESOURCE_NOT_FOUND }"],
            &["- { id: a, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOUND }"],
        ),
    ),
    explain(
        Code::NO_REPLAY,
        "`replay` sends the same request a second time. The contract does not document the response to \
         a repeated request.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: 200, replay: true }"],
            &["- { id: a, POST: /v2/orders, expect: 201, replay: true }"],
        ),
    ),
    explain(
        Code::UNKNOWN_BODY,
        "The contract's `bodies` does not define this name, and there is no file with this name.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: { status: 404, body: eror } }"],
            &["- { id: a, GET: /v2/orders/none, expect: { status: 404, body: error } }"],
        ),
    ),
    explain(
        Code::BAD_SCHEMA,
        "The schema is not valid in the JSON Schema draft that it names, or in 2020-12 if it names none.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: { matches: { $.orders: { type: list } } } }"],
            &["- { id: a, GET: /v2/orders, expect: { matches: { $.orders: { type: array } } } }"],
        ),
    ),
    explain(
        Code::DUPLICATE_SUITE,
        "Reports, filters and `cargo test` identify a case by suite and id, so the name of a suite must \
         be unique.",
        Prose(
            &["suite: orders      # in orders.yaml", "suite: orders      # in refunds.yaml"],
            &["suite: orders      # in orders.yaml", "suite: refunds     # in refunds.yaml"],
        ),
    ),
];
