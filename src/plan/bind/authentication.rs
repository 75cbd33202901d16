//! The credentials of a request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::{AUTHORIZATION, COOKIE};
use url::form_urlencoded::byte_serialize;

use crate::http::Request;
use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::model::credential::CredentialPlan;
use crate::plan::model::value::Scalar;

impl Bindings {
    /// Adds credentials to a request. `own` are the members of the query that the case itself writes: they are
    /// in the request already, and credentials do not override them.
    pub(in crate::plan) fn authenticate(
        &self,
        credentials: Option<&CredentialPlan>,
        own: &[(String, Scalar)],
        request: &mut Request,
    ) -> Result<(), BindError> {
        let value = match credentials {
            None => return Ok(()),
            Some(CredentialPlan::Bearer(token)) => bearer(&self.text(token)?),
            Some(CredentialPlan::OAuth2(slot)) => bearer(&self.captured_text(*slot)?),
            Some(CredentialPlan::Basic { user, password }) => {
                let (user, password) = (self.text(user)?, self.text(password)?);
                // The server takes the first colon as the end of the user name.
                if user.contains(':') {
                    let reason = "a user name for `basic` must not contain a colon (RFC 7617)";
                    return Err(BindError::new(reason));
                }
                basic(&user, &password)
            }
            Some(CredentialPlan::Client { id, secret }) => {
                // Each part is form-encoded first (RFC 6749, section 2.3.1), so an id may contain a colon.
                let encoded = |part: &str| byte_serialize(part.as_bytes()).collect::<String>();
                basic(&encoded(&self.text(id)?), &encoded(&self.text(secret)?))
            }
            Some(CredentialPlan::Header(fields)) => {
                for (name, value) in fields {
                    let value = header_value(name, &self.text(value)?)?;
                    request.headers.insert(name, sensitive(value));
                }
                return Ok(());
            }
            Some(CredentialPlan::Query(members)) => {
                for (name, value) in members {
                    // The case may send another value on purpose, and two values of one member would be
                    // ambiguous.
                    if !own.iter().any(|(own, _)| own == name) {
                        request.url.query_pairs_mut().append_pair(name, &self.text(value)?);
                    }
                }
                return Ok(());
            }
            Some(CredentialPlan::Cookie(cookies)) => {
                if !cookies.is_empty() {
                    let value = header_value(&COOKIE, &self.cookies(cookies)?)?;
                    request.headers.insert(COOKIE, sensitive(value));
                }
                return Ok(());
            }
        };
        let value = header_value(&AUTHORIZATION, &value)?;
        request.headers.insert(AUTHORIZATION, sensitive(value));
        Ok(())
    }

    /// Returns the value of the `Cookie` header field (RFC 6265, section 4.2.1).
    fn cookies(&self, cookies: &[(String, Scalar)]) -> Result<String, BindError> {
        let mut pairs = Vec::with_capacity(cookies.len());
        for (name, value) in cookies {
            let value = self.text(value)?;
            if !is_cookie_value(&value) {
                let reason =
                    format!("the value of the cookie `{name}` has characters that are not allowed");
                return Err(BindError::new(reason));
            }
            pairs.push(format!("{name}={value}"));
        }
        Ok(pairs.join("; "))
    }
}

/// Returns `true` if a cookie may have this value (RFC 6265, section 4.1.1).
pub(in crate::plan) fn is_cookie_value(value: &str) -> bool {
    // A pair of quotes may enclose the value, but a quote may not occur inside it.
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let octets = quoted.unwrap_or(value);
    octets.bytes().all(|octet| octet.is_ascii_graphic() && !b"\",;\\".contains(&octet))
}

fn bearer(token: &str) -> String {
    ["Bearer ", token].concat()
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// Marks a value as a secret, so that debug output does not show it.
fn sensitive(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}
