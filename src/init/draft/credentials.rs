//! `credentials`: one for each way to authenticate that an operation needs, its secrets in the environment.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::naming::{self, Unique};
use crate::contract::{Operation, ParameterPlace, SchemeNeed, SecurityNeed, SecurityScheme};

/// What a case names that is sent by nobody.
pub(super) const NOBODY: &str = "nobody";

/// A credential of a suite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sender {
    pub(super) name: String,
    pub(super) value: Value,
    /// The environment variables that it reads.
    pub(super) environment: Vec<String>,
    pub(super) notes: Vec<String>,
}

/// The credentials of all operations.
#[derive(Debug, Default)]
pub(super) struct Senders {
    all: Vec<Sender>,
    /// By the names of the schemes that are needed together.
    known: BTreeMap<Vec<String>, usize>,
    /// Of each operation: its credentials, or none.
    of: Vec<Option<usize>>,
}

impl Senders {
    /// The credentials that the operations need. `api` is what the environment's variables begin with.
    pub(super) fn of(operations: &[Operation], api: &str) -> Self {
        let mut senders = Self::default();
        let mut names = Unique::default();
        let mut variables = Variables { api, taken: BTreeMap::new() };
        for operation in operations {
            let need = need(operation);
            let sender = need.map(|need| senders.sender(need, &mut names, &mut variables));
            senders.of.push(sender);
        }
        senders
    }

    /// Who sends the request of an operation: a credential, or nobody.
    pub(super) fn name_of(&self, operation: usize) -> &str {
        self.of[operation].map_or(NOBODY, |at| &self.all[at].name)
    }

    /// A credential by its name.
    pub(super) fn named(&self, name: &str) -> Option<&Sender> {
        self.all.iter().find(|sender| sender.name == name)
    }

    fn sender(
        &mut self,
        need: &SecurityNeed,
        names: &mut Unique,
        variables: &mut Variables<'_>,
    ) -> usize {
        let mut schemes: Vec<String> =
            need.schemes.iter().map(|scheme| scheme.name.clone()).collect();
        schemes.sort();
        if let Some(known) = self.known.get(&schemes) {
            return *known;
        }
        let name = naming::slug(&schemes.join("-and-"));
        let name = names.take(&if name == NOBODY { format!("{name}-else") } else { name });
        self.all.push(sender(name, &need.schemes, variables));
        self.known.insert(schemes, self.all.len() - 1);
        self.all.len() - 1
    }
}

/// The scopes that a token must have for an operation.
pub(super) fn scopes(operation: &Operation) -> impl Iterator<Item = &str> {
    let schemes = need(operation).into_iter().flat_map(|need| &need.schemes);
    schemes.flat_map(|scheme| &scheme.scopes).map(String::as_str)
}

/// What an operation needs: the first alternative that can be met. `None` where nothing is enough.
fn need(operation: &Operation) -> Option<&SecurityNeed> {
    let needs = &operation.security;
    if !operation.needs_credentials() {
        return None;
    }
    let is_known = |need: &&SecurityNeed| need.schemes.iter().all(|scheme| scheme.scheme.is_some());
    needs.iter().find(is_known).or(needs.first())
}

/// Names for variables of the environment, each its own.
struct Variables<'a> {
    api: &'a str,
    /// The scheme that a variable is for.
    taken: BTreeMap<String, String>,
}

impl Variables<'_> {
    /// A variable for what a scheme asks for, as `${env.…}`.
    fn take(&mut self, scheme: &str, what: &str, used: &mut Vec<String>) -> String {
        let short = naming::environment(&[self.api, what]);
        let long = naming::environment(&[self.api, scheme, what]);
        let is_free = |name: &String| self.taken.get(name).is_none_or(|known| known == scheme);
        let name = if is_free(&short) { short } else { long };
        self.taken.insert(name.clone(), scheme.to_owned());
        used.push(name.clone());
        format!("${{env.{name}}}")
    }
}

/// The parts of a credential in the making.
#[derive(Default)]
struct Parts {
    /// Whether there is one scheme only.
    is_alone: bool,
    /// What one scheme alone is written as.
    alone: Option<Value>,
    headers: Map<String, Value>,
    query: Map<String, Value>,
    cookies: Map<String, Value>,
    certificate: Map<String, Value>,
    notes: Vec<String>,
    environment: Vec<String>,
}

fn sender(name: String, schemes: &[SchemeNeed], variables: &mut Variables<'_>) -> Sender {
    let mut parts = Parts { is_alone: schemes.len() == 1, ..Parts::default() };
    for scheme in schemes {
        parts.add(scheme, variables);
    }
    let Parts { alone, headers, query, cookies, certificate, mut notes, environment, .. } = parts;
    let kinds = [("header", headers), ("query", query), ("cookie", cookies)];
    let mut kinds = kinds.into_iter().filter(|(_, members)| !members.is_empty());
    let first = kinds.next();
    for (kind, members) in kinds {
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        notes.push(format!(
            "{} ({kind}) must be put into each case: a credential is of one kind",
            names.join(", ")
        ));
    }
    let mut value = match (alone, first) {
        (Some(Value::Object(alone)), _) => alone,
        (_, Some((kind, members))) => Map::from_iter([(kind.to_owned(), Value::Object(members))]),
        _ => Map::new(),
    };
    value.extend(certificate);
    Sender { name, value: Value::Object(value), environment, notes }
}

impl Parts {
    fn add(&mut self, need: &SchemeNeed, variables: &mut Variables<'_>) {
        let read = &mut self.environment;
        let mut take = |what: &str| variables.take(&need.name, what, read);
        let Some(scheme) = &need.scheme else {
            let value = take("authorization");
            self.headers.insert("Authorization".to_owned(), value.into());
            self.notes.push(format!("the document does not define `{}`", need.name));
            return;
        };
        match scheme {
            SecurityScheme::ApiKey { name, place } => {
                let what = if naming::words(name).len() > 1 { name } else { "api-key" };
                let value =
                    Value::String(take(what.trim_start_matches("X-").trim_start_matches("x-")));
                let members = match place {
                    ParameterPlace::Cookie => &mut self.cookies,
                    ParameterPlace::Query | ParameterPlace::QueryString => &mut self.query,
                    ParameterPlace::Header | ParameterPlace::Path => &mut self.headers,
                };
                members.insert(name.clone(), value);
            }
            SecurityScheme::Http(kind) if kind == "basic" && self.is_alone => {
                let (user, password) = (take("user"), take("password"));
                self.alone = Some(json!({ "basic": { "user": user, "password": password } }));
            }
            SecurityScheme::Http(kind) if kind != "bearer" => {
                let value = take("authorization");
                self.headers.insert("Authorization".to_owned(), value.into());
                self.notes.push(format!("a whole `Authorization` field of the scheme {kind}"));
            }
            SecurityScheme::Http(_)
            | SecurityScheme::OAuth2 { .. }
            | SecurityScheme::OpenIdConnect => {
                let token = take("token");
                if self.is_alone {
                    self.alone = Some(json!({ "bearer": token }));
                } else {
                    let value = format!("Bearer {token}");
                    self.headers.insert("Authorization".to_owned(), value.into());
                }
                self.notes.extend(fetched(scheme));
            }
            SecurityScheme::MutualTls => {
                let (certificate, key) = (take("certificate"), take("key"));
                self.certificate.insert("certificate".to_owned(), certificate.into());
                self.certificate.insert("key".to_owned(), key.into());
                self.notes.push("the paths of two PEM files".to_owned());
            }
        }
    }
}

/// How a token could be fetched by the run itself.
fn fetched(scheme: &SecurityScheme) -> Option<String> {
    let SecurityScheme::OAuth2 { token_url: Some(url) } = scheme else { return None };
    let client = "client-id: …, client-secret: …";
    Some(format!("or fetched by the run itself: oauth2: {{ token-url: {url}, {client} }}"))
}
