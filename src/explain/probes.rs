//! Codes of `probes`.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::Suite;

pub(super) static PROBES: &[Explanation] = &[
    explain(
        Code::UNKNOWN_PROBE,
        "A probe is listed by its name or by how the names of several begin, such as `401` or `400-without`. \
         `docs/probes.md` has them all.",
        Suite(
            &["- { id: a, GET: /v2/orders, probes: [401-no-credential] }"],
            &["- { id: a, GET: /v2/orders, probes: [405-options] }"],
        ),
    ),
    explain(
        Code::NO_PROBE,
        "A probe that is asked for by name cannot be made of the case: there is nothing in its request to change so, or \
         the contract does not document the code once. Left out, it would look like a probe that passed.",
        Suite(
            &["- { id: a, GET: /v2/orders, probes: [415] }"],
            &["- { id: a, POST: /v2/orders, json: {}, expect: 201, probes: [415] }"],
        ),
    ),
    explain(
        Code::NO_CONTROL,
        "Probes differ from a request that succeeds by one change. A case of setup or teardown, and one that expects an \
         error, is no such request.",
        Suite(
            &["- { id: a, GET: /v2/orders/none, expect: 404, probes: [406] }"],
            &["- { id: a, GET: /v2/orders, probes: [406] }"],
        ),
    ),
    explain(
        Code::ONE_CHANGE,
        "What came of two changes would not say which of them it came of.",
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
        "To meet a rate limit a request is sent many times at once. One that changes something would change it as often.",
        Suite(
            &["- { id: a, POST: /v2/orders, expect: 201, probes: { only: [429], burst: 20 } }"],
            &["- { id: a, GET: /v2/orders, probes: { only: [429], burst: 20 } }"],
        ),
    ),
];
