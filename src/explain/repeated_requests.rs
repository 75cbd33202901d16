//! Explanations of the codes of `until`, `retry`, `repeat`, `burst` and links.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::Suite;

pub(super) static REPEATED_REQUESTS: &[Explanation] = &[
    explain(
        Code::BAD_DURATION,
        "A duration is a whole number with a unit, `ms`, `s` or `m`, within the limits of its key.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 2 } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 2s } }"],
        ),
    ),
    explain(
        Code::BAD_COUNT,
        "The number of requests is a whole number within the limits of its key: up to 1000 for `repeat` \
         and `pages`, up to 200 for `burst`, up to 20 for `retry`.",
        Suite(
            &["- { id: a, GET: /v2/orders, repeat: 0 }"],
            &["- { id: a, GET: /v2/orders, repeat: 2 }"],
        ),
    ),
    explain(
        Code::EMPTY_UNTIL,
        "An `until` without a condition accepts the first response, so it never waits.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { every: 1s } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 1s } }"],
        ),
    ),
    explain(
        Code::NEVER_AGAIN,
        "The time limit of `until` ends before a second request could be sent.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 5s, for: 2s } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 500ms, for: 2s } }"],
        ),
    ),
    explain(
        Code::UNSAFE_RETRY,
        "A request without a response may still have had an effect. `retry` therefore repeats only \
         idempotent methods (RFC 9110, section 9.2.2), unless the suite sets `unsafe: true`.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: {}, retry: 2 }"],
            &["- { id: a, POST: /v2/orders, json: {}, retry: { times: 2, unsafe: true } }"],
        ),
    ),
    explain(
        Code::SEVERAL_SENDINGS,
        "A case has at most one of `until`, `repeat`, `burst` and the `pages` of `follow`, and `retry` \
         cannot be combined with `burst`. Each of these keys decides how often the request is sent.",
        Suite(
            &["- { id: a, GET: /v2/orders, repeat: 2, burst: 5 }"],
            &["- { id: a, GET: /v2/orders, repeat: 2 }", "- { id: b, GET: /v2/orders, burst: 5 }"],
        ),
    ),
    explain(
        Code::NO_LINKS,
        "An `expect.links` without a relation type checks nothing.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: { status: 200, links: [] } }"],
            &["- { id: a, GET: /v2/orders, expect: { status: 200, links: [self] } }"],
        ),
    ),
    explain(
        Code::BAD_METHOD,
        "The method of a link is an HTTP method in capital letters (RFC 9110, section 9.1).",
        Suite(
            &[
                "- { id: a, GET: /v2/orders, expect: { status: 200, links: { self: { method: get } } } }",
            ],
            &[
                "- { id: a, GET: /v2/orders, expect: { status: 200, links: { self: { method: GET } } } }",
            ],
        ),
    ),
];
