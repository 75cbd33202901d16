//! Faults of the errors that a retry could resolve: 429, 500 and 503.

use super::fault::{Breach, Effect, Fault};
use super::response_change::{Change, When};

const LIMITED: When = When::point(429);
const INTERNAL: When = When::point(500);
const UNAVAILABLE: When = When::point(503);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "limited-retry-soon",
        about: "Says Retry-After: soon with a 429.",
        breaks: &[Breach { row: "429 RATE_LIMIT_REACHED", check: "retry-after" }],
        effect: Effect::Change(LIMITED, &[Change::SetHeader("retry-after", "soon")]),
    },
    Fault {
        name: "limited-as-403",
        about: "Answers 403 where the rate limit is reached.",
        breaks: &[Breach { row: "429 RATE_LIMIT_REACHED", check: "expect.status" }],
        effect: Effect::Change(LIMITED, &[Change::Instead(403)]),
    },
    Fault {
        name: "limited-named-unavailable",
        about: "Names a 429 SERVICE_UNAVAILABLE.",
        breaks: &[
            Breach { row: "429 RATE_LIMIT_REACHED", check: "error-code" },
            Breach { row: "429 RATE_LIMIT_REACHED", check: "expect.code" },
        ],
        effect: Effect::Change(LIMITED, &[Change::SetMember("/name", r#""SERVICE_UNAVAILABLE""#)]),
    },
    Fault {
        name: "internal-as-html",
        about: "Answers 500 with a page of HTML.",
        breaks: &[
            Breach { row: "500 INTERNAL_SERVER_ERROR", check: "content-type" },
            Breach { row: "500 INTERNAL_SERVER_ERROR", check: "body-schema" },
            Breach { row: "500 INTERNAL_SERVER_ERROR", check: "error-code" },
            Breach { row: "500 INTERNAL_SERVER_ERROR", check: "expect.code" },
        ],
        effect: Effect::Change(
            INTERNAL,
            &[Change::Text(
                "text/html",
                "<!doctype html><title>500</title><h1>Something went wrong</h1>",
            )],
        ),
    },
    Fault {
        name: "internal-with-stack-trace",
        about: "Answers 500 with a stack trace in place of a debug_id.",
        breaks: &[Breach { row: "500 INTERNAL_SERVER_ERROR", check: "body-schema" }],
        effect: Effect::Change(
            INTERNAL,
            &[
                Change::DropMember("/debug_id"),
                Change::SetMember("/stack", r#""at Orders.create (orders.js:17)""#),
            ],
        ),
    },
    Fault {
        name: "internal-as-ok",
        about: "Answers 200 with an empty object after an internal error.",
        breaks: &[Breach { row: "500 INTERNAL_SERVER_ERROR", check: "expect.status" }],
        effect: Effect::Change(INTERNAL, &[Change::Status(200), Change::Json("{}")]),
    },
    Fault {
        name: "unavailable-from-a-proxy",
        about: "Answers 503 in the plain text of a proxy.",
        breaks: &[
            Breach { row: "503 SERVICE_UNAVAILABLE", check: "content-type" },
            Breach { row: "503 SERVICE_UNAVAILABLE", check: "body-schema" },
            Breach { row: "503 SERVICE_UNAVAILABLE", check: "error-code" },
            Breach { row: "503 SERVICE_UNAVAILABLE", check: "expect.code" },
        ],
        effect: Effect::Change(
            UNAVAILABLE,
            &[Change::Text(
                "text/plain",
                "upstream connect error or disconnect/reset before headers",
            )],
        ),
    },
    Fault {
        name: "unavailable-retry-in-the-past",
        about: "Says Retry-After: -5 with a 503.",
        breaks: &[Breach { row: "503 SERVICE_UNAVAILABLE", check: "retry-after" }],
        effect: Effect::Change(UNAVAILABLE, &[Change::SetHeader("retry-after", "-5")]),
    },
];
