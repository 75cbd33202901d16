//! Codes of `until`, `retry`, `repeat` and `burst`, and of links.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::Suite;

pub(super) static REPEATED_REQUESTS: &[Explanation] = &[
    explain(
        Code::BAD_DURATION,
        "A duration is a whole number with its unit, `ms`, `s` or `m`, and within the bounds of its key.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 2 } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 2s } }"],
        ),
    ),
    explain(
        Code::BAD_COUNT,
        "How often a request is sent is a whole number within bounds: `repeat` up to 1000, `burst` up to 200, `retry` \
         up to 20, `pages` up to 1000.",
        Suite(
            &["- { id: a, GET: /v2/orders, repeat: 0 }"],
            &["- { id: a, GET: /v2/orders, repeat: 2 }"],
        ),
    ),
    explain(
        Code::EMPTY_UNTIL,
        "An `until` that names no condition waits for nothing: the first response, whatever it is, would do.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { every: 1s } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 1s } }"],
        ),
    ),
    explain(
        Code::NEVER_AGAIN,
        "The time of `until` is up before the request would be sent a second time.",
        Suite(
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 5s, for: 2s } }"],
            &["- { id: a, GET: /v2/orders, until: { status: 200, every: 500ms, for: 2s } }"],
        ),
    ),
    explain(
        Code::UNSAFE_RETRY,
        "What got no answer may have been done all the same, so `retry` sends only idempotent methods again \
         (RFC 9110, section 9.2.2), unless the suite says `unsafe: true`.",
        Suite(
            &["- { id: a, POST: /v2/orders, json: {}, retry: 2 }"],
            &["- { id: a, POST: /v2/orders, json: {}, retry: { times: 2, unsafe: true } }"],
        ),
    ),
    explain(
        Code::SEVERAL_SENDINGS,
        "A case has one of `until`, `repeat`, `burst` and the `pages` of `follow`, and no `retry` beside `burst`: each \
         says how often the request is sent.",
        Suite(
            &["- { id: a, GET: /v2/orders, repeat: 2, burst: 5 }"],
            &["- { id: a, GET: /v2/orders, repeat: 2 }", "- { id: b, GET: /v2/orders, burst: 5 }"],
        ),
    ),
    explain(
        Code::NO_LINKS,
        "An `expect.links` that names no relation type expects nothing.",
        Suite(
            &["- { id: a, GET: /v2/orders, expect: { status: 200, links: [] } }"],
            &["- { id: a, GET: /v2/orders, expect: { status: 200, links: [self] } }"],
        ),
    ),
    explain(
        Code::BAD_METHOD,
        "The method of a link is a method as HTTP spells it, in capitals (RFC 9110, section 9.1).",
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
