//! Faults of success responses, replays and links.

use super::fault::{Breach, Effect, Fault};
use super::response_change::{Change, When};
use crate::reference::routes::Operation;

const CREATED: When = When::point(201).to(&[Operation::Create]);
const REPLAYED: When = When::point(200).to(&[Operation::Replay]);
const LISTED: When = When::point(200).to(&[Operation::List]);
const SHOWN: When = When::point(200).to(&[Operation::Show]);
const HEADED: When = When::point(200).to(&[Operation::Head]);
const APPROVED: When = When::point(200).to(&[Operation::Approve]);
const ACCEPTED: When = When::point(202).to(&[Operation::Capture]);
const DELETED: When = When::point(204).to(&[Operation::Delete]);
const DELETED_AGAIN: When = When::point(204).to(&[Operation::DeleteAgain]);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "created-as-ok",
        about: "Answers 200 instead of 201 for an order that it has just created.",
        breaks: &[Breach { row: "201", check: "expect.status" }],
        effect: Effect::Change(CREATED, &[Change::Status(200)]),
    },
    Fault {
        name: "created-without-id",
        about: "Creates an order and does not tell its id.",
        breaks: &[Breach { row: "201", check: "capture" }],
        effect: Effect::Change(CREATED, &[Change::DropMember("/id")]),
    },
    Fault {
        name: "created-in-another-state",
        about: "Says that a new order is approved already.",
        breaks: &[Breach { row: "201", check: "expect.equals" }],
        effect: Effect::Change(CREATED, &[Change::SetMember("/status", r#""APPROVED""#)]),
    },
    Fault {
        name: "created-with-broken-location",
        about: "Sends a Location with 201 that is no URI reference.",
        breaks: &[Breach { row: "201", check: "location" }],
        effect: Effect::Change(CREATED, &[Change::SetHeader("location", "http://[::1/v2/orders")]),
    },
    Fault {
        // Point does not ask for Location; this one shows where a contract has `location-on-201: must`.
        name: "created-without-location",
        about: "Does not say in Location where the new order is.",
        breaks: &[Breach { row: "201", check: "location-on-201" }],
        effect: Effect::Change(CREATED, &[Change::DropHeader("location")]),
    },
    Fault {
        name: "created-without-way-to-approve",
        about: "Names the link by which a new order is approved otherwise.",
        breaks: &[Breach { row: "200", check: "follow" }],
        effect: Effect::Change(CREATED, &[Change::SetMember("/links/1/rel", r#""approval""#)]),
    },
    Fault {
        name: "created-without-way-to-cancel",
        about: "Names the link by which a new order is cancelled otherwise.",
        breaks: &[Breach { row: "201", check: "expect.links" }],
        effect: Effect::Change(CREATED, &[Change::SetMember("/links/2/rel", r#""delete""#)]),
    },
    Fault {
        name: "created-with-relative-links",
        about: "Links from a new order with hrefs that are not absolute.",
        breaks: &[Breach { row: "201", check: "links" }],
        effect: Effect::Change(
            CREATED,
            &[Change::SetMember("/links/0/href", r#""/v2/orders/self""#)],
        ),
    },
    Fault {
        name: "replay-creates-anew",
        about: "Creates a second order for a Point-Request-Id that it has seen.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::ForgetRequestIds,
    },
    Fault {
        name: "replay-of-another",
        about: "Answers a replay with another order than the one that it created.",
        breaks: &[Breach { row: "200", check: "replay" }],
        effect: Effect::Change(REPLAYED, &[Change::SetMember("/id", r#""ORDER-00000000""#)]),
    },
    Fault {
        name: "list-as-203",
        about: "Answers a list with 203, which is not documented.",
        breaks: &[
            Breach { row: "200", check: "documented-status" },
            Breach { row: "200", check: "expect.status" },
        ],
        effect: Effect::Change(LISTED, &[Change::Status(203)]),
    },
    Fault {
        name: "list-is-an-error",
        about: "Answers 200 with an error body.",
        breaks: &[Breach { row: "200", check: "error-code" }],
        effect: Effect::Change(
            LISTED,
            &[Change::Json(
                r#"{"name":"INTERNAL_SERVER_ERROR","message":"An internal server error has occurred.","debug_id":"0000000000000bad"}"#,
            )],
        ),
    },
    Fault {
        name: "order-of-another-amount",
        about: "Shows an order with another amount than it was created with.",
        breaks: &[Breach { row: "200", check: "expect.equals" }],
        effect: Effect::Change(SHOWN, &[Change::SetMember("/amount/value", r#""10.01""#)]),
    },
    Fault {
        name: "order-created-at-a-number",
        about: "Shows the time of creation as a number.",
        breaks: &[Breach { row: "200", check: "expect.body" }],
        effect: Effect::Change(SHOWN, &[Change::SetMember("/create_time", "1754300000")]),
    },
    Fault {
        name: "link-without-rel",
        about: "Leaves out the rel of a link.",
        breaks: &[Breach { row: "200", check: "links" }],
        effect: Effect::Change(SHOWN, &[Change::DropMember("/links/0/rel")]),
    },
    Fault {
        name: "link-not-absolute",
        about: "Links to a path instead of an absolute URI.",
        breaks: &[Breach { row: "200", check: "links" }],
        effect: Effect::Change(SHOWN, &[Change::SetMember("/links/0/href", r#""/v2/orders""#)]),
    },
    Fault {
        name: "link-with-unknown-method",
        about: "Gives a link the method FETCH.",
        breaks: &[Breach { row: "200", check: "links" }],
        effect: Effect::Change(SHOWN, &[Change::SetMember("/links/0/method", r#""FETCH""#)]),
    },
    Fault {
        name: "head-not-supported",
        about: "Refuses HEAD where it answers GET.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::Change(
            HEADED,
            &[Change::Instead(405), Change::SetHeader("allow", "GET, DELETE")],
        ),
    },
    Fault {
        name: "head-without-content-type",
        about: "Leaves out of HEAD the Content-Type that GET has.",
        breaks: &[Breach { row: "200", check: "expect.headers" }],
        effect: Effect::Change(HEADED, &[Change::DropHeader("content-type")]),
    },
    Fault {
        name: "approved-as-accepted",
        about: "Answers 202 for what it has done at once.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::Change(APPROVED, &[Change::Status(202)]),
    },
    Fault {
        name: "accepted-as-ok",
        about: "Answers 200 for what it will do later.",
        breaks: &[Breach { row: "202", check: "expect.status" }],
        effect: Effect::Change(ACCEPTED, &[Change::Status(200)]),
    },
    Fault {
        name: "accepted-with-broken-location",
        about: "Sends a Location with 202 that is no URI reference.",
        breaks: &[Breach { row: "202", check: "location" }],
        effect: Effect::Change(
            ACCEPTED,
            &[Change::SetHeader("location", "http://point.example:port/v2/orders")],
        ),
    },
    Fault {
        name: "accepted-with-unknown-method",
        about: "Gives a link of a 202 the method RUN.",
        breaks: &[Breach { row: "202", check: "links" }],
        effect: Effect::Change(ACCEPTED, &[Change::SetMember("/links/0/method", r#""RUN""#)]),
    },
    Fault {
        name: "capture-never-done",
        about: "Shows every order as one whose capture is still pending.",
        breaks: &[Breach { row: "200", check: "until" }],
        effect: Effect::Change(SHOWN, &[Change::SetMember("/status", r#""CAPTURE_PENDING""#)]),
    },
    Fault {
        name: "deleted-with-a-body",
        about: "Sends a body and its length after a 204.",
        breaks: &[Breach { row: "204", check: "no-content" }],
        effect: Effect::FillNoContent,
    },
    Fault {
        name: "deleted-as-ok",
        about: "Answers 200 with an empty object instead of 204.",
        breaks: &[Breach { row: "204", check: "expect.status" }],
        effect: Effect::Change(DELETED, &[Change::Status(200), Change::Json("{}")]),
    },
    Fault {
        name: "deleted-again-as-404",
        about: "Answers 404 when a deleted order is deleted again.",
        breaks: &[Breach { row: "204", check: "expect.status" }],
        effect: Effect::Change(DELETED_AGAIN, &[Change::Instead(404)]),
    },
    Fault {
        name: "cookie-ignored",
        about: "Answers 401 to a good token in a cookie.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::IgnoreCookies,
    },
    Fault {
        name: "query-token-ignored",
        about: "Answers 401 to a good token in the query.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::IgnoreQueryTokens,
    },
];
