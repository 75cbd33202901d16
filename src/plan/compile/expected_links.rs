//! `expect.links`: the links that a response must or must not have.

use crate::check::{ExpectedLink, HrefRule, LinkExpectation};
use crate::plan::compile::schemas::schema_in_place;
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::expectation::LinkPlan;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{ExpectHref, ExpectLink, ExpectLinkRule};

/// Resolves the expected link of one relation. Returns a [`LinkPlan`] as error if the href has captured
/// values.
pub(in crate::plan) fn expected(
    link: &ExpectLink,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Result<ExpectedLink, LinkPlan> {
    let (rel, span) = (link.rel.text.clone(), link.rel.span);
    let ExpectLinkRule::Present { method, href } = &link.rule else {
        return Ok(ExpectedLink { rel, rule: LinkExpectation::Absent, span });
    };
    let method = method.as_ref().map(|method| method.text.clone());
    let href = match href {
        None => None,
        // A faulty schema was reported, and then nothing runs.
        Some(ExpectHref::Schema(node)) => schema_in_place("href", node, names).map(HrefRule::Fits),
        Some(ExpectHref::Text(template)) => match names.scalar(template, scope) {
            Scalar::Known(text) => Some(HrefRule::Is(text)),
            href @ Scalar::Pieces(_) => return Err(LinkPlan { rel, method, href, span }),
        },
    };
    Ok(ExpectedLink { rel, rule: LinkExpectation::Present { method, href }, span })
}
