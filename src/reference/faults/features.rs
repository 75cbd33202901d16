//! Faults of pagination, captures, documents and sessions.

use super::fault::{Breach, Effect, Fault, PageFault};
use super::response_change::{Change, When};
use crate::reference::routes::Operation;

const CAPTURED: When = When::point(200).to(&[Operation::Captured]);
const ATTACHED: When = When::point(201).to(&[Operation::Attach]);
const OPENED: When = When::point(201).to(&[Operation::OpenSession]);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "pages-in-a-circle",
        about: "Links from each page of a list back to the first one.",
        breaks: &[Breach { row: "200", check: "follow" }],
        effect: Effect::Pages(PageFault::Circle),
    },
    Fault {
        name: "pages-cut-off",
        about: "Never links to the next page of a list.",
        breaks: &[Breach { row: "200", check: "follow" }],
        effect: Effect::Pages(PageFault::CutOff),
    },
    Fault {
        name: "capture-asked-for-never-done",
        about: "Answers 202 for ever where it is asked for a capture.",
        breaks: &[
            Breach { row: "200", check: "until" },
            Breach { row: "200", check: "expect.status" },
        ],
        effect: Effect::Change(CAPTURED, &[Change::Status(202)]),
    },
    Fault {
        name: "document-of-another-size",
        about: "Tells another size of a document than the one that was sent.",
        breaks: &[Breach { row: "201", check: "expect.equals" }],
        effect: Effect::Change(ATTACHED, &[Change::SetMember("/size", "0")]),
    },
    Fault {
        name: "session-cookie-for-scripts",
        about: "Sends the cookie of a session so that scripts can read it.",
        breaks: &[Breach { row: "201", check: "expect.headers" }],
        effect: Effect::Change(
            OPENED,
            &[Change::SetHeader("set-cookie", "point-session=session-0; Path=/")],
        ),
    },
    Fault {
        name: "session-forgotten",
        about: "Knows no session, not even one that it has just opened.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        effect: Effect::ForgetSessions,
    },
];
