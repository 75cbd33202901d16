//! Members of bodies and queries that are secret by their name.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memchr2;
use memchr::memmem::Finder;

/// Names whose values are secret wherever they stand (RFC 6749; `OpenID` Connect Core 1.0).
const NAMES: [&str; 5] = ["access_token", "refresh_token", "id_token", "client_secret", "password"];

/// What each of them has in it. Searching for one short word is many times faster than for several names.
static PARTS: LazyLock<[Finder<'static>; 3]> =
    LazyLock::new(|| ["token", "secret", "password"].map(Finder::new));

/// Finds all of them in one pass; none can begin inside another.
static FINDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(NAMES).expect("five names are far from any bound"));

/// Where the values of secret members stand: strings in JSON, values in forms and queries.
///
/// The text is searched, not parsed, because it may be cut, or no JSON at all.
pub(super) fn secret_members(text: &str) -> Vec<Range<usize>> {
    // A value stands behind a quoted name or behind `=`.
    let bytes = text.as_bytes();
    let may_have = memchr2(b'"', b'=', bytes).is_some();
    if !may_have || PARTS.iter().all(|part| part.find(bytes).is_none()) {
        return Vec::new();
    }
    let named = FINDER.find_iter(text).filter_map(|name| {
        let (at, end) = (name.start(), name.end());
        json_value(text, at, end).or_else(|| form_value(text, at, end))
    });
    named.filter(|range| !range.is_empty()).collect()
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
