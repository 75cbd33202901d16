//! Codes of what a suite names: variables, captures, cases, credentials and documented codes.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static REFERENCES: &[Explanation] = &[
    explain(
        Code::UNKNOWN_VARIABLE,
        "Nothing gives a value to this name: no variable of the suite, no column of the case's table, no capture.",
        Suite(
            &["vars: { currency: USD }", "cases: [{ id: a, GET: '/v2/orders?c=${curency}' }]"],
            &["vars: { currency: USD }", "cases: [{ id: a, GET: '/v2/orders?c=${currency}' }]"],
        ),
    ),
    explain(
        Code::UNSET_ENVIRONMENT,
        "`${env.NAME}` is read before anything is sent, and the variable is not set where statusquo runs. `check` and \
         `list` need no environment.",
        Prose(&["statusquo run --target …"], &["export POINT_TOKEN=…", "statusquo run --target …"]),
    ),
    explain(
        Code::NULL_IN_TEXT,
        "A value that is null would leave a hole in a text. As a whole value, without text beside it, null is sent as \
         null.",
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
        "Nothing uses what is captured here. A capture also demands that the value is there; where that is meant, say \
         it with `matches`.",
        Suite(
            &["- { id: a, GET: /v2/orders, capture: { first: '$.orders' } }"],
            &["- { id: a, GET: /v2/orders, expect: { matches: { '$.orders': { type: array } } } }"],
        ),
    ),
    explain(
        Code::UNKNOWN_CREDENTIAL,
        "`as` names credentials that the suite does not have. `nobody` sends none.",
        Suite(
            &["- { id: a, GET: /v2/orders, as: anyone, expect: 401 }"],
            &["- { id: a, GET: /v2/orders, as: nobody, expect: 401 }"],
        ),
    ),
    explain(
        Code::UNUSED_CREDENTIAL,
        "No case sends anything with these credentials.",
        Suite(
            &["credentials: { buyer: { bearer: buyer-token } }"],
            &["credentials: { buyer: { bearer: buyer-token } }", "as: buyer"],
        ),
    ),
    explain(
        Code::NAME_TAKEN,
        "A name means one thing in a suite: a variable, a capture or a column, never two of them.",
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
        "Two cases capture the same name, and which of the two values is meant would depend on their order.",
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
        "A case with a table captures once for each row, so a name of its captures has as many values as there are \
         rows.",
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
        "`after` or `follow` names a case that is not in this suite.",
        Suite(
            &["- { id: list, GET: /v2/orders }", "- { id: b, GET: /v2/orders, after: [lists] }"],
            &["- { id: list, GET: /v2/orders }", "- { id: b, GET: /v2/orders, after: [list] }"],
        ),
    ),
    explain(
        Code::SEVERAL_ROWS,
        "`follow` takes the link of one response, and a case with a table has one for each row.",
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
        "These cases wait for each other, so none of them could ever begin.",
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
        "Setup runs before all cases and teardown after them, so a case cannot wait for teardown, nor setup for a case.",
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
        "The contract has no row for this status where the request goes, so there is nothing to prove. Either the \
         contract lacks a row, or another status is meant.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: 418 }"],
            &["- { id: a, GET: /v2/orders, expect: 200 }"],
        ),
    ),
    explain(
        Code::UNDOCUMENTED_CODE,
        "The contract documents no such error code for this status.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOND }"],
            &["- { id: a, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOUND }"],
        ),
    ),
    explain(
        Code::AMBIGUOUS_CODE,
        "Several documented codes fit, and a case speaks for exactly one.",
        Suite(
            &["- { id: a, POST: /v1/oauth2/token, expect: 400 }"],
            &["- { id: a, POST: /v1/oauth2/token, expect: 400 invalid_request }"],
        ),
    ),
    explain(
        Code::NEVER_PASSES,
        "A case without `expect` expects any documented success, and the contract documents none where it goes. The \
         contract of this example documents 404 alone.",
        Prose(&["- { id: a, GET: /gone }"], &["- { id: a, GET: /gone, expect: 404 }"]),
    ),
    explain(
        Code::NO_REPLAY,
        "`replay` sends the same request again, and the contract does not say what that answers.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: 200, replay: true }"],
            &["- { id: a, POST: /v2/orders, expect: 201, replay: true }"],
        ),
    ),
    explain(
        Code::UNKNOWN_BODY,
        "There is no body of this name: not in the contract's `bodies`, and no such file.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: { status: 404, body: eror } }"],
            &["- { id: a, GET: /v2/orders/none, expect: { status: 404, body: error } }"],
        ),
    ),
    explain(
        Code::BAD_SCHEMA,
        "This is no JSON Schema of the draft that it names, or of 2020-12 where it names none.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: { matches: { $.orders: { type: list } } } }"],
            &["- { id: a, GET: /v2/orders, expect: { matches: { $.orders: { type: array } } } }"],
        ),
    ),
    explain(
        Code::DUPLICATE_SUITE,
        "Reports, filters and `cargo test` tell cases apart by suite and id, so no two suites have one name.",
        Prose(
            &["suite: orders      # in orders.yaml", "suite: orders      # in refunds.yaml"],
            &["suite: orders      # in orders.yaml", "suite: refunds     # in refunds.yaml"],
        ),
    ),
];
