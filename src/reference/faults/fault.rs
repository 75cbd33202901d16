//! A named fault, and its effect on the server.

use super::response_change::{Change, When};

/// A named way to break the contract.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// A slug, unique among the faults.
    pub name: &'static str,
    /// A sentence about the behaviour of the server.
    pub about: &'static str,
    /// The documented codes that the fault violates in the suites of `suites/point`, with each check that reports the
    /// violation.
    pub breaks: &'static [Breach],
    pub(super) effect: Effect,
}

/// One documented code that a fault violates, and a check that reports the violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The row: `404 RESOURCE_NOT_FOUND`, `201`, or in a scope `identity/401 invalid_client`.
    pub row: &'static str,
    /// The id of the check.
    pub check: &'static str,
}

/// The effect of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Changes a response.
    Change(When, &'static [Change]),
    /// Treats every POST as new, whatever its `Point-Request-Id`.
    ForgetRequestIds,
    /// Sends bytes after a 204.
    FillNoContent,
    /// Ignores cookies.
    IgnoreCookies,
    /// Ignores tokens in the query.
    IgnoreQueryTokens,
    /// Breaks the links between pages.
    Pages(PageFault),
    /// Knows no session.
    ForgetSessions,
}

/// A fault of the links between pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::reference) enum PageFault {
    /// Each page links back to the first page.
    Circle,
    /// No page links to the next page.
    CutOff,
}
