//! `oauth2`: the case that fetches the token of a credential, so that it is judged and told as any case is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::header::ACCEPT;

use crate::diagnostic::Span;
use crate::plan::compile::credentials::{secret, value};
use crate::plan::compile::documented_codes::{Claim, Codes};
use crate::plan::expand::expanded_cases::Item;
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::plan::{
    BodyPlan, CaseIndex, CredentialPlan, Outgoing, Plan, PlannedCase, Scalar, SlotId,
};
use crate::source::Text;
use crate::suite::{
    Body, Case, ClientAuthentication, Credential, CredentialKind, DeclaredEdit, Expect,
    ExpectStatus, Grant, Named, OAuth2, Part, RequestLine, Sending, Suite, Template,
};

/// What the ids of these cases begin with; no author can write that.
const PREFIX: &str = "credentials~";

/// A token that the cases of a suite send.
#[derive(Debug)]
pub(in crate::plan) struct Token {
    /// The name of the credential.
    pub(in crate::plan) name: String,
    /// The id of the case that fetches it.
    pub(in crate::plan) id: String,
    /// The position of that case in its suite.
    pub(in crate::plan) case: usize,
    pub(in crate::plan) slot: SlotId,
}

/// A case that fetches a token, with the credential that has it.
#[derive(Debug)]
pub(in crate::plan) struct Fetch<'s> {
    pub(in crate::plan) credential: &'s Credential,
    pub(in crate::plan) case: Case,
}

/// One case for each credential of OAuth 2.0 that any case sends; those of a shared file may be sent by others.
pub(in crate::plan) fn fetches(suite: &Suite) -> Vec<Fetch<'_>> {
    let cases = || suite.setup.iter().chain(&suite.cases).chain(&suite.teardown);
    let sent = |name: &str| {
        let of = |case: &Case| {
            let used = case.credentials.as_deref().or(suite.default_credentials.as_ref());
            used.is_some_and(|used| used.text == name)
        };
        suite.shared || cases().any(of) || named_by_probes(suite).any(|used| used == name)
    };
    let mut fetches = Vec::new();
    for credential in suite.credentials.iter().filter(|known| sent(&known.name.text)) {
        if let CredentialKind::OAuth2(oauth2) = &credential.kind {
            fetches.push(Fetch { credential, case: case(&credential.name, oauth2) });
        }
    }
    fetches
}

/// The credentials that probes are sent with in place of their control's.
fn named_by_probes(suite: &Suite) -> impl Iterator<Item = &str> {
    let probes = suite.cases.iter().filter_map(|case| case.probes.as_deref()).chain(&suite.probes);
    let changed =
        probes.flat_map(|probes| &probes.changes).filter_map(|change| match &change.edit {
            DeclaredEdit::Credentials(name) => Some(name.text.as_str()),
            _ => None,
        });
    suite.limited_credentials.iter().map(|name| name.text.as_str()).chain(changed)
}

/// Where the tokens of a suite come from.
pub(in crate::plan) fn tokens(items: &[Item<'_>]) -> Vec<Token> {
    let fetched = items.iter().enumerate().filter_map(|(case, item)| {
        let (name, id) = (item.token_of?.name.text.clone(), item.id.to_string());
        Some(Token { name, id, case, slot: *item.slots.first()? })
    });
    fetched.collect()
}

/// Lets every case that sends a token require the case that fetches it, in whichever file that is.
pub(in crate::plan) fn require(cases: &mut [PlannedCase]) {
    let fetching = cases.iter().enumerate().filter(|(_, case)| case.token_of.is_some());
    let fetched: BTreeMap<SlotId, CaseIndex> = fetching
        .flat_map(|(at, case)| case.captures.iter().map(move |kept| (kept.slot, CaseIndex(at))))
        .collect();
    for case in cases {
        let Some(CredentialPlan::OAuth2(slot)) = case.sends() else { continue };
        if let Some(index) = fetched.get(slot).filter(|index| !case.requires.contains(index)) {
            case.requires.insert(0, *index);
            case.follows.retain(|on| on != index);
        }
    }
}

/// The plan without the tokens of shared files that no case sends.
pub(in crate::plan) fn without_idle(plan: Plan) -> Plan {
    let required: BTreeSet<CaseIndex> =
        plan.cases.iter().flat_map(|case| &case.requires).copied().collect();
    let is_idle =
        |at: usize| plan.cases[at].token_of.is_some() && !required.contains(&CaseIndex(at));
    let busy: Vec<CaseIndex> =
        (0..plan.cases.len()).filter(|at| !is_idle(*at)).map(CaseIndex).collect();
    if busy.len() == plan.cases.len() {
        return plan;
    }
    Plan { partial: false, ..plan.only(&busy) }
}

/// What a token request asks for: 200 (RFC 6749, section 5.1), or any success where the contract documents
/// others for the endpoint. Many contracts do not know the endpoint at all.
pub(in crate::plan) fn claim(codes: &Codes<'_>, span: Span) -> Claim {
    if codes.are_none() {
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

/// `POST` to the token endpoint, by nobody; what it expects, says [`claim`].
fn case(name: &Text, oauth2: &OAuth2) -> Case {
    let text = |text: &str| Text { span: name.span, text: text.to_owned() };
    let token = Named { name: text("access_token"), value: text("$.access_token") };
    Case {
        id: text(&format!("{PREFIX}{}", name.text)),
        span: name.span,
        request: RequestLine::Method { method: text("POST"), path: oauth2.token_url.clone() },
        target: None,
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Empty,
        credentials: Some(Box::new(text("nobody"))),
        expect: None,
        probes: None,
        sending: Sending::default(),
        capture: vec![token],
        each: None,
        large: None,
        table: None,
        tags: Vec::new(),
        after: Vec::new(),
        alone: false,
        replay: None,
        needs: Vec::new(),
        waiver: None,
    }
}

/// Puts into a token request what it asks for and who asks; what is in `Authorization` is given back.
pub(in crate::plan) fn sign(
    credential: &Credential,
    send: &mut Outgoing,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Option<Arc<CredentialPlan>> {
    let CredentialKind::OAuth2(oauth2) = &credential.kind else { return None };
    let mut form = Vec::new();
    let mut put = |name: &str, value: Scalar| form.push((name.to_owned(), value));
    match &oauth2.grant {
        Grant::ClientCredentials => {
            put("grant_type", Scalar::Known("client_credentials".to_owned()));
        }
        Grant::Password { user, password } => {
            put("grant_type", Scalar::Known("password".to_owned()));
            put("username", value(user, names, scope));
            put("password", secret(password, names, scope));
        }
    }
    if !oauth2.scopes.is_empty() {
        put("scope", names.scalar(&joined(&oauth2.scopes), scope));
    }
    let id = value(&oauth2.client_id, names, scope);
    let client_secret = oauth2.client_secret.as_ref().map(|of| secret(of, names, scope));
    let client = match (client_secret, oauth2.authentication) {
        (Some(secret), ClientAuthentication::Basic) => Some(CredentialPlan::Client { id, secret }),
        (Some(secret), ClientAuthentication::Body) => {
            put("client_id", id);
            put("client_secret", secret);
            None
        }
        // A public client only says which one it is (RFC 6749, section 3.2.1).
        (None, _) => {
            put("client_id", id);
            None
        }
    };
    // A URL is taken as it is; in a path, values would be encoded.
    send.path = names.scalar(&oauth2.token_url, scope);
    send.body = BodyPlan::Form(form);
    send.headers.push((ACCEPT, Scalar::Known("application/json".to_owned())));
    client.map(Arc::new)
}

/// Scopes with a space between any two (RFC 6749, section 3.3).
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
