//! `oauth2`: the requests that fetch tokens, and the cases that need them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::header::ACCEPT;

use crate::diagnostic::Span;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::documented_codes::DocumentedCodes;
use crate::plan::compile::secrets::{secret, text};
use crate::plan::expand::expanded_cases::ExpandedCase;
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::credential::CredentialPlan;
use crate::plan::model::plan::Plan;
use crate::plan::model::plan_index::{CaseIndex, SlotId};
use crate::plan::model::request::Outgoing;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{
    Body, ClientAuthentication, Credential, CredentialKind, Expect, ExpectStatus, Grant, Named,
    Part, Template,
};

/// A token that a case of the suite fetches.
#[derive(Debug)]
pub(in crate::plan) struct FetchedToken {
    /// The name of the credential that sends the token.
    pub(in crate::plan) name: String,
    /// The id of the case that fetches it.
    pub(in crate::plan) id: String,
    /// The position of that case in its suite.
    pub(in crate::plan) case: usize,
    pub(in crate::plan) slot: SlotId,
}

/// Returns the tokens that the cases of a suite fetch.
pub(in crate::plan) fn tokens(items: &[ExpandedCase<'_>]) -> Vec<FetchedToken> {
    let fetched = items.iter().enumerate().filter_map(|(case, item)| {
        let (name, id) = (item.token_of?.name.text.clone(), item.id.as_str().to_owned());
        Some(FetchedToken { name, id, case, slot: *item.slots.first()? })
    });
    fetched.collect()
}

/// Makes every case that sends a token require the case that fetches it, which may be in another file.
pub(in crate::plan) fn require(cases: &mut [PlannedCase]) {
    let fetching = cases.iter().enumerate().filter(|(_, case)| case.token_of.is_some());
    let fetched: BTreeMap<SlotId, CaseIndex> = fetching
        .flat_map(|(at, case)| case.captures.iter().map(move |kept| (kept.slot, CaseIndex(at))))
        .collect();
    for case in cases {
        let Some(CredentialPlan::OAuth2(slot)) = case.sends() else { continue };
        if let Some(index) = fetched.get(slot).filter(|index| !case.requires.contains(index)) {
            // In front, because a report names the first required case that did not pass.
            case.requires.insert(0, *index);
            case.follows.retain(|on| on != index);
        }
    }
}

/// Removes the token cases of shared files whose tokens no case sends.
pub(in crate::plan) fn without_unused(plan: Plan) -> Plan {
    let required: BTreeSet<CaseIndex> =
        plan.cases.iter().flat_map(|case| &case.requires).copied().collect();
    let is_unused =
        |at: usize| plan.cases[at].token_of.is_some() && !required.contains(&CaseIndex(at));
    let used: Vec<CaseIndex> =
        (0..plan.cases.len()).filter(|at| !is_unused(*at)).map(CaseIndex).collect();
    if used.len() == plan.cases.len() {
        return plan;
    }
    // No case needs the removed tokens, so the plan still counts as complete.
    Plan { partial: false, ..plan.only(&used) }
}

/// Returns the claim of a token request: 200 (RFC 6749, section 5.1), or any success if the contract documents
/// another one for the endpoint. Many contracts do not document the endpoint at all.
pub(in crate::plan) fn claim(codes: &DocumentedCodes<'_>, span: Span) -> Claim {
    if codes.are_empty() {
        return Claim::undocumented(200);
    }
    let expect = Expect {
        span,
        status: Some(ExpectStatus { status: 200, span }),
        code: None,
        headers: Vec::new(),
        equals: Vec::new(),
        matches: Vec::new(),
        links: Vec::new(),
        body: None,
    };
    codes.claim(&expect).unwrap_or_else(|_| Claim::success())
}

/// Adds the grant and the client to a token request. Returns the credentials of the `Authorization` header
/// field, if the client authenticates by it.
pub(in crate::plan) fn sign(
    credential: &Credential,
    send: &mut Outgoing,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Option<Arc<CredentialPlan>> {
    let CredentialKind::OAuth2(oauth2) = &credential.kind else { return None };
    let mut form = Vec::new();
    let mut put = |name: &str, value: Scalar| {
        let name = Text { span: credential.name.span, text: name.to_owned() };
        form.push(Named { name, value });
    };
    match &oauth2.grant {
        Grant::ClientCredentials => {
            put("grant_type", Scalar::Known("client_credentials".to_owned()));
        }
        Grant::Password { user, password } => {
            put("grant_type", Scalar::Known("password".to_owned()));
            put("username", text(user, names, scope));
            put("password", secret(password, names, scope));
        }
    }
    if !oauth2.scopes.is_empty() {
        put("scope", names.scalar(&joined(&oauth2.scopes), scope));
    }
    let id = text(&oauth2.client_id, names, scope);
    let client_secret = oauth2.client_secret.as_ref().map(|of| secret(of, names, scope));
    let client = match (client_secret, oauth2.authentication) {
        (Some(secret), ClientAuthentication::Basic) => Some(CredentialPlan::Client { id, secret }),
        (Some(secret), ClientAuthentication::Body) => {
            put("client_id", id);
            put("client_secret", secret);
            None
        }
        // A public client has no secret and only identifies itself (RFC 6749, section 3.2.1).
        (None, _) => {
            put("client_id", id);
            None
        }
    };
    // The endpoint may be a URL, so its values are not percent-encoded as those of a path are.
    send.path = names.scalar(&oauth2.token_url, scope);
    send.body = Body::Form(form);
    send.headers.push((ACCEPT, Scalar::Known("application/json".to_owned())));
    client.map(Arc::new)
}

/// Joins scopes with spaces (RFC 6749, section 3.3).
fn joined(scopes: &[Template]) -> Template {
    let mut parts = Vec::new();
    for scope in scopes {
        if !parts.is_empty() {
            parts.push(Part::Text(" ".to_owned()));
        }
        parts.extend(scope.parts.iter().cloned());
    }
    Template { span: scopes[0].span, parts: parts.into() }
}
