//! Faults of the token endpoint.

use super::fault::{Breach, Effect, Fault};
use super::response_change::{Change, When};

const ISSUED: When = When::identity(200);
const BAD_REQUEST: When = When::identity(400);
const WRONG_CLIENT: When = When::identity(401);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "token-stored",
        about: "Lets caches store a response with a token.",
        breaks: &[Breach { row: "200", check: "token-no-store" }],
        effect: Effect::Change(ISSUED, &[Change::DropHeader("cache-control")]),
    },
    Fault {
        name: "token-missing",
        about: "Answers a token request without the access_token.",
        breaks: &[Breach { row: "200", check: "capture" }],
        effect: Effect::Change(ISSUED, &[Change::DropMember("/access_token")]),
    },
    Fault {
        name: "token-expires-in-words",
        about: "Gives expires_in as a text.",
        breaks: &[Breach { row: "200", check: "expect.matches" }],
        effect: Effect::Change(ISSUED, &[Change::SetMember("/expires_in", r#""an hour""#)]),
    },
    Fault {
        name: "client-as-400",
        about: "Answers 400 to a wrong client that used Authorization.",
        breaks: &[
            Breach { row: "identity/401 invalid_client", check: "expect.status" },
            Breach { row: "identity/401 invalid_client", check: "error-code" },
            Breach { row: "identity/401 invalid_client", check: "oauth-client" },
        ],
        effect: Effect::Change(
            WRONG_CLIENT,
            &[Change::Status(400), Change::DropHeader("www-authenticate")],
        ),
    },
    Fault {
        name: "client-without-challenge",
        about: "Leaves out WWW-Authenticate of invalid_client.",
        breaks: &[
            Breach { row: "identity/401 invalid_client", check: "challenge-on-401" },
            Breach { row: "identity/401 invalid_client", check: "oauth-client" },
        ],
        effect: Effect::Change(WRONG_CLIENT, &[Change::DropHeader("www-authenticate")]),
    },
    Fault {
        name: "client-of-another-scheme",
        about: "Challenges a client to Digest that used Basic.",
        breaks: &[Breach { row: "identity/401 invalid_client", check: "oauth-client" }],
        effect: Effect::Change(
            WRONG_CLIENT,
            &[Change::SetHeader("www-authenticate", r#"Digest realm="point", nonce="bad""#)],
        ),
    },
    Fault {
        name: "client-with-another-code",
        about: "Answers a wrong client with unauthorized_client.",
        breaks: &[
            Breach { row: "identity/401 invalid_client", check: "error-code" },
            Breach { row: "identity/401 invalid_client", check: "expect.code" },
        ],
        effect: Effect::Change(
            WRONG_CLIENT,
            &[Change::SetMember("/error", r#""unauthorized_client""#)],
        ),
    },
    Fault {
        name: "identity-in-point-shape",
        about: "Answers invalid_request in the shape of all other errors.",
        breaks: &[
            Breach { row: "identity/400 invalid_request", check: "body-schema" },
            Breach { row: "identity/400 invalid_request", check: "error-code" },
            Breach { row: "identity/400 invalid_request", check: "expect.code" },
        ],
        effect: Effect::Change(
            BAD_REQUEST.with_code("invalid_request"),
            &[Change::Json(
                r#"{"name":"INVALID_REQUEST","message":"A required parameter is missing.","debug_id":"0000000000000bad","details":[]}"#,
            )],
        ),
    },
    Fault {
        name: "identity-method-in-point-shape",
        about: "Answers 405 of the token endpoint in the shape of all other errors.",
        breaks: &[
            Breach { row: "405 METHOD_NOT_SUPPORTED", check: "body-schema" },
            Breach { row: "405 METHOD_NOT_SUPPORTED", check: "error-code" },
            Breach { row: "405 METHOD_NOT_SUPPORTED", check: "expect.code" },
        ],
        effect: Effect::Change(
            When::identity(405),
            &[Change::Json(
                r#"{"name":"METHOD_NOT_SUPPORTED","message":"The server does not implement the requested HTTP method.","debug_id":"0000000000000bad","details":[]}"#,
            )],
        ),
    },
    Fault {
        name: "grant-named-anew",
        about: "Names invalid_grant with a code that is documented nowhere.",
        breaks: &[
            Breach { row: "identity/400 invalid_grant", check: "error-code" },
            Breach { row: "identity/400 invalid_grant", check: "expect.code" },
        ],
        effect: Effect::Change(
            BAD_REQUEST.with_code("invalid_grant"),
            &[Change::SetMember("/error", r#""expired_token""#)],
        ),
    },
    Fault {
        name: "grant-as-html",
        about: "Declares the error body of invalid_grant as HTML.",
        breaks: &[Breach { row: "identity/400 invalid_grant", check: "content-type" }],
        effect: Effect::Change(
            BAD_REQUEST.with_code("invalid_grant"),
            &[Change::SetHeader("content-type", "text/html")],
        ),
    },
    Fault {
        name: "client-unauthorized-as-grant",
        about: "Says invalid_grant to a client that may not use the grant type.",
        breaks: &[Breach { row: "identity/400 unauthorized_client", check: "expect.code" }],
        effect: Effect::Change(
            BAD_REQUEST.with_code("unauthorized_client"),
            &[Change::SetMember("/error", r#""invalid_grant""#)],
        ),
    },
    Fault {
        name: "grant-type-of-another-endpoint",
        about: "Answers with unsupported_response_type, a code of the authorization endpoint.",
        breaks: &[
            Breach { row: "identity/400 unsupported_grant_type", check: "error-code" },
            Breach { row: "identity/400 unsupported_grant_type", check: "expect.code" },
        ],
        effect: Effect::Change(
            BAD_REQUEST.with_code("unsupported_grant_type"),
            &[Change::SetMember("/error", r#""unsupported_response_type""#)],
        ),
    },
    Fault {
        name: "scope-description-in-quotes",
        about: "Puts quotes into error_description, which RFC 6749 does not allow.",
        breaks: &[Breach { row: "identity/400 invalid_scope", check: "body-schema" }],
        effect: Effect::Change(
            BAD_REQUEST.with_code("invalid_scope"),
            &[Change::SetMember("/error_description", r#""The client cannot have \"admin\".""#)],
        ),
    },
    Fault {
        name: "scope-as-403",
        about: "Answers 403 to a client that asks for too much.",
        breaks: &[Breach { row: "identity/400 invalid_scope", check: "expect.status" }],
        effect: Effect::Change(BAD_REQUEST.with_code("invalid_scope"), &[Change::Instead(403)]),
    },
];
