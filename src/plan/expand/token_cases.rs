//! The cases that fetch the tokens of `oauth2` credentials, one for each credential that is sent.
//!
//! A token request is a case like any other, so that its exchange is checked and shown in reports.

use crate::plan::model::case_id::CaseId;
use crate::source::Text;
use crate::suite::{
    Body, Case, Credential, CredentialKind, DeclaredEdit, Named, OAuth2, RequestLine, Sending,
    Suite,
};

/// The written part of the ids of token cases. The credential's name follows as the derived part, so no
/// case of a suite can have the same id.
const WRITTEN_ID: &str = "credentials";

/// A case that fetches the token of a credential.
#[derive(Debug)]
pub(in crate::plan) struct TokenCase<'s> {
    pub(in crate::plan) credential: &'s Credential,
    pub(in crate::plan) case: Case,
    pub(in crate::plan) id: CaseId,
}

/// Returns one case for each OAuth 2.0 credential that a case sends. For a shared file, returns one case for each
/// credential, because the cases of other files may send it.
pub(in crate::plan) fn token_cases(suite: &Suite) -> Vec<TokenCase<'_>> {
    let cases = || suite.setup.iter().chain(&suite.cases).chain(&suite.teardown);
    // A token that no case sends is not fetched, because its request could only fail or cost time.
    let is_sent = |name: &str| {
        let is_sent_by = |case: &Case| {
            let used = case.credentials.as_deref().or(suite.default_credentials.as_ref());
            used.is_some_and(|used| used.text == name)
        };
        suite.shared || cases().any(is_sent_by) || sent_by_probes(suite).any(|used| used == name)
    };
    let mut token_cases = Vec::new();
    for credential in suite.credentials.iter().filter(|known| is_sent(&known.name.text)) {
        if let CredentialKind::OAuth2(oauth2) = &credential.kind {
            let id = CaseId::written(WRITTEN_ID).derived(&credential.name.text);
            let case = case(&id, &credential.name, oauth2);
            token_cases.push(TokenCase { credential, case, id });
        }
    }
    token_cases
}

/// Returns the names of the credentials that probes send in place of the credentials of their control.
fn sent_by_probes(suite: &Suite) -> impl Iterator<Item = &str> {
    let probes = suite.cases.iter().filter_map(|case| case.probes.as_deref()).chain(&suite.probes);
    let changed =
        probes.flat_map(|probes| &probes.changes).filter_map(|change| match &change.edit {
            DeclaredEdit::Credentials(name) => Some(name.text.as_str()),
            _ => None,
        });
    suite.limited_credentials.iter().map(|name| name.text.as_str()).chain(changed)
}

/// Returns a case that sends `POST` to the token endpoint without credentials. The expectation is set when the case
/// is compiled.
fn case(id: &CaseId, name: &Text, oauth2: &OAuth2) -> Case {
    let text = |text: &str| Text { span: name.span, text: text.to_owned() };
    let token = Named { name: text("access_token"), value: text("$.access_token") };
    Case {
        id: text(id.as_str()),
        span: name.span,
        request: RequestLine::Method { method: text("POST"), path: oauth2.token_url.clone() },
        target: None,
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Empty,
        json_file: None,
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
