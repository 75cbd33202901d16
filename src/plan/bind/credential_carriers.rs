//! Where credentials stand in a request: taking them out, and putting others of their shape there.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

use crate::http::Request;
use crate::plan::CredentialPlan;
use crate::plan::bind::bindings::{BindError, header_value};
use crate::plan::bind::made_up_values::corrupted;
use crate::plan::bind::probe_request::replace_member;
use crate::plan::model::place_seed::PlaceSeed;

/// One place of a request where credentials stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) enum Carrier {
    /// A header field.
    Field(HeaderName),
    /// A member of the query.
    Member(String),
}

/// The places where credentials stand.
pub(in crate::plan) fn carriers(plan: &CredentialPlan) -> Vec<Carrier> {
    match plan {
        CredentialPlan::Bearer(_)
        | CredentialPlan::OAuth2(_)
        | CredentialPlan::Client { .. }
        | CredentialPlan::Basic { .. } => vec![Carrier::Field(AUTHORIZATION)],
        CredentialPlan::Header(fields) => {
            fields.iter().map(|(name, _)| Carrier::Field(name.clone())).collect()
        }
        CredentialPlan::Query(members) => {
            members.iter().map(|(name, _)| Carrier::Member(name.clone())).collect()
        }
        CredentialPlan::Cookie(_) => vec![Carrier::Field(COOKIE)],
    }
}

/// Whether credentials are sent alike: with others a server would not even know who is asking.
pub(in crate::plan) fn are_alike(one: &CredentialPlan, other: &CredentialPlan) -> bool {
    scheme(one) == scheme(other) && carriers(one) == carriers(other)
}

/// The scheme in `Authorization` (RFC 9110, section 11.1).
fn scheme(plan: &CredentialPlan) -> Option<&'static str> {
    match plan {
        CredentialPlan::Bearer(_) | CredentialPlan::OAuth2(_) => Some("Bearer"),
        CredentialPlan::Client { .. } | CredentialPlan::Basic { .. } => Some("Basic"),
        CredentialPlan::Header(_) | CredentialPlan::Query(_) | CredentialPlan::Cookie(_) => None,
    }
}

/// Leaves credentials out of a request.
pub(in crate::plan) fn take_out(request: &mut Request, carriers: &[Carrier]) {
    for carrier in carriers {
        match carrier {
            Carrier::Field(name) => drop(request.headers.remove(name)),
            Carrier::Member(name) => replace_member(request, name, None),
        }
    }
}

/// Puts something of the same shape in the place of credentials.
///
/// # Errors
///
/// If a field is no text.
pub(in crate::plan) fn corrupt(
    request: &mut Request,
    carriers: &[Carrier],
    seed: PlaceSeed,
) -> Result<(), BindError> {
    for carrier in carriers {
        match carrier {
            Carrier::Field(name) => corrupt_field(request, name, seed)?,
            Carrier::Member(name) => {
                let old = request.url.query_pairs().find(|(own, _)| own == name);
                if let Some(new) = old.map(|(_, old)| corrupted(&old, seed)) {
                    replace_member(request, name, Some(&new));
                }
            }
        }
    }
    Ok(())
}

fn corrupt_field(
    request: &mut Request,
    name: &HeaderName,
    seed: PlaceSeed,
) -> Result<(), BindError> {
    let Some(old) = request.headers.get(name) else { return Ok(()) };
    let Ok(text) = old.to_str() else {
        return Err(BindError::new(format!("the header field `{name}` is no text")));
    };
    let new = match text.split_once(' ') {
        Some((scheme, secret)) if *name == AUTHORIZATION => {
            let basic = scheme.eq_ignore_ascii_case("basic").then(|| password(secret, seed));
            let secret = basic.flatten().unwrap_or_else(|| corrupted(secret, seed));
            format!("{scheme} {secret}")
        }
        _ if *name == COOKIE => cookies(text, seed),
        _ => corrupted(text, seed),
    };
    let mut new: HeaderValue = header_value(name, &new)?;
    new.set_sensitive(true);
    request.headers.insert(name, new);
    Ok(())
}

/// Of Basic credentials (RFC 7617) only the password is another.
fn password(encoded: &str, seed: PlaceSeed) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(STANDARD.encode(format!("{user}:{}", corrupted(password, seed))))
}

/// Of cookies (RFC 6265, section 4.2.1) only the values are others.
fn cookies(pairs: &str, seed: PlaceSeed) -> String {
    let pairs = pairs.split("; ").map(|pair| match pair.split_once('=') {
        Some((name, value)) => format!("{name}={}", corrupted(value, seed)),
        None => pair.to_owned(),
    });
    pairs.collect::<Vec<String>>().join("; ")
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;

    fn request() -> Request {
        let headers = [(COOKIE, HeaderValue::from_static("a=one; b=two"))];
        Request {
            method: Method::GET,
            url: "http://host/orders?page=1&key=abc123".parse().expect("a URL"),
            headers: HeaderMap::from_iter(headers),
            body: None,
        }
    }

    fn places() -> [Carrier; 2] {
        [Carrier::Field(COOKIE), Carrier::Member("key".to_owned())]
    }

    #[test]
    fn credentials_in_the_query_and_in_cookies_are_left_out() {
        let mut request = request();
        take_out(&mut request, &places());
        assert_eq!(request.url.as_str(), "http://host/orders?page=1");
        assert!(request.headers.is_empty());
    }

    #[test]
    fn credentials_in_the_query_and_in_cookies_keep_their_names_and_shape() {
        let mut request = request();
        corrupt(&mut request, &places(), PlaceSeed::new(1, "s", "c", 0)).expect("a text");
        let (_, key) = request.url.query_pairs().last().expect("a member");
        assert!(key.len() == 6 && key != "abc123", "{key}");
        let cookies = request.headers[COOKIE].to_str().expect("a text");
        let (one, two) = cookies.split_once("; ").expect("two cookies");
        assert!(one.starts_with("a=") && one.len() == 5 && one != "a=one", "{one}");
        assert!(two.starts_with("b=") && two.len() == 5 && two != "b=two", "{two}");
    }
}
