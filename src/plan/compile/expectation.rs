//! `expect`: the response that a case expects.

use std::sync::Arc;

use serde_json::Value;

use crate::check::{
    Expectation, ExpectedBody, ExpectedCode, ExpectedHeader, ExpectedMatch, ExpectedStatus,
    ExpectedValue, HeaderRule,
};
use crate::contract::Layers;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::claim::Claim;
use crate::plan::compile::expected_links;
use crate::plan::compile::schemas::{body_schema, schema_in_place};
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::expectation::ExpectationPlan;
use crate::plan::model::value::{Piece, Scalar, ValuePlan};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::plan::value_text::text_of;
use crate::source::Value as NodeValue;
use crate::suite::{At, Expect, Named, TemplateValue};

/// Returns an expectation that consists of a claim only. `span` is the place in the suite that requests it.
pub(in crate::plan) fn bare(claim: &Claim, span: Span) -> ExpectationPlan {
    ExpectationPlan {
        known: Arc::new(claim_only(claim, span)),
        equals: Vec::new(),
        headers: Vec::new(),
        links: Vec::new(),
    }
}

/// Resolves the expectation of a case.
pub(in crate::plan) fn expectation(
    expect: &Expect,
    claim: &Claim,
    layers: &Layers,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> ExpectationPlan {
    let span = expect.status.map_or(expect.span, |status| status.span);
    let mut known = claim_only(claim, span);
    known.code =
        expect.code.as_ref().map(|code| ExpectedCode { code: code.text.clone(), span: code.span });
    let (mut equals, mut headers, mut later) = (Vec::new(), Vec::new(), Vec::new());
    for header in &expect.headers {
        // Names of header fields are case-insensitive (RFC 9110, section 5.1).
        let name = header.name.text.to_lowercase();
        match header_rule(header, names, scope) {
            Some(Ok(rule)) => {
                known.headers.push(ExpectedHeader { name, rule, span: header.name.span });
            }
            Some(Err(value)) => headers.push((name, value, header.name.span)),
            None => {}
        }
    }
    // A plan may have many thousand cases, so no spare capacity is allocated.
    known.equals.reserve_exact(expect.equals.len());
    for At { query, span, value } in &expect.equals {
        let (query, span) = (query.clone(), *span);
        match names.value(value, scope) {
            ValuePlan::Known(value) => known.equals.push(ExpectedValue { query, value, span }),
            value => equals.push((query, value, span)),
        }
    }
    for matches in &expect.matches {
        let (query, span) = (matches.query.clone(), matches.span);
        if let Some(schema) = schema_in_place(query.as_str(), &matches.value, names) {
            known.matches.push(ExpectedMatch { query, schema, span });
        }
    }
    for link in &expect.links {
        match expected_links::expected(link, names, scope) {
            Ok(link) => known.links.push(link),
            Err(link) => later.push(link),
        }
    }
    let body = expect.body.as_deref();
    known.body = body.and_then(|node| {
        body_schema(node, layers, names).map(|schema| ExpectedBody { schema, span: node.span })
    });
    ExpectationPlan { known: Arc::new(known), equals, headers, links: later }
}

/// Returns an expectation with the status and the rows of a claim, and nothing else.
fn claim_only(claim: &Claim, span: Span) -> Expectation {
    Expectation {
        status: ExpectedStatus { rule: claim.status, span },
        code: None,
        claims: claim.rows.clone(),
        headers: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        links: Vec::new(),
        body: None,
        replay: Vec::new(),
        in_place_of: None,
    }
}

/// Resolves the rule for a header field. Returns the text as inner error if it has captured values, and
/// `None` if the value was reported as invalid.
fn header_rule(
    header: &Named<TemplateValue>,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Option<Result<HeaderRule, Scalar>> {
    if let TemplateValue::Literal(node) = &header.value {
        return match &node.value {
            NodeValue::Null => Some(Ok(HeaderRule::Absent)),
            NodeValue::Mapping(_) => schema_in_place(&header.name.text, node, names)
                .map(|schema| Ok(HeaderRule::Matches(schema))),
            NodeValue::String(text) => Some(Ok(HeaderRule::Equals(text.clone()))),
            _ => {
                // A header field is compared as text, so a number keeps its written form: `1.10` is not `1.1`.
                let written = names.context.sources.slice(node.span).to_owned();
                Some(Ok(HeaderRule::Equals(written)))
            }
        };
    }
    match names.value(&header.value, scope) {
        ValuePlan::Known(value @ (Value::Object(_) | Value::Array(_) | Value::Null)) => {
            let message = format!("`{}` must be a text, got {value}", header.name.text);
            let problem = Diagnostic::error(Code::BAD_HEADER, message);
            let help = "a schema for a header field is written in place, without expressions";
            names.report(problem.at(header.name.span, "not a text").help(help));
            None
        }
        ValuePlan::Known(value) => text_of(&value).map(|text| Ok(HeaderRule::Equals(text))),
        ValuePlan::Slot(slot) => Some(Err(Scalar::Pieces(vec![Piece::Slot(slot)]))),
        ValuePlan::Call(call) => Some(Err(Scalar::Pieces(vec![Piece::Call(call)]))),
        ValuePlan::Text(pieces) => Some(Err(Scalar::Pieces(pieces))),
        ValuePlan::Array(_) | ValuePlan::Object(_) => {
            let message = format!("the schema of `{}` has captured values in it", header.name.text);
            names.report(
                Diagnostic::error(Code::BAD_HEADER, message).at(header.name.span, "not possible"),
            );
            None
        }
    }
}
