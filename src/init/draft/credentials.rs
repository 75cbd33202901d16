//! `credentials`: one entry for each combination of security schemes, with the secrets in the environment.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::naming::{self, UniqueNames};
use crate::contract::{Operation, ParameterPlace, SchemeNeed, SecurityNeed, SecurityScheme};

/// The name that a case uses instead of a credential if the request has none.
pub(super) const NOBODY: &str = "nobody";

/// A drafted entry of `credentials`, as a suite contains it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DraftCredential {
    pub(super) name: String,
    pub(super) value: Value,
    /// The environment variables that the credential reads.
    pub(super) environment: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// The drafted credentials, and the one that each operation needs.
#[derive(Debug, Default)]
pub(super) struct DraftCredentials {
    all: Vec<DraftCredential>,
    /// The index into `all` for each operation. `None`: the operation needs no credential.
    by_operation: Vec<Option<usize>>,
}

impl DraftCredentials {
    /// Drafts the credentials that the operations need. The names of environment variables begin with `api`.
    pub(super) fn of(operations: &[Operation], api: &str) -> Self {
        let mut drafting = CredentialDrafting {
            variables: EnvironmentVariables { api, taken: BTreeMap::new() },
            names: UniqueNames::default(),
            by_schemes: BTreeMap::new(),
            all: Vec::new(),
        };
        let needs = operations.iter().map(need);
        let by_operation =
            needs.map(|need| need.map(|need| drafting.credential_for(need))).collect();
        Self { all: drafting.all, by_operation }
    }

    /// Returns the name of the credential for an operation, or `nobody`.
    pub(super) fn name_for(&self, operation: usize) -> &str {
        self.by_operation[operation].map_or(NOBODY, |at| &self.all[at].name)
    }

    /// Returns the credential with a name.
    pub(super) fn named(&self, name: &str) -> Option<&DraftCredential> {
        self.all.iter().find(|credential| credential.name == name)
    }
}

/// Returns the scopes that a token must have for an operation.
pub(super) fn scopes(operation: &Operation) -> impl Iterator<Item = &str> {
    let schemes = need(operation).into_iter().flat_map(|need| &need.schemes);
    schemes.flat_map(|scheme| &scheme.scopes).map(String::as_str)
}

/// Returns the first alternative whose schemes the document all defines, else the first. `None`: the operation needs no
/// credential.
fn need(operation: &Operation) -> Option<&SecurityNeed> {
    let needs = &operation.security;
    if !operation.needs_credentials() {
        return None;
    }
    let is_defined =
        |need: &&SecurityNeed| need.schemes.iter().all(|scheme| scheme.scheme.is_some());
    needs.iter().find(is_defined).or(needs.first())
}

/// The credentials and the names that were drafted so far.
struct CredentialDrafting<'a> {
    variables: EnvironmentVariables<'a>,
    names: UniqueNames,
    /// The index into `all` by the sorted names of the schemes.
    by_schemes: BTreeMap<Vec<String>, usize>,
    all: Vec<DraftCredential>,
}

impl CredentialDrafting<'_> {
    /// Returns the index of the credential for a combination of schemes, which is added if it is new.
    fn credential_for(&mut self, need: &SecurityNeed) -> usize {
        let mut schemes: Vec<String> =
            need.schemes.iter().map(|scheme| scheme.name.clone()).collect();
        // A request must satisfy all schemes of a requirement, so their order has no meaning.
        schemes.sort();
        if let Some(known) = self.by_schemes.get(&schemes) {
            return *known;
        }
        let name = naming::slug(&schemes.join("-and-"));
        // Suites reserve the name `nobody`.
        let name = if name == NOBODY { format!("{name}-else") } else { name };
        let name = self.names.take(&name);
        self.all.push(credential(name, &need.schemes, &mut self.variables));
        self.by_schemes.insert(schemes, self.all.len() - 1);
        self.all.len() - 1
    }
}

/// The names of environment variables that are in use. Two schemes do not share a variable.
struct EnvironmentVariables<'a> {
    api: &'a str,
    /// The scheme that each variable belongs to.
    taken: BTreeMap<String, String>,
}

impl EnvironmentVariables<'_> {
    /// Returns the name of the variable for one secret of a scheme. The name contains the scheme only if the
    /// shorter name belongs to another scheme.
    fn name(&mut self, scheme: &str, secret: &str) -> String {
        let short = naming::environment(&[self.api, secret]);
        let long = naming::environment(&[self.api, scheme, secret]);
        // A scheme that asks for the same secret again gets the same variable.
        let is_free = |name: &String| self.taken.get(name).is_none_or(|known| known == scheme);
        let name = if is_free(&short) { short } else { long };
        self.taken.insert(name.clone(), scheme.to_owned());
        name
    }
}

fn credential(
    name: String,
    schemes: &[SchemeNeed],
    variables: &mut EnvironmentVariables<'_>,
) -> DraftCredential {
    let mut parts = CredentialParts { is_alone: schemes.len() == 1, ..CredentialParts::default() };
    for scheme in schemes {
        parts.add(scheme, variables);
    }
    let CredentialParts { shorthand, headers, query, cookies, certificate, .. } = parts;
    let (mut notes, environment) = (parts.notes, parts.environment);
    let kinds = [("header", headers), ("query", query), ("cookie", cookies)];
    let mut kinds = kinds.into_iter().filter(|(_, members)| !members.is_empty());
    // A credential of a suite has one kind of members. The notes name the others.
    let first = kinds.next();
    for (kind, members) in kinds {
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        notes.push(format!(
            "add {} ({kind}) to each case: a credential has one kind only",
            names.join(", ")
        ));
    }
    let mut value = match (shorthand, first) {
        (Some(Value::Object(shorthand)), _) => shorthand,
        (_, Some((kind, members))) => Map::from_iter([(kind.to_owned(), Value::Object(members))]),
        _ => Map::new(),
    };
    value.extend(certificate);
    DraftCredential { name, value: Value::Object(value), environment, notes }
}

/// The parts of one credential, collected from all of its security schemes.
#[derive(Default)]
struct CredentialParts {
    /// True if the credential has one scheme, which can use a shorthand such as `bearer`.
    is_alone: bool,
    /// The value of a scheme that is used alone: `basic` or `bearer`.
    shorthand: Option<Value>,
    headers: Map<String, Value>,
    query: Map<String, Value>,
    cookies: Map<String, Value>,
    certificate: Map<String, Value>,
    notes: Vec<String>,
    environment: Vec<String>,
}

impl CredentialParts {
    fn add(&mut self, need: &SchemeNeed, variables: &mut EnvironmentVariables<'_>) {
        let environment = &mut self.environment;
        let mut reference = |secret: &str| {
            let name = variables.name(&need.name, secret);
            let reference = format!("${{env.{name}}}");
            environment.push(name);
            reference
        };
        let Some(scheme) = &need.scheme else {
            let value = reference("authorization");
            self.headers.insert("Authorization".to_owned(), value.into());
            self.notes.push(format!("the document does not define `{}`", need.name));
            return;
        };
        match scheme {
            SecurityScheme::ApiKey { name, place } => {
                // A single word such as `key` does not tell what the variable is for.
                let secret = if naming::words(name).len() > 1 { name } else { "api-key" };
                // `X-` means nothing (RFC 6648), so the name of the variable does without it.
                let secret = secret.trim_start_matches("X-").trim_start_matches("x-");
                let value = Value::String(reference(secret));
                let members = match place {
                    ParameterPlace::Cookie => &mut self.cookies,
                    ParameterPlace::Query | ParameterPlace::QueryString => &mut self.query,
                    ParameterPlace::Header | ParameterPlace::Path => &mut self.headers,
                };
                members.insert(name.clone(), value);
            }
            SecurityScheme::Http(kind) if kind == "basic" && self.is_alone => {
                let (user, password) = (reference("user"), reference("password"));
                self.shorthand = Some(json!({ "basic": { "user": user, "password": password } }));
            }
            // Schemes such as Digest compute the field from the request, so the author supplies the whole value.
            SecurityScheme::Http(kind) if kind != "bearer" => {
                let value = reference("authorization");
                self.headers.insert("Authorization".to_owned(), value.into());
                self.notes.push(format!("a complete `Authorization` header field, scheme {kind}"));
            }
            SecurityScheme::Http(_)
            | SecurityScheme::OAuth2 { .. }
            | SecurityScheme::OpenIdConnect => {
                let token = reference("token");
                if self.is_alone {
                    self.shorthand = Some(json!({ "bearer": token }));
                } else {
                    let value = format!("Bearer {token}");
                    self.headers.insert("Authorization".to_owned(), value.into());
                }
                self.notes.extend(oauth2_note(scheme));
            }
            SecurityScheme::MutualTls => {
                let (certificate, key) = (reference("certificate"), reference("key"));
                self.certificate.insert("certificate".to_owned(), certificate.into());
                self.certificate.insert("key".to_owned(), key.into());
                self.notes.push("the paths of two PEM files".to_owned());
            }
        }
    }
}

/// Describes how the run itself could fetch the token.
fn oauth2_note(scheme: &SecurityScheme) -> Option<String> {
    let SecurityScheme::OAuth2 { token_url: Some(url) } = scheme else { return None };
    let client = "client-id: …, client-secret: …";
    Some(format!("or let the run fetch the token: oauth2: {{ token-url: {url}, {client} }}"))
}
