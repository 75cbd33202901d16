//! `credentials` and `as`: who sends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::HeaderName;

use super::names::{Names, Scope, Use};
use super::shared::Brought;
use super::{CredentialPlan, Scalar};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Text;
use crate::suite::{Case, Credential, CredentialKind};

const UNKNOWN_CREDENTIAL: Code = Code("unknown-credential");
const UNUSED_CREDENTIAL: Code = Code("unused-credential");
const UNUSED_VARIABLE: Code = Code("unused-variable");

/// A credential with the captured values that it uses.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) plan: Arc<CredentialPlan>,
    pub(super) uses: Vec<Use>,
}

impl Known {
    /// The same credential as those know it that use its file.
    pub(super) fn of_another(&self) -> Self {
        let uses = self.uses.iter().map(|used| Use { case: None, ..used.clone() });
        Self { plan: Arc::clone(&self.plan), uses: uses.collect() }
    }
}

/// The credentials of one suite.
pub(super) struct Credentials {
    known: BTreeMap<String, Known>,
    used: BTreeSet<String>,
}

impl Credentials {
    /// Prepares all credentials of a suite, beside those that are brought; their known texts become
    /// secrets.
    pub(super) fn new(names: &mut Names<'_>, brought: &Brought) -> Self {
        let brought = brought.credentials();
        let mut known: BTreeMap<String, Known> =
            brought.map(|(name, known)| (name.clone(), known.clone())).collect();
        for credential in &names.suite.credentials {
            known.insert(credential.name.text.clone(), prepare(credential, names));
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
    pub(super) fn of(&mut self, case: &Case, names: &mut Names<'_>) -> Option<&Known> {
        if let Some(own) = &case.credentials {
            self.used.insert(own.text.clone());
            check(own, &self.known, names);
        }
        let name = case.credentials.as_ref().or(names.suite.default_credentials.as_ref())?;
        self.known.get(&name.text)
    }

    /// The credentials of a name that stands elsewhere than in `as` of a case.
    pub(super) fn other(&mut self, name: &Text, names: &mut Names<'_>) -> Option<&Known> {
        self.used.insert(name.text.clone());
        check(name, &self.known, names);
        self.known.get(&name.text)
    }

    /// The credentials of this name.
    pub(super) fn named(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// The slots that credentials use, so that their captures are kept out of reports.
    pub(super) fn slots(&self) -> BTreeSet<super::SlotId> {
        self.known.values().flat_map(|known| &known.uses).map(|used| used.slot).collect()
    }

    /// Warns of credentials and variables that nothing uses.
    pub(super) fn warn_of_unused(&self, names: &mut Names<'_>) {
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

fn prepare(credential: &Credential, names: &mut Names<'_>) -> Known {
    let mut scope = Scope::new(format!("credentials/{}", credential.name.text), None);
    let plan = match &credential.kind {
        CredentialKind::Bearer(token) => {
            let token = names.scalar(token, &mut scope);
            keep_secret(&token, names);
            CredentialPlan::Bearer(token)
        }
        CredentialKind::Basic { user, password } => {
            let user = names.scalar(user, &mut scope);
            let password = names.scalar(password, &mut scope);
            keep_secret(&password, names);
            CredentialPlan::Basic { user, password }
        }
        CredentialKind::Header(fields) => {
            let mut headers = Vec::new();
            for field in fields {
                let value = names.scalar(&field.value, &mut scope);
                keep_secret(&value, names);
                // A name that is none was reported when the suite was read.
                let name = HeaderName::from_bytes(field.name.text.as_bytes());
                headers.extend(name.ok().map(|name| (name, value)));
            }
            CredentialPlan::Header(headers)
        }
    };
    Known { plan: Arc::new(plan), uses: scope.uses }
}

fn keep_secret(scalar: &Scalar, names: &mut Names<'_>) {
    if let Scalar::Known(text) = scalar {
        names.secret(text);
        // `Token abc`: what counts is behind the scheme.
        if let Some((_, rest)) = text.rsplit_once(' ') {
            names.secret(rest);
        }
    }
}
