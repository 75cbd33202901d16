//! `credentials` and `as`: who sends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::http::Identity;
use crate::plan::bind::authentication::is_cookie_value;
use crate::plan::compile::shared_files::Brought;
use crate::plan::compile::token_requests::Token;
use crate::plan::resolve::suite_names::{Names, Scope, Use};
use crate::plan::{CredentialPlan, Scalar, SlotId};
use crate::source::Text;
use crate::suite::{Case, Credential, CredentialKind, Named, Secret};

const UNKNOWN_CREDENTIAL: Code = Code::UNKNOWN_CREDENTIAL;
const UNUSED_CREDENTIAL: Code = Code::UNUSED_CREDENTIAL;
const BAD_SECRET: Code = Code::BAD_SECRET;
const BAD_COOKIE: Code = Code::BAD_COOKIE;
const UNUSED_VARIABLE: Code = Code::UNUSED_VARIABLE;

/// A credential with the captured values that it uses.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Known {
    pub(in crate::plan) plan: Arc<CredentialPlan>,
    pub(in crate::plan) identity: Option<Arc<Identity>>,
    pub(in crate::plan) uses: Vec<Use>,
}

impl Known {
    /// The same credential as those know it that use its file.
    pub(in crate::plan) fn of_another(&self) -> Self {
        let uses = self.uses.iter().map(|used| Use { case: None, ..used.clone() });
        let identity = self.identity.clone();
        Self { plan: Arc::clone(&self.plan), identity, uses: uses.collect() }
    }
}

/// The credentials of one suite.
pub(in crate::plan) struct Credentials {
    known: BTreeMap<String, Known>,
    used: BTreeSet<String>,
}

impl Credentials {
    /// Prepares all credentials of a suite, beside those that are brought; their known texts become
    /// secrets. `tokens` are those that cases of their own fetch.
    pub(in crate::plan) fn new(names: &mut Names<'_>, tokens: &[Token], brought: &Brought) -> Self {
        let brought = brought.credentials();
        let mut known: BTreeMap<String, Known> =
            brought.map(|(name, known)| (name.clone(), known.clone())).collect();
        for credential in &names.suite.credentials {
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

    /// The credentials that a case sends; `None` for nobody.
    pub(in crate::plan) fn of(
        &mut self,
        case: &Case,
        names: &mut Names<'_>,
    ) -> Option<(&str, &Known)> {
        if let Some(own) = &case.credentials {
            if !self.used.contains(&own.text) {
                self.used.insert(own.text.clone());
            }
            check(own, &self.known, names);
        }
        let name = case.credentials.as_deref().or(names.suite.default_credentials.as_ref())?;
        self.known.get_key_value(&name.text).map(|(name, known)| (name.as_str(), known))
    }

    /// The credentials of a name that stands elsewhere than in `as` of a case.
    pub(in crate::plan) fn other(&mut self, name: &Text, names: &mut Names<'_>) -> Option<&Known> {
        self.used.insert(name.text.clone());
        check(name, &self.known, names);
        self.known.get(&name.text)
    }

    /// The credentials of this name.
    pub(in crate::plan) fn named(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// The slots that credentials use, so that their captures are kept out of reports.
    pub(in crate::plan) fn slots(&self) -> BTreeSet<crate::plan::SlotId> {
        self.known.values().flat_map(|known| &known.uses).map(|used| used.slot).collect()
    }

    /// Warns of credentials and variables that nothing uses.
    pub(in crate::plan) fn warn_of_unused(&self, names: &mut Names<'_>) {
        let credentials = names.suite.credentials.iter().map(|credential| &credential.name);
        for name in credentials.filter(|name| !self.used.contains(&name.text)) {
            let message = format!("nothing is sent with the credential `{}`", name.text);
            let problem = Diagnostic::warning(UNUSED_CREDENTIAL, message);
            names.report(problem.at(name.span, "never used"));
        }
        let unused: Vec<&Text> = names.unused().collect();
        for name in unused {
            let message = format!("nothing uses the variable `{}`", name.text);
            let problem = Diagnostic::warning(UNUSED_VARIABLE, message);
            names.report(problem.at(name.span, "never used"));
        }
    }
}

fn check(name: &Text, known: &BTreeMap<String, Known>, names: &mut Names<'_>) {
    if name.text == "nobody" || known.contains_key(&name.text) {
        return;
    }
    let message = format!("there are no credentials `{}`", name.text);
    let all = || known.keys().map(String::as_str).chain(["nobody"]);
    let mut problem = Diagnostic::error(UNKNOWN_CREDENTIAL, message)
        .at(name.span, "not in `credentials`")
        .suggest(&name.text, all());
    if problem.help.is_empty() {
        let all: Vec<&str> = all().collect();
        problem = problem.help(format!("the credentials are: {}", all.join(", ")));
    }
    names.report(problem);
}

fn prepare(credential: &Credential, tokens: &[Token], names: &mut Names<'_>) -> Known {
    let mut scope = Scope::new(("credentials", &credential.name.text), None);
    let plan = match &credential.kind {
        CredentialKind::Bearer(token) => CredentialPlan::Bearer(secret(token, names, &mut scope)),
        CredentialKind::Basic { user, password } => {
            let user = value(user, names, &mut scope);
            CredentialPlan::Basic { user, password: secret(password, names, &mut scope) }
        }
        CredentialKind::Header(fields) => {
            let fields = secrets(fields, names, &mut scope).into_iter();
            // A name that is none was reported when the suite was read.
            let field = |(name, value): (String, Scalar)| Some((name.parse().ok()?, value));
            CredentialPlan::Header(fields.filter_map(field).collect())
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
            // A token that no case uses is not fetched.
            let slot = token.map_or(SlotId(usize::MAX), |token| {
                let (span, name) = (credential.name.span, token.id.clone());
                scope.uses.push(Use { case: Some(token.case), slot: token.slot, name, span });
                token.slot
            });
            CredentialPlan::OAuth2(slot)
        }
    };
    let certificate = credential.certificate.as_ref();
    let identity = certificate.and_then(|it| names.identity(it, &mut scope));
    Known { plan: Arc::new(plan), identity, uses: scope.uses }
}

fn secrets(
    members: &[Named<Secret>],
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Vec<(String, Scalar)> {
    let member =
        |member: &Named<Secret>| (member.name.text.clone(), secret(&member.value, names, scope));
    members.iter().map(member).collect()
}

/// A value that no report may show.
pub(in crate::plan) fn secret(of: &Secret, names: &mut Names<'_>, scope: &mut Scope<'_>) -> Scalar {
    let value = value(of, names, scope);
    if let Scalar::Known(text) = &value {
        names.secret(text);
        // `Token abc`: what counts is behind the scheme.
        if let Some((_, rest)) = text.rsplit_once(' ') {
            names.secret(rest);
        }
    }
    value
}

/// A value as it is written, or as it stands in its file.
pub(in crate::plan) fn value(of: &Secret, names: &mut Names<'_>, scope: &mut Scope<'_>) -> Scalar {
    match of {
        Secret::Text(template) => names.scalar(template, scope),
        // Where nothing will be sent no secret needs to be there.
        Secret::File(_) if names.given.environment.is_none() => Scalar::Known(String::new()),
        Secret::File(path) => {
            let line = names.file(path, scope).and_then(|(_, bytes)| {
                let line = only_line(&bytes);
                if line.is_none() {
                    let problem = Diagnostic::error(BAD_SECRET, "the file is not one line of text");
                    let help = "a credential's file has the value and nothing else; a line break at its end does no harm";
                    names.report(problem.at(path.span, "this file").help(help));
                }
                line
            });
            if let Some(line) = &line {
                names.secret(line);
            }
            Scalar::Known(line.unwrap_or_default())
        }
    }
}

/// The one line of a file, without the line break that editors put at its end.
fn only_line(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    (!line.is_empty() && !line.contains(char::is_control)).then(|| line.to_owned())
}

fn check_cookie(name: &Text, value: &Scalar, names: &mut Names<'_>) {
    if let Scalar::Known(text) = value
        && names.given.environment.is_some()
        && !is_cookie_value(text)
    {
        let message = format!("this cannot be the value of the cookie `{}`", name.text);
        let problem = Diagnostic::error(BAD_COOKIE, message).at(name.span, "this cookie");
        names.report(
            problem.help("white space, `\"`, `,`, `;` and `\\` are not allowed (RFC 6265)"),
        );
    }
}
