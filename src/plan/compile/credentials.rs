//! `credentials` and `as`: the credentials that a case sends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::bind::authentication::is_cookie_value;
use crate::plan::compile::secrets::{secret, text};
use crate::plan::compile::token_requests::FetchedToken;
use crate::plan::expression_scope::{
    CaptureUse, ExpressionScope, ResolvedCredential, SharedExports,
};
use crate::plan::model::credential::CredentialPlan;
use crate::plan::model::plan_index::SlotId;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{Case, Credential, CredentialKind, Named, Secret};

/// The resolved credentials that the cases of one suite can send, and which of them are used.
pub(in crate::plan) struct Credentials {
    known: BTreeMap<String, ResolvedCredential>,
    used: BTreeSet<String>,
}

impl Credentials {
    /// Resolves all credentials of a suite and adds those of shared files. Texts that are known now become
    /// secrets. `tokens` are the tokens that cases of the suite fetch.
    pub(in crate::plan) fn new(
        names: &mut SuiteNames<'_>,
        tokens: &[FetchedToken],
        imports: &SharedExports,
    ) -> Self {
        let imported = imports.credentials.iter();
        let mut known: BTreeMap<String, ResolvedCredential> =
            imported.map(|(name, shared)| (name.clone(), shared.credential.clone())).collect();
        for credential in &names.suite.credentials {
            // Unused credentials are resolved too, so that every mistake in them is reported.
            known.insert(credential.name.text.clone(), prepare(credential, tokens, names));
        }
        let mut used = BTreeSet::new();
        if let Some(default) = &names.suite.default_credentials {
            used.insert(default.text.clone());
            check(default, &known, names);
        }
        if let Some(limited) = &names.suite.limited_credentials {
            used.insert(limited.text.clone());
            check(limited, &known, names);
        }
        Self { known, used }
    }

    /// Returns the credentials that a case sends, or `None` for nobody.
    pub(in crate::plan) fn of(
        &mut self,
        case: &Case,
        names: &mut SuiteNames<'_>,
    ) -> Option<(&str, &ResolvedCredential)> {
        if let Some(own) = &case.credentials {
            // Most cases name the same credentials, so the text is cloned only for the first of them.
            if !self.used.contains(&own.text) {
                self.used.insert(own.text.clone());
            }
            check(own, &self.known, names);
        }
        let name = case.credentials.as_deref().or(names.suite.default_credentials.as_ref())?;
        self.known.get_key_value(&name.text).map(|(name, known)| (name.as_str(), known))
    }

    /// Returns the credentials of a name that a probe uses.
    pub(in crate::plan) fn other(
        &mut self,
        name: &Text,
        names: &mut SuiteNames<'_>,
    ) -> Option<&ResolvedCredential> {
        self.used.insert(name.text.clone());
        check(name, &self.known, names);
        self.known.get(&name.text)
    }

    /// Returns the credentials of this name.
    pub(in crate::plan) fn named(&self, name: &str) -> Option<&ResolvedCredential> {
        self.known.get(name)
    }

    /// Returns the slots that credentials use. Their captures are secrets.
    pub(in crate::plan) fn slots(&self) -> BTreeSet<SlotId> {
        self.known.values().flat_map(|known| &known.uses).map(|used| used.slot).collect()
    }

    /// Warns of credentials and variables that nothing uses.
    pub(in crate::plan) fn warn_of_unused(&self, names: &mut SuiteNames<'_>) {
        let credentials = names.suite.credentials.iter().map(|credential| &credential.name);
        for name in credentials.filter(|name| !self.used.contains(&name.text)) {
            let message = format!("nothing is sent with the credential `{}`", name.text);
            let problem = Diagnostic::warning(Code::UNUSED_CREDENTIAL, message);
            names.report(problem.at(name.span, "never used"));
        }
        let unused: Vec<&Text> = names.unused().collect();
        for name in unused {
            let message = format!("nothing uses the variable `{}`", name.text);
            let problem = Diagnostic::warning(Code::UNUSED_VARIABLE, message);
            names.report(problem.at(name.span, "never used"));
        }
    }
}

/// Reports a name that no credential has.
fn check(name: &Text, known: &BTreeMap<String, ResolvedCredential>, names: &mut SuiteNames<'_>) {
    if name.text == "nobody" || known.contains_key(&name.text) {
        return;
    }
    let message = format!("there are no credentials `{}`", name.text);
    let all = || known.keys().map(String::as_str).chain(["nobody"]);
    let mut problem = Diagnostic::error(Code::UNKNOWN_CREDENTIAL, message)
        .at(name.span, "not in `credentials`")
        .suggest(&name.text, all());
    if problem.help.is_empty() {
        let all: Vec<&str> = all().collect();
        problem = problem.help(format!("the credentials are: {}", all.join(", ")));
    }
    names.report(problem);
}

/// Resolves the expressions of a credential and reads its files.
fn prepare(
    credential: &Credential,
    tokens: &[FetchedToken],
    names: &mut SuiteNames<'_>,
) -> ResolvedCredential {
    let mut scope = ExpressionScope::of_credential(&credential.name.text);
    let plan = match &credential.kind {
        CredentialKind::Bearer(token) => CredentialPlan::Bearer(secret(token, names, &mut scope)),
        CredentialKind::Basic { user, password } => {
            let user = text(user, names, &mut scope);
            CredentialPlan::Basic { user, password: secret(password, names, &mut scope) }
        }
        CredentialKind::Header(fields) => {
            let fields = secrets(fields, names, &mut scope).into_iter();
            // An invalid name was reported when the suite was read.
            let fields = fields.filter_map(|(name, value)| Some((name.parse().ok()?, value)));
            CredentialPlan::Header(fields.collect())
        }
        CredentialKind::Query(members) => {
            CredentialPlan::Query(secrets(members, names, &mut scope))
        }
        CredentialKind::Cookie(cookies) => {
            let plan = secrets(cookies, names, &mut scope);
            for (cookie, (_, value)) in cookies.iter().zip(&plan) {
                check_cookie(&cookie.name, value, names);
            }
            CredentialPlan::Cookie(plan)
        }
        CredentialKind::OAuth2(_) => {
            let token = tokens.iter().find(|token| token.name == credential.name.text);
            // A token that no case uses is not fetched and has no slot.
            let slot = token.map_or(SlotId(usize::MAX), |token| {
                let (span, name) = (credential.name.span, token.id.clone());
                scope.uses.push(CaptureUse {
                    case: Some(token.case),
                    slot: token.slot,
                    name,
                    span,
                });
                token.slot
            });
            CredentialPlan::OAuth2(slot)
        }
    };
    let certificate = credential.certificate.as_ref();
    let identity = certificate.and_then(|it| names.identity(it, &mut scope));
    ResolvedCredential { plan: Arc::new(plan), identity, uses: scope.uses }
}

fn secrets(
    members: &[Named<Secret>],
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Vec<(String, Scalar)> {
    let member =
        |member: &Named<Secret>| (member.name.text.clone(), secret(&member.value, names, scope));
    members.iter().map(member).collect()
}

fn check_cookie(name: &Text, value: &Scalar, names: &mut SuiteNames<'_>) {
    if let Scalar::Known(text) = value
        && names.context.environment.is_some()
        && !is_cookie_value(text)
    {
        let message = format!("this cannot be the value of the cookie `{}`", name.text);
        let problem = Diagnostic::error(Code::BAD_COOKIE, message).at(name.span, "this cookie");
        names.report(
            problem.help("white space, `\"`, `,`, `;` and `\\` are not allowed (RFC 6265)"),
        );
    }
}
