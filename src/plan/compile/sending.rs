//! Resolves the number of times that a case sends its request.

use crate::check::StatusRule;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::documented_codes::DocumentedCodes;
use crate::plan::compile::expectation::expectation;
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::sending::{SendingPlan, UntilPlan};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{Sending, Until};

/// The claim of a case, and the codes that are documented for its request.
#[derive(Clone, Copy)]
pub(in crate::plan) struct SendingContext<'c> {
    pub(in crate::plan) claim: &'c Claim,
    pub(in crate::plan) codes: &'c DocumentedCodes<'c>,
}

/// Resolves the number of times that a case sends its request.
pub(in crate::plan) fn sending(
    sending: &Sending,
    context: SendingContext<'_>,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> SendingPlan {
    let until = sending.until.as_ref();
    let until = until.map(|until| Box::new(self::until(until, context, names, scope)));
    let Sending { retry, repeat, burst, .. } = *sending;
    SendingPlan { until, retry, repeat, burst }
}

/// Resolves `until`. Its condition makes the claim of the case, with a status of its own.
fn until(
    until: &Until,
    context: SendingContext<'_>,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> UntilPlan {
    let Until { condition, every, limit, .. } = until;
    let status = match condition.status {
        // A condition on the content alone may hold for a response of any status.
        None => StatusRule::Any,
        Some(status) => {
            // If the status is not documented, polling would probably end only by its time limit.
            if let Err(problem) = context.codes.documents(status) {
                names.report(*problem);
            }
            StatusRule::Exactly(status.status)
        }
    };
    let rows = context.claim.rows.clone();
    let awaited = Claim { status, rows, asks: String::new(), replay: None };
    let condition = expectation(condition, &awaited, context.codes.layers, names, scope);
    UntilPlan { condition, every: *every, limit: *limit }
}
