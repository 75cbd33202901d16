//! Drafts the case of one operation.

use serde_json::Value;

use super::credentials::{self, DraftCredentials};
use super::dependencies::CapturedId;
use super::documented_success::DocumentedSuccess;
use super::drafting_context::SuiteContext;
use super::naming;
use super::request_body::DraftBody;
use super::request_parameters::RequestParameters;
use super::yaml_text;
use crate::contract::Operation;
use crate::suite::METHODS;

/// One drafted case: its text, and what the author has to know about it.
#[derive(Debug)]
pub(super) struct DraftCase {
    pub(super) id: String,
    /// The summary of the operation in the document.
    pub(super) summary: Option<String>,
    /// Comments that tell the author what to complete or to check.
    pub(super) notes: Vec<String>,
    pub(super) method: String,
    pub(super) parameters: RequestParameters,
    pub(super) body: Option<DraftBody>,
    /// The name of the credential, or `nobody`.
    pub(super) credential: String,
    /// The scopes that the token of the credential must have.
    pub(super) scopes: Vec<String>,
    pub(super) expect: Option<Value>,
    pub(super) captures: Vec<CapturedId>,
}

impl DraftCase {
    /// Drafts the case of an operation, or returns the reason why no case can be written.
    pub(super) fn of(
        context: &mut SuiteContext<'_>,
        at: usize,
        credentials: &DraftCredentials,
    ) -> Result<Self, &'static str> {
        let operation = &context.operations[at];
        let Some(success) = DocumentedSuccess::of(operation) else {
            return Err("it documents no success, so there is nothing to expect");
        };
        let method = operation.method.as_str().to_owned();
        if !METHODS.contains(&method.as_str()) {
            return Err("a case cannot send this method");
        }
        let mut parameters = RequestParameters::of(context, at);
        // The check would judge the response by the other operation, so the case could not pass.
        if !context.routes_to(operation, &parameters.path) {
            return Err("its requests belong to another operation with the same path");
        }
        let body = DraftBody::of(context, at);
        if let Some(media_type) = body.as_ref().and_then(|body| body.media_type.clone()) {
            parameters.headers.push(("Content-Type".to_owned(), media_type.into()));
        }
        let mut notes = std::mem::take(&mut parameters.notes);
        notes.extend(body.iter().flat_map(|body| body.notes.clone()));
        Ok(Self {
            id: naming::slug(&operation.name()),
            summary: summary(operation),
            notes,
            method,
            parameters,
            body,
            credential: credentials.name_for(at).to_owned(),
            scopes: credentials::scopes(operation).map(str::to_owned).collect(),
            expect: success.status(),
            captures: context.dependencies.produced_by(at).cloned().collect(),
        })
    }
}

fn summary(operation: &Operation) -> Option<String> {
    let summary = operation.summary.as_deref().map(yaml_text::prose);
    let summary = summary.filter(|text| !text.is_empty());
    if operation.deprecated {
        let summary = summary.as_deref().unwrap_or_default();
        return Some(format!("{summary} (deprecated)").trim().to_owned());
    }
    summary
}
