//! Removes the credentials of a request, or replaces them by made-up ones of the same shape.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue};

use crate::http::Request;
use crate::plan::bind::bindings::{BindError, header_value};
use crate::plan::bind::made_up_values::corrupted;
use crate::plan::bind::query_members::replace_query_member;
use crate::plan::model::generated_value::PlaceSeed;
use crate::plan::model::probe_change::CredentialCarrier;

/// Removes the credentials of a request.
pub(in crate::plan) fn take_out(request: &mut Request, carriers: &[CredentialCarrier]) {
    for carrier in carriers {
        match carrier {
            CredentialCarrier::Field(name) => drop(request.headers.remove(name)),
            CredentialCarrier::Member(name) => replace_query_member(request, name, None),
        }
    }
}

/// Replaces credentials by made-up ones of the same shape, so that the server parses them and refuses them
/// because they are wrong, not because they are malformed.
///
/// # Errors
///
/// Returns an error if a header field is not text.
pub(in crate::plan) fn corrupt(
    request: &mut Request,
    carriers: &[CredentialCarrier],
    seed: PlaceSeed,
) -> Result<(), BindError> {
    for carrier in carriers {
        match carrier {
            CredentialCarrier::Field(name) => corrupt_field(request, name, seed)?,
            CredentialCarrier::Member(name) => {
                let old = request.url.query_pairs().find(|(own, _)| own == name);
                if let Some(new) = old.map(|(_, old)| corrupted(&old, seed)) {
                    replace_query_member(request, name, Some(&new));
                }
            }
        }
    }
    Ok(())
}

/// Replaces the credentials in a header field. The scheme and the names of cookies stay.
fn corrupt_field(
    request: &mut Request,
    name: &HeaderName,
    seed: PlaceSeed,
) -> Result<(), BindError> {
    let Some(old) = request.headers.get(name) else { return Ok(()) };
    let Ok(text) = old.to_str() else {
        return Err(BindError::new(format!("the header field `{name}` is not text")));
    };
    let new = match text.split_once(' ') {
        Some((scheme, secret)) if *name == AUTHORIZATION => {
            // The scheme stays, because the server decides by it how to check the credentials.
            let basic = scheme.eq_ignore_ascii_case("basic").then(|| password(secret, seed));
            let secret = basic.flatten().unwrap_or_else(|| corrupted(secret, seed));
            format!("{scheme} {secret}")
        }
        _ if *name == COOKIE => cookies(text, seed),
        _ => corrupted(text, seed),
    };
    let mut new: HeaderValue = header_value(name, &new)?;
    // The field may still contain parts of the real credentials, such as the user name.
    new.set_sensitive(true);
    request.headers.insert(name, new);
    Ok(())
}

/// Returns Basic credentials (RFC 7617) with the same user and another password. The server may refuse an unknown
/// user with another error code.
fn password(encoded: &str, seed: PlaceSeed) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(STANDARD.encode(format!("{user}:{}", corrupted(password, seed))))
}

/// Returns cookies (RFC 6265, section 4.2.1) with the same names and other values.
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

    fn places() -> [CredentialCarrier; 2] {
        [CredentialCarrier::Field(COOKIE), CredentialCarrier::Member("key".to_owned())]
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
