//! Reads `credentials`.

use std::collections::BTreeSet;

use super::value_reader::Reader;
use super::{BASIC, CERTIFIED, CREDENTIAL, ClientCertificate, Named, OAUTH2, SECRET, Template};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::{Fields, Node, Text, Value};

/// A named credential: one entry of `credentials`.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The name by which cases refer to the credential.
    pub name: Text,
    /// The kind of the credential, with the values to send.
    pub kind: CredentialKind,
    /// The client certificate of its connections.
    pub certificate: Option<ClientCertificate>,
}

/// The kinds of credentials, by the part of a request that carries them.
#[derive(Debug, Clone)]
pub enum CredentialKind {
    /// `bearer`: a token in `Authorization` (RFC 6750, section 2.1).
    Bearer(Secret),
    /// `basic`: a user-id and a password in `Authorization` (RFC 7617).
    Basic {
        /// The user-id, which must not contain a colon.
        user: Secret,
        /// The password.
        password: Secret,
    },
    /// `header`: header fields with secret values.
    Header(Vec<Named<Secret>>),
    /// `query`: members of the query with secret values.
    Query(Vec<Named<Secret>>),
    /// `cookie`: cookies with secret values (RFC 6265, section 4.2).
    Cookie(Vec<Named<Secret>>),
    /// `oauth2`: a token that is fetched first.
    OAuth2(Box<OAuth2>),
}

/// A secret value of a credential. Reports never show it.
#[derive(Debug, Clone)]
pub enum Secret {
    /// A text that the suite contains.
    Text(Template),
    /// `file`: the path of a file with the value as its only line.
    File(Template),
}

/// `oauth2`: the settings for fetching a token.
#[derive(Debug, Clone)]
pub struct OAuth2 {
    /// `token-url`: a path of the target, or a full URL.
    pub token_url: Template,
    /// `client-id`: the id of the client at the authorization server.
    pub client_id: Secret,
    /// `client-secret`: the password of the client. A public client has none.
    pub client_secret: Option<Secret>,
    /// `scopes`: the scopes to request. If the list is empty, the server decides.
    pub scopes: Vec<Template>,
    /// `grant`: the grant that the token is requested with.
    pub grant: Grant,
    /// `auth`: the way the client authenticates to the authorization server.
    pub authentication: ClientAuthentication,
}

/// The grant that a token is requested with.
#[derive(Debug, Clone)]
pub enum Grant {
    /// The client requests a token for itself (RFC 6749, section 4.4).
    ClientCredentials,
    /// The client requests a token with a user's name and password (RFC 6749, section 4.3).
    Password {
        /// The name of the user.
        user: Secret,
        /// The password.
        password: Secret,
    },
}

/// The way a client authenticates: RFC 6749, section 2.3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// The client's id and secret are sent in `Authorization`.
    Basic,
    /// The client's id and secret are members of the body.
    Body,
}

impl Reader<'_> {
    pub(super) fn credentials(&mut self, node: Option<&Node>) -> Vec<Credential> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, "credentials", self.problems) else {
            return Vec::new();
        };
        let mut credentials = Vec::new();
        for entry in fields.entries() {
            let name = entry.key.clone();
            if name.text == "nobody" {
                let message = "`nobody` is reserved for requests without credentials";
                self.report(Diagnostic::error(Code::BAD_NAME, message).at(name.span, "reserved"));
            }
            // A faulty credential is kept, so that the cases that name it are not reported too.
            let certificate = self.certificate(&entry.value);
            let kind = self.credential(&name, &entry.value);
            let kind = kind.unwrap_or(CredentialKind::Header(Vec::new()));
            credentials.push(Credential { name, kind, certificate });
        }
        credentials
    }

    fn credential(&mut self, name: &Text, node: &Node) -> Option<CredentialKind> {
        let before = self.problems.len();
        let fields = Fields::of(node, "a credential", CERTIFIED, self.problems)?;
        let mut kinds =
            fields.entries().filter(|entry| CREDENTIAL.iter().any(|k| k.name == entry.key.text));
        let (kind, other) = (kinds.next(), kinds.next());
        if let Some(other) = other {
            let message = format!("the credential `{}` has two kinds", name.text);
            self.report(
                Diagnostic::error(Code::BAD_CREDENTIAL, message)
                    .at(other.key.span, "the second kind"),
            );
        }
        let Some(kind) = kind else {
            if self.problems.len() == before && fields.get("certificate").is_none() {
                let message = format!("the credential `{}` is empty", name.text);
                let kinds: Vec<&str> =
                    CREDENTIAL.iter().map(|kind| kind.name).chain(["certificate"]).collect();
                let help = format!("add one of: {}", kinds.join(", "));
                let problem = Diagnostic::error(Code::BAD_CREDENTIAL, message);
                self.report(problem.at(node.span, "sends nothing").help(help));
            }
            return None;
        };
        match kind.key.text.as_str() {
            "bearer" => self.secret(&kind.value, "bearer").map(CredentialKind::Bearer),
            "basic" => {
                let fields = Fields::of(&kind.value, "basic", BASIC, self.problems)?;
                let (user, password) = self.user(&fields);
                Some(CredentialKind::Basic { user: user?, password: password? })
            }
            "query" => Some(CredentialKind::Query(self.secrets(&kind.value, "query"))),
            "cookie" => {
                let cookies = self.secrets(&kind.value, "cookie");
                self.cookie_names(cookies.iter().map(|cookie| &cookie.name));
                Some(CredentialKind::Cookie(cookies))
            }
            "oauth2" => self.oauth2(&kind.value).map(Box::new).map(CredentialKind::OAuth2),
            _ => {
                let fields = self.secrets(&kind.value, "header");
                self.header_names(fields.iter().map(|field| &field.name));
                Some(CredentialKind::Header(fields))
            }
        }
    }

    /// Reads `user` and `password`, which are both required.
    fn user(&mut self, fields: &Fields<'_>) -> (Option<Secret>, Option<Secret>) {
        let user = fields.require("user", self.problems);
        let password = fields.require("password", self.problems);
        let user = user.and_then(|node| self.secret(node, "user"));
        (user, password.and_then(|node| self.secret(node, "password")))
    }

    /// Reads a text, or the path of a file that contains the text.
    fn secret(&mut self, node: &Node, owner: &str) -> Option<Secret> {
        if !matches!(node.value, Value::Mapping(_)) {
            return self.template(node, owner).map(Secret::Text);
        }
        let fields = Fields::of(node, "a value in a file", SECRET, self.problems)?;
        let path = fields.require("file", self.problems)?;
        self.template(path, "file").map(Secret::File)
    }

    /// Reads a mapping with free keys and secret values.
    fn secrets(&mut self, node: &Node, owner: &'static str) -> Vec<Named<Secret>> {
        let Some(fields) = Fields::open(node, owner, self.problems) else { return Vec::new() };
        let mut members = Vec::new();
        for entry in fields.entries() {
            self.literal_key(&entry.key);
            if let Some(value) = self.secret(&entry.value, &entry.key.text) {
                members.push(Named { name: entry.key.clone(), value });
            }
        }
        members
    }

    /// Reports invalid names of cookies. A name is a token, like the name of a header field (RFC 6265, section 4.1.1).
    fn cookie_names<'n>(&mut self, names: impl Iterator<Item = &'n Text>) {
        for name in names {
            if http::HeaderName::from_bytes(name.text.as_bytes()).is_err() {
                let message = format!("`{}` cannot be the name of a cookie", name.text);
                self.report(
                    Diagnostic::error(Code::BAD_COOKIE, message)
                        .at(name.span, "not a cookie name")
                        .help(
                            "a cookie name consists of letters, digits and characters such as `-` and `_`",
                        ),
                );
            }
        }
    }

    fn oauth2(&mut self, node: &Node) -> Option<OAuth2> {
        let fields = Fields::of(node, "oauth2", OAUTH2, self.problems)?;
        let url = fields.require("token-url", self.problems);
        let client_id = fields.require("client-id", self.problems);
        let token_url = url.and_then(|node| self.token_url(node));
        let client_id = client_id.and_then(|node| self.secret(node, "client-id"));
        let client_secret =
            fields.get("client-secret").and_then(|node| self.secret(node, "client-secret"));
        let grant = self.grant(&fields);
        let authentication =
            self.word(&fields, "auth", &["basic", "body"]).map(|word| match word {
                "body" => ClientAuthentication::Body,
                _ => ClientAuthentication::Basic,
            });
        Some(OAuth2 {
            token_url: token_url?,
            client_id: client_id?,
            client_secret,
            scopes: self.scopes(&fields),
            grant: grant?,
            authentication: authentication?,
        })
    }

    /// Reads `token-url`: a path or a full URL.
    fn token_url(&mut self, node: &Node) -> Option<Template> {
        let url = self.template(node, "token-url")?;
        let is_url = |text: &str| url::Url::parse(text).is_ok_and(|url| url.has_host());
        if url.literal().is_some_and(|text| !text.starts_with('/') && !is_url(text)) {
            let message = "`token-url` is neither a path of the target nor a full URL";
            let problem = Diagnostic::error(Code::BAD_PATH, message).at(url.span, "this URL");
            self.report(problem.help("a path begins with `/`, a URL with `https://` and a host"));
        }
        Some(url)
    }

    /// Reads the grant, and reports missing and superfluous keys.
    fn grant(&mut self, fields: &Fields<'_>) -> Option<Grant> {
        // `authorization_code` is not offered, because it needs a browser.
        let grants = ["client_credentials", "password"];
        let of = self.word(fields, "grant", &grants)?;
        if of == "password" {
            let missing = ["user", "password"].into_iter().find(|key| fields.get(key).is_none());
            if let Some(missing) = missing {
                let message = format!("the grant `password` needs a `{missing}`");
                self.bad_grant(message, fields.span(), "missing here");
                return None;
            }
            let (user, password) = self.user(fields);
            return Some(Grant::Password { user: user?, password: password? });
        }
        let foreign = ["user", "password"].into_iter().find_map(|key| fields.entry(key));
        if let Some(entry) = foreign {
            let message = format!("the grant `client_credentials` has no `{}`", entry.key.text);
            self.bad_grant(message, entry.key.span, "never sent");
        } else if fields.get("client-secret").is_none() {
            let message = "the grant `client_credentials` needs a `client-secret`".to_owned();
            self.bad_grant(message, fields.span(), "missing here");
        }
        Some(Grant::ClientCredentials)
    }

    fn bad_grant(&mut self, message: String, span: Span, label: &str) {
        let problem = Diagnostic::error(Code::BAD_GRANT, message).at(span, label.to_owned());
        self.report(problem.help("`user` and `password` belong to `grant: password`"));
    }

    /// Reads one of several words. The default is the first word.
    fn word(
        &mut self,
        fields: &Fields<'_>,
        key: &'static str,
        words: &[&'static str],
    ) -> Option<&'static str> {
        let Some(node) = fields.get(key) else { return words.first().copied() };
        let known = match &node.value {
            Value::String(text) => words.iter().find(|word| *word == text),
            _ => None,
        };
        if known.is_none() {
            let message = format!("`{key}` must be one of: {}", words.join(", "));
            let problem =
                Diagnostic::error(Code::WRONG_TYPE, message).at(node.span, "not one of them");
            self.report(problem);
        }
        known.copied()
    }

    /// Reads a list of scopes, or one text with scopes separated by spaces (RFC 6749, section 3.3).
    fn scopes(&mut self, fields: &Fields<'_>) -> Vec<Template> {
        let scopes = fields.texts("scopes", self.problems);
        let mut seen = BTreeSet::new();
        let scopes = scopes.into_iter().filter(|scope| seen.insert(scope.text.clone()));
        scopes.map(|scope| Template::parse(&scope, self.sources, self.problems)).collect()
    }
}

/// Returns `true` if any of `credentials` uses OAuth 2.0.
pub(super) fn fetches_tokens(credentials: &Node) -> bool {
    let Value::Mapping(credentials) = &credentials.value else { return false };
    credentials.entries.iter().any(|credential| match &credential.value.value {
        Value::Mapping(kinds) => kinds.get("oauth2").is_some(),
        _ => false,
    })
}
