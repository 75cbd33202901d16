//! The finding about a link that a case cannot follow.

use crate::plan::RequestPlan;
use crate::run::case::{CaseRun, missing_link};
use crate::verdict::Finding;

/// Returns the finding about a link that a case follows and cannot follow, for the reason in `message`.
pub(in crate::run) fn broken_link(run: CaseRun<'_>, message: String) -> Finding {
    let (rel, span) = match &run.case.request {
        RequestPlan::Follow { rel, span, .. } => (rel.as_str(), *span),
        _ => ("", run.case.span),
    };
    missing_link(message, rel, run.claim(), run.place(span))
}
