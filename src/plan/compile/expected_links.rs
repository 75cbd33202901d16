//! `expect.links`: what is expected of links, but for captured values.

use crate::check::{ExpectedLink, HrefRule, LinkExpectation};
use crate::plan::compile::expectation::in_place;
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::plan::{LinkPlan, Scalar};
use crate::suite::{ExpectHref, ExpectLink, ExpectLinkRule};

/// What is expected of the links of one relation: known now, or with captured values.
pub(in crate::plan) fn expected(
    link: &ExpectLink,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Result<ExpectedLink, LinkPlan> {
    let (rel, span) = (link.rel.text.clone(), link.rel.span);
    let ExpectLinkRule::Present { method, href } = &link.rule else {
        return Ok(ExpectedLink { rel, rule: LinkExpectation::Absent, span });
    };
    let method = method.as_ref().map(|method| method.text.clone());
    let href = match href {
        None => None,
        // A faulty schema was reported; then nothing runs.
        Some(ExpectHref::Schema(node)) => in_place("href", node, names).map(HrefRule::Fits),
        Some(ExpectHref::Text(template)) => match names.scalar(template, scope) {
            Scalar::Known(text) => Some(HrefRule::Is(text)),
            href @ Scalar::Pieces(_) => return Err(LinkPlan { rel, method, href, span }),
        },
    };
    Ok(ExpectedLink { rel, rule: LinkExpectation::Present { method, href }, span })
}
