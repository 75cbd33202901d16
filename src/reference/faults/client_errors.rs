//! Faults of the errors that the content of a request causes (4xx).

use super::fault::{Breach, Effect, Fault};
use super::response_change::{Change, When};
use crate::reference::routes::Operation;

const BAD_QUERY: When = When::point(400).to(&[Operation::List]);
const UNAUTHORIZED: When = When::point(401);
const FORBIDDEN: When = When::point(403);
const MISSING: When = When::point(404).to(&[Operation::Show]);
const NOT_ALLOWED: When = When::point(405);
const NOT_ACCEPTABLE: When = When::point(406);
const UNSUPPORTED: When = When::point(415);
const UNPROCESSABLE: When = When::point(422);

/// The body of a 415, well-formed except for one member that occurs twice.
const TWO_NAMES: &str = concat!(
    r#"{"name":"MEDIA_TYPE","name":"UNSUPPORTED_MEDIA_TYPE","#,
    r#""message":"The server does not support the request payload’s media type.","#,
    r#""debug_id":"0000000000000bad","details":[],"#,
    r#""links":[{"href":"https://developer.point.example/api-response#UNSUPPORTED_MEDIA_TYPE","#,
    r#""rel":"information_link","method":"GET"}]}"#,
);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "bad-request-as-422",
        about: "Answers 422 for a malformed parameter.",
        breaks: &[Breach { row: "400 INVALID_REQUEST", check: "expect.status" }],
        effect: Effect::Change(BAD_QUERY, &[Change::Instead(422)]),
    },
    Fault {
        name: "bad-request-without-details",
        about: "Leaves out the details of a 400.",
        breaks: &[Breach { row: "400 INVALID_REQUEST", check: "body-schema" }],
        effect: Effect::Change(BAD_QUERY, &[Change::DropMember("/details")]),
    },
    Fault {
        name: "bad-request-detail-elsewhere",
        about: "Places a detail in the header, which is none of the three locations.",
        breaks: &[Breach { row: "400 INVALID_REQUEST", check: "body-schema" }],
        effect: Effect::Change(
            BAD_QUERY,
            &[Change::SetMember("/details/0/location", r#""header""#)],
        ),
    },
    Fault {
        name: "unauthorized-without-challenge",
        about: "Leaves out WWW-Authenticate of a 401.",
        breaks: &[Breach { row: "401 AUTHENTICATION_FAILURE", check: "challenge-on-401" }],
        effect: Effect::Change(UNAUTHORIZED, &[Change::DropHeader("www-authenticate")]),
    },
    Fault {
        name: "unauthorized-with-empty-challenge",
        about: "Sends a WWW-Authenticate that names no scheme.",
        breaks: &[Breach { row: "401 AUTHENTICATION_FAILURE", check: "challenge-on-401" }],
        effect: Effect::Change(UNAUTHORIZED, &[Change::SetHeader("www-authenticate", "=")]),
    },
    Fault {
        name: "unauthorized-blames-no-token",
        about: "Says invalid_token to a client that sent no token.",
        breaks: &[Breach { row: "401 AUTHENTICATION_FAILURE", check: "bearer-error" }],
        effect: Effect::Change(
            UNAUTHORIZED,
            &[Change::SetHeader(
                "www-authenticate",
                r#"Bearer realm="point", error="invalid_token""#,
            )],
        ),
    },
    Fault {
        name: "unauthorized-as-403",
        about: "Answers 403 to a client without valid credentials.",
        breaks: &[Breach { row: "401 AUTHENTICATION_FAILURE", check: "expect.status" }],
        effect: Effect::Change(UNAUTHORIZED, &[Change::Instead(403)]),
    },
    Fault {
        name: "forbidden-as-404",
        about: "Hides a missing permission behind a 404.",
        breaks: &[Breach { row: "403 NOT_AUTHORIZED", check: "expect.status" }],
        effect: Effect::Change(FORBIDDEN, &[Change::Instead(404)]),
    },
    Fault {
        name: "forbidden-blames-the-token",
        about: "Says invalid_token with a 403.",
        breaks: &[Breach { row: "403 NOT_AUTHORIZED", check: "bearer-error" }],
        effect: Effect::Change(
            FORBIDDEN,
            &[Change::SetHeader(
                "www-authenticate",
                r#"Bearer realm="point", error="invalid_token""#,
            )],
        ),
    },
    Fault {
        name: "missing-broken-off",
        about: "Closes the connection in the middle of the body of a 404.",
        breaks: &[Breach { row: "404 RESOURCE_NOT_FOUND", check: "framing" }],
        effect: Effect::Change(MISSING, &[Change::BreakOff]),
    },
    Fault {
        name: "missing-named-invalid",
        about: "Names a 404 INVALID_REQUEST.",
        breaks: &[
            Breach { row: "404 RESOURCE_NOT_FOUND", check: "error-code" },
            Breach { row: "404 RESOURCE_NOT_FOUND", check: "expect.code" },
        ],
        effect: Effect::Change(MISSING, &[Change::SetMember("/name", r#""INVALID_REQUEST""#)]),
    },
    Fault {
        name: "missing-as-html",
        about: "Declares the error body of a 404 as HTML.",
        breaks: &[Breach { row: "404 RESOURCE_NOT_FOUND", check: "content-type" }],
        effect: Effect::Change(
            MISSING,
            &[Change::SetHeader("content-type", "text/html; charset=utf-8")],
        ),
    },
    Fault {
        name: "missing-as-ok",
        about: "Answers 200 with an empty object for an order that is not there.",
        breaks: &[Breach { row: "404 RESOURCE_NOT_FOUND", check: "expect.status" }],
        effect: Effect::Change(MISSING, &[Change::Status(200), Change::Json("{}")]),
    },
    Fault {
        name: "missing-without-debug-id",
        about: "Leaves out the debug_id of a 404.",
        breaks: &[Breach { row: "404 RESOURCE_NOT_FOUND", check: "body-schema" }],
        effect: Effect::Change(MISSING, &[Change::DropMember("/debug_id")]),
    },
    Fault {
        name: "missing-links-by-options",
        about: "Gives a link in an error body the method OPTIONS, which only other bodies may have.",
        breaks: &[Breach { row: "404 RESOURCE_NOT_FOUND", check: "body-schema" }],
        effect: Effect::Change(MISSING, &[Change::SetMember("/links/0/method", r#""OPTIONS""#)]),
    },
    Fault {
        name: "missing-link-without-href",
        about: "Leaves out the href of a link in an error body.",
        breaks: &[
            Breach { row: "404 RESOURCE_NOT_FOUND", check: "body-schema" },
            Breach { row: "404 RESOURCE_NOT_FOUND", check: "links" },
        ],
        effect: Effect::Change(MISSING, &[Change::DropMember("/links/0/href")]),
    },
    Fault {
        name: "method-without-allow",
        about: "Leaves out Allow of a 405.",
        breaks: &[Breach { row: "405 METHOD_NOT_SUPPORTED", check: "allow-on-405" }],
        effect: Effect::Change(NOT_ALLOWED, &[Change::DropHeader("allow")]),
    },
    Fault {
        name: "method-refused-and-allowed",
        about: "Names in Allow the very method that a 405 refuses.",
        breaks: &[Breach { row: "405 METHOD_NOT_SUPPORTED", check: "allow-on-405" }],
        effect: Effect::Change(NOT_ALLOWED, &[Change::SetHeader("allow", "GET, PATCH, PUT")]),
    },
    Fault {
        name: "method-as-404",
        about: "Answers 404 for a method that a resource does not have.",
        breaks: &[Breach { row: "405 METHOD_NOT_SUPPORTED", check: "expect.status" }],
        effect: Effect::Change(NOT_ALLOWED, &[Change::Instead(404)]),
    },
    Fault {
        name: "accept-disregarded",
        about: "Answers 200 in JSON to a client that takes only XML.",
        breaks: &[Breach { row: "406 MEDIA_TYPE_NOT_ACCEPTABLE", check: "expect.status" }],
        effect: Effect::Change(
            NOT_ACCEPTABLE,
            &[Change::Status(200), Change::Json(r#"{"orders":[]}"#)],
        ),
    },
    Fault {
        name: "not-acceptable-as-text",
        about: "Answers 406 in plain text.",
        breaks: &[
            Breach { row: "406 MEDIA_TYPE_NOT_ACCEPTABLE", check: "content-type" },
            Breach { row: "406 MEDIA_TYPE_NOT_ACCEPTABLE", check: "body-schema" },
            Breach { row: "406 MEDIA_TYPE_NOT_ACCEPTABLE", check: "error-code" },
            Breach { row: "406 MEDIA_TYPE_NOT_ACCEPTABLE", check: "expect.code" },
        ],
        effect: Effect::Change(NOT_ACCEPTABLE, &[Change::Text("text/plain", "Not Acceptable")]),
    },
    Fault {
        name: "media-type-as-400",
        about: "Answers 400 for a payload in XML.",
        breaks: &[Breach { row: "415 UNSUPPORTED_MEDIA_TYPE", check: "expect.status" }],
        effect: Effect::Change(UNSUPPORTED, &[Change::Instead(400)]),
    },
    Fault {
        name: "media-type-without-name",
        about: "Leaves out the name of a 415.",
        breaks: &[
            Breach { row: "415 UNSUPPORTED_MEDIA_TYPE", check: "body-schema" },
            Breach { row: "415 UNSUPPORTED_MEDIA_TYPE", check: "error-code" },
            Breach { row: "415 UNSUPPORTED_MEDIA_TYPE", check: "expect.code" },
        ],
        effect: Effect::Change(UNSUPPORTED, &[Change::DropMember("/name")]),
    },
    Fault {
        name: "media-type-with-two-names",
        about: "Has the name of a 415 twice in its body.",
        breaks: &[Breach { row: "415 UNSUPPORTED_MEDIA_TYPE", check: "unique-members" }],
        effect: Effect::Change(UNSUPPORTED, &[Change::Text("application/json", TWO_NAMES)]),
    },
    Fault {
        name: "unprocessable-as-500",
        about: "Answers 500 where a rule of the business is broken.",
        breaks: &[Breach { row: "422 UNPROCCESSABLE_ENTITY", check: "expect.status" }],
        effect: Effect::Change(UNPROCESSABLE, &[Change::Instead(500)]),
    },
    // The undocumented code is also a finding of `error-code`, but only at the level `should`, because the contract
    // calls its codes typical.
    Fault {
        name: "unprocessable-as-409",
        about: "Answers 409, which is not documented.",
        breaks: &[
            Breach { row: "422 UNPROCCESSABLE_ENTITY", check: "documented-status" },
            Breach { row: "422 UNPROCCESSABLE_ENTITY", check: "expect.status" },
        ],
        effect: Effect::Change(
            UNPROCESSABLE,
            &[Change::Status(409), Change::SetMember("/name", r#""RESOURCE_CONFLICT""#)],
        ),
    },
    // The undocumented code is also a finding of `error-code`, but only at the level `should`, because the contract
    // calls its codes typical.
    Fault {
        name: "unprocessable-named-anew",
        about: "Names a 422 with a code that is documented nowhere.",
        breaks: &[Breach { row: "422 UNPROCCESSABLE_ENTITY", check: "expect.code" }],
        effect: Effect::Change(
            UNPROCESSABLE,
            &[Change::SetMember("/name", r#""BUSINESS_VALIDATION""#)],
        ),
    },
    Fault {
        name: "unprocessable-without-message",
        about: "Leaves out the message of a 422.",
        breaks: &[Breach { row: "422 UNPROCCESSABLE_ENTITY", check: "body-schema" }],
        effect: Effect::Change(UNPROCESSABLE, &[Change::DropMember("/message")]),
    },
];
