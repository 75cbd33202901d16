//! Explanations of the codes of `probes`.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::Suite;

pub(super) static PROBES: &[Explanation] = &[
    explain(
        Code::UNKNOWN_PROBE,
        "A probe is selected by its name, or by a prefix that several names share, such as `401` or \
         `400-without`. `docs/probes.md` lists all names.",
        Suite(
            &["- { id: a, GET: /v2/orders, probes: [401-no-credential] }"],
            &["- { id: a, GET: /v2/orders, probes: [405-options] }"],
        ),
    ),
    explain(
        Code::NO_PROBE,
        "A probe that is requested by name cannot be derived from this case: its request has nothing \
         that the probe could change, or the contract does not document the code exactly once. If the \
         probe were left out, it would look as if it had passed.",
        Suite(
            &["- { id: a, GET: /v2/orders, probes: [415] }"],
            &["- { id: a, POST: /v2/orders, json: {}, expect: 201, probes: [415] }"],
        ),
    ),
    explain(
        Code::NO_CONTROL,
        "A probe changes one detail of a request that succeeds. A case of setup or teardown, or a case \
         that expects an error, cannot be the base of a probe.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: 404, probes: [406] }"],
            &["- { id: a, GET: /v2/orders, probes: [406] }"],
        ),
    ),
    explain(
        Code::ONE_CHANGE,
        "With two changes, the response could not show which change caused it.",
        Suite(
            &[
                "- id: a",
                "  POST: /v2/orders",
                "  json: { b: 1, c: 2 }",
                "  expect: 201",
                "  probes: { changes: [{ why: x, set: { $.b: 0, $.c: 0 }, expect: 400 }] }",
            ],
            &[
                "- id: a",
                "  POST: /v2/orders",
                "  json: { b: 1, c: 2 }",
                "  expect: 201",
                "  probes: { changes: [{ why: x, set: { $.b: 0 }, expect: 400 }] }",
            ],
        ),
    ),
    explain(
        Code::UNSAFE_BURST,
        "A probe for a rate limit sends a request many times at once. If the request changes data, the \
         data would be changed as many times.",
        Suite(
            &["- { id: a, POST: /v2/orders, expect: 201, probes: { only: [429], burst: 20 } }"],
            &["- { id: a, GET: /v2/orders, probes: { only: [429], burst: 20 } }"],
        ),
    ),
];
