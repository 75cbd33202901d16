//! Redaction of header fields that carry credentials.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, header};

/// The replacement for a secret.
pub(super) const MASKED: &str = "***";

/// Returns the value of a field without the credentials that the field carries by definition.
///
/// `masked` masks the known secrets first. A secret can contain a separator such as `;`, and splitting the value at
/// that separator first would leave parts of the secret unmasked.
pub(super) fn shown(name: &HeaderName, raw: &str, masked: impl FnOnce() -> String) -> String {
    match *name {
        header::AUTHORIZATION | header::PROXY_AUTHORIZATION => without_credentials(raw, masked),
        header::COOKIE => without_cookies(&masked()),
        header::SET_COOKIE => without_new_cookie(&masked()),
        _ => masked(),
    }
}

/// Returns the value of a field as text. Bytes that are not UTF-8 become `\xNN`.
pub(super) fn printable(value: &HeaderValue) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(value.as_bytes()) {
        return text.into();
    }
    let mut text = String::new();
    for chunk in value.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02X}")));
    }
    text.into()
}

/// The authentication schemes that stay readable even if the whole field value is a secret.
const SCHEMES: [&str; 4] = ["Basic", "Bearer", "Digest", "DPoP"];

/// Masks credentials and keeps their scheme. A reader needs the scheme, and the scheme is not a secret.
fn without_credentials(raw: &str, masked: impl FnOnce() -> String) -> String {
    let scheme = raw.split_once(' ').map(|(scheme, _)| scheme);
    if let Some(known) =
        scheme.filter(|it| SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(it)))
    {
        return [known, " ", MASKED].concat();
    }
    match masked().split_once(' ') {
        Some((scheme, _)) => format!("{scheme} {MASKED}"),
        None => MASKED.to_owned(),
    }
}

fn without_cookies(value: &str) -> String {
    value.split("; ").map(without_value).collect::<Vec<_>>().join("; ")
}

fn without_new_cookie(value: &str) -> String {
    match value.split_once(';') {
        Some((pair, attributes)) => format!("{};{attributes}", without_value(pair)),
        None => without_value(value),
    }
}

fn without_value(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, _)) => format!("{name}={MASKED}"),
        None => MASKED.to_owned(),
    }
}
