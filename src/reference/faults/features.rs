//! Faults of pages, of what takes time, of documents and of sessions.

use super::change::{Change, When};
use super::{Breach, Breaking, Fault};
use crate::reference::route::Operation;

const CAPTURED: When = When::point(200).to(&[Operation::Captured]);
const ATTACHED: When = When::point(201).to(&[Operation::Attach]);
const OPENED: When = When::point(201).to(&[Operation::OpenSession]);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "pages-in-a-circle",
        about: "Links from each page of a list back to the first one.",
        breaks: &[Breach { row: "200", check: "follow" }],
        breaking: Breaking::Pages(Pages::Circle),
    },
    Fault {
        name: "pages-cut-off",
        about: "Never links to the next page of a list.",
        breaks: &[Breach { row: "200", check: "follow" }],
        breaking: Breaking::Pages(Pages::CutOff),
    },
    Fault {
        name: "capture-asked-for-never-done",
        about: "Answers 202 for ever where it is asked for a capture.",
        breaks: &[
            Breach { row: "200", check: "until" },
            Breach { row: "200", check: "expect.status" },
        ],
        breaking: Breaking::Answer(CAPTURED, &[Change::Status(202)]),
    },
    Fault {
        name: "document-of-another-size",
        about: "Tells another size of a document than the one that was sent.",
        breaks: &[Breach { row: "201", check: "expect.equals" }],
        breaking: Breaking::Answer(ATTACHED, &[Change::SetMember("/size", "0")]),
    },
    Fault {
        name: "session-cookie-for-scripts",
        about: "Sends the cookie of a session so that scripts can read it.",
        breaks: &[Breach { row: "201", check: "expect.headers" }],
        breaking: Breaking::Answer(
            OPENED,
            &[Change::SetHeader("set-cookie", "point-session=session-0; Path=/")],
        ),
    },
    Fault {
        name: "session-forgotten",
        about: "Knows no session, not even one that it has just opened.",
        breaks: &[Breach { row: "200", check: "expect.status" }],
        breaking: Breaking::ForgetSessions,
    },
];

/// What is wrong with the way from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reference) enum Pages {
    /// It leads back.
    Circle,
    /// There is none.
    CutOff,
}
