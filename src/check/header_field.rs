//! The values of header fields.

use http::{HeaderMap, HeaderName};

/// Returns the value of a header field. Values of repeated fields are joined by a comma and a space (RFC 9110,
/// section 5.3).
pub(super) fn field(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let first = values.next()?.into_owned();
    Some(values.fold(first, |joined, value| joined + ", " + &value))
}

/// Returns the values of all lines of a header field. A value that is no UTF-8 is read with replacement characters.
pub(super) fn lines(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let values = headers.get_all(name).iter();
    values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}
