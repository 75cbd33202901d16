//! Members of bodies and queries that are secret by their name.

use std::ops::Range;

/// Names whose values are secret wherever they stand (RFC 6749; `OpenID` Connect Core 1.0).
const NAMES: [&str; 5] = ["access_token", "refresh_token", "id_token", "client_secret", "password"];

/// Where the values of secret members stand: strings in JSON, values in forms and queries.
///
/// The text is searched, not parsed, because it may be cut, or no JSON at all.
pub(super) fn secret_members(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for name in NAMES {
        for (at, _) in text.match_indices(name) {
            let end = at + name.len();
            let value = json_value(text, at, end).or_else(|| form_value(text, at, end));
            ranges.extend(value.filter(|range| !range.is_empty()));
        }
    }
    ranges
}

/// The inside of the string behind `"name":`.
fn json_value(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    if !text[..at].ends_with('"') {
        return None;
    }
    let behind = text[end..].strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start();
    let value = behind.strip_prefix('"')?;
    let start = text.len() - value.len();
    Some(start..start + string_length(value))
}

/// Bytes up to the quote that ends a JSON string, or to the end of a text that was cut.
fn string_length(value: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at,
            _ => {}
        }
    }
    value.len()
}

/// The value behind `name=`, where the name stands at the start or behind `?`, `&` or `#`.
fn form_value(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    if !(at == 0 || text[..at].ends_with(['?', '&', '#'])) {
        return None;
    }
    let value = text[end..].strip_prefix('=')?;
    let start = text.len() - value.len();
    let length = value.find(['&', '#', '"', ' ', '\n', '\r']).unwrap_or(value.len());
    Some(start..start + length)
}
