//! Members of bodies and queries whose names mark their values as secret.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memchr2;
use memchr::memmem::Finder;

/// The names of members whose values are always secret (RFC 6749; `OpenID` Connect Core 1.0).
const NAMES: [&str; 5] = ["access_token", "refresh_token", "id_token", "client_secret", "password"];

/// Words of which each name contains one. Searching for a short word is many times faster than searching for all
/// names, and most texts contain none.
static PARTS: LazyLock<[Finder<'static>; 3]> =
    LazyLock::new(|| ["token", "secret", "password"].map(Finder::new));

/// Finds all names in one pass. No name starts inside another name.
static FINDER: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(NAMES).expect("five names are far from any bound"));

/// Returns the ranges of the values of secret members: strings in JSON, values in forms and queries.
///
/// The text is searched and not parsed, because it can be shortened or can have any format.
pub(super) fn secret_members(text: &str) -> Vec<Range<usize>> {
    // A value follows a quoted name or `=`. A text without either needs no search.
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

/// Returns the range of the JSON string after `"name":`, without its quotes.
fn json_value(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    if !text[..at].ends_with('"') {
        return None;
    }
    let behind = text[end..].strip_prefix('"')?.trim_start().strip_prefix(':')?.trim_start();
    let value = behind.strip_prefix('"')?;
    let start = text.len() - value.len();
    Some(start..start + string_length(value))
}

/// Returns the length of a JSON string up to its closing quote, or up to the end of a shortened text.
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

/// Returns the range of the value after `name=`. The name must be at the start or follow `?`, `&` or `#`.
fn form_value(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    if !(at == 0 || text[..at].ends_with(['?', '&', '#'])) {
        return None;
    }
    let value = text[end..].strip_prefix('=')?;
    let start = text.len() - value.len();
    let length = value.find(['&', '#', '"', ' ', '\n', '\r']).unwrap_or(value.len());
    Some(start..start + length)
}
