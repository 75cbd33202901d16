//! JSON values written into texts and URLs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything except the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns a value as it appears in a text: a string as it is, any other value as compact JSON. Returns `None` for
/// null, because `null` in a text is nearly always a mistake.
pub(in crate::plan) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Returns a text percent-encoded as one path segment.
pub(in crate::plan) fn path_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}
