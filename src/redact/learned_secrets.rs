//! Secrets that an exchange reveals by their place, such as a cookie. They are masked in all later texts.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE};
use percent_encoding::percent_decode_str;

use super::secret_members::secret_members;
use crate::http::{Request, Response};

/// The minimum length in bytes of a value that counts as a secret by its place alone. Shorter values are words.
const SHORTEST: usize = 6;

/// The number of bytes of a body that are searched.
const SEARCHED: usize = 64 << 10;

/// Returns the credentials of a request: those in header fields, and content members with secret names.
pub(super) fn of_request(request: &Request) -> Vec<String> {
    let mut secrets = Vec::new();
    for value in texts(&request.headers, &[AUTHORIZATION, PROXY_AUTHORIZATION]) {
        let (scheme, credentials) = value.split_once(' ').unwrap_or(("", value));
        secrets.push(credentials.trim().to_owned());
        if scheme.eq_ignore_ascii_case("basic") {
            secrets.extend(password(credentials.trim()));
        }
    }
    for value in texts(&request.headers, &[COOKIE]) {
        secrets.extend(value.split(';').filter_map(cookie_value));
    }
    secrets.extend(request.body.as_deref().map(named).unwrap_or_default());
    long_enough(secrets)
}

/// Returns the secrets that a response issues: cookies, and members such as `access_token`.
pub(super) fn of_response(response: &Response) -> Vec<String> {
    let cookies = texts(&response.headers, &[SET_COOKIE]);
    let cookies = cookies.filter_map(|value| cookie_value(value.split(';').next()?));
    long_enough(cookies.chain(named(&response.body)).collect())
}

fn texts<'h>(
    headers: &'h HeaderMap,
    names: &'h [http::HeaderName],
) -> impl Iterator<Item = &'h str> {
    let values = names.iter().flat_map(|name| headers.get_all(name));
    values.filter_map(|value| value.to_str().ok())
}

/// Returns the password of Basic credentials (RFC 7617, section 2).
fn password(credentials: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(credentials).ok()?).ok()?;
    decoded.split_once(':').map(|(_, password)| password.to_owned())
}

fn cookie_value(pair: &str) -> Option<String> {
    pair.split_once('=').map(|(_, value)| value.trim().to_owned())
}

/// Returns the values of members with secret names, both as written and decoded.
fn named(body: &[u8]) -> Vec<String> {
    let window = &body[..body.len().min(SEARCHED)];
    let text = match std::str::from_utf8(window) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(window),
    };
    let values = secret_members(&text).into_iter().map(|range| &text[range]);
    let decoded = |value: &str| {
        let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
        [value.to_owned(), plain]
    };
    values.flat_map(decoded).collect()
}

fn long_enough(secrets: Vec<String>) -> Vec<String> {
    secrets.into_iter().filter(|secret| secret.len() >= SHORTEST).collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderValue, Method};

    use super::*;

    #[track_caller]
    fn check(name: http::HeaderName, value: &'static str, body: &'static str, expected: &[&str]) {
        let request = Request {
            method: Method::POST,
            url: "http://host/".parse().expect("a URL"),
            headers: HeaderMap::from_iter([(name, HeaderValue::from_static(value))]),
            body: Some(Bytes::from_static(body.as_bytes())),
        };
        assert_eq!(of_request(&request), expected);
    }

    #[test]
    fn credentials_of_fields_are_secret() {
        check(AUTHORIZATION, "Bearer abcdefgh", "", &["abcdefgh"]);
        check(AUTHORIZATION, "Basic Ym9iOmh1bnRlcjI=", "", &["Ym9iOmh1bnRlcjI=", "hunter2"]);
        check(COOKIE, "theme=dark; session=s3ss10n", "", &["s3ss10n"]);
    }

    #[test]
    fn members_are_secret_by_their_name() {
        let body = "grant_type=password&password=p%26ssword";
        check(COOKIE, "a=b", body, &["p%26ssword", "p&ssword"]);
        check(COOKIE, "a=b", r#"{"client_secret":"topsecret"}"#, &["topsecret", "topsecret"]);
    }

    #[test]
    fn short_values_are_not_learned() {
        check(AUTHORIZATION, "Bearer abc", "password=test", &[]);
    }
}
