//! The security requirements of operations.

use std::collections::BTreeMap;

use super::files::At;
use super::parameters::place;
use super::reading_state::Reading;
use super::version::Version;
use crate::contract::{Operation, SchemeNeed, SecurityNeed, SecurityScheme};
use crate::diagnostic::Code;

impl<'n> Reading<'n, '_> {
    /// Reads the security schemes of the document.
    pub(super) fn read_security_schemes(
        &mut self,
        root: &At<'n>,
    ) -> BTreeMap<String, SecurityScheme> {
        let all = match self.version {
            Version::V2 => root.get("securityDefinitions"),
            _ => root.get("components").and_then(|parts| parts.get("securitySchemes")),
        };
        let mut schemes = BTreeMap::new();
        for (name, written) in all.map(|all| all.entries_all()).unwrap_or_default() {
            let Some(at) = self.resolve_softly(&written) else { continue };
            schemes.extend(scheme(&at).map(|scheme| (name.to_owned(), scheme)));
        }
        schemes
    }

    /// Reads `security` of an operation or of the document. Returns `None` if `security` is absent.
    pub(super) fn security_of(&mut self, owner: &At<'n>) -> Option<Vec<SecurityNeed>> {
        let written = owner.get("security")?;
        let mut needs = Vec::new();
        for need in written.items() {
            let mut schemes = Vec::new();
            for (name, scopes) in need.entries_all() {
                let scheme = self.security_schemes.get(name).cloned();
                if scheme.is_none() {
                    let message = format!("the document defines no security scheme `{name}`");
                    self.warn(Code::OPENAPI_VALUE, message, &scopes);
                }
                let scopes =
                    scopes.items().iter().filter_map(At::text).map(str::to_owned).collect();
                schemes.push(SchemeNeed { name: name.to_owned(), scheme, scopes });
            }
            needs.push(SecurityNeed { schemes });
        }
        // An empty list removes the requirements of the document (3.0.4, section 4.7.10.1).
        Some(if needs.is_empty() { vec![NOTHING] } else { needs })
    }
}

/// A requirement that needs no credentials.
const NOTHING: SecurityNeed = SecurityNeed { schemes: Vec::new() };

/// Marks operations without `security` as open, if any other operation of the document requires credentials.
pub(super) fn open_the_others(operations: &mut [Operation]) {
    if operations.iter().all(|operation| operation.security.is_empty()) {
        return;
    }
    for operation in operations.iter_mut().filter(|operation| operation.security.is_empty()) {
        operation.security.push(NOTHING);
    }
}

fn scheme(at: &At<'_>) -> Option<SecurityScheme> {
    Some(match at.text_of("type")? {
        "basic" => SecurityScheme::Http("basic".to_owned()),
        "http" => SecurityScheme::Http(at.text_of("scheme")?.to_ascii_lowercase()),
        "oauth2" => SecurityScheme::OAuth2 { token_url: token_url(at).map(str::to_owned) },
        "openIdConnect" => SecurityScheme::OpenIdConnect,
        "mutualTLS" => SecurityScheme::MutualTls,
        "apiKey" => SecurityScheme::ApiKey {
            name: at.text_of("name")?.to_owned(),
            place: place(at.text_of("in")?)?,
        },
        _ => return None,
    })
}

/// Returns the token URL of the flow that needs no browser: the `clientCredentials` flow, or the only flow in 2.0.
fn token_url<'n>(at: &At<'n>) -> Option<&'n str> {
    let flows = at.get("flows");
    let flow = |name: &str| flows.as_ref()?.get(name)?.text_of("tokenUrl");
    let old = || {
        let flow = at.text_of("flow").filter(|flow| matches!(*flow, "application" | "password"));
        flow.and_then(|_| at.text_of("tokenUrl"))
    };
    flow("clientCredentials").or_else(|| flow("password")).or_else(old)
}
