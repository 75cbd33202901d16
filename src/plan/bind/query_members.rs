//! Members of form-encoded text: a query or the content of a form.

use url::form_urlencoded;

use crate::http::Request;

/// Replaces or removes a member of the query.
pub(in crate::plan) fn replace_query_member(
    request: &mut Request,
    name: &str,
    value: Option<&str>,
) {
    let query = replaced(request.url.query().unwrap_or_default().as_bytes(), name, value);
    request.url.set_query((!query.is_empty()).then_some(query.as_str()));
}

/// Returns form-encoded text with a member replaced, or removed if `value` is `None`. The new value takes the place
/// of the first member of this name. If there is no such member, the new value is added at the end.
pub(in crate::plan) fn replaced(encoded: &[u8], name: &str, value: Option<&str>) -> String {
    let mut written = form_urlencoded::Serializer::new(String::new());
    let mut placed = false;
    for (key, old) in form_urlencoded::parse(encoded) {
        if key != name {
            written.append_pair(&key, &old);
        } else if let Some(value) = value.filter(|_| !placed) {
            written.append_pair(name, value);
            placed = true;
        }
    }
    if let Some(value) = value.filter(|_| !placed) {
        written.append_pair(name, value);
    }
    written.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_replaced_in_its_place() {
        assert_eq!(replaced(b"a=1&b=2&a=3", "a", Some("x&y")), "a=x%26y&b=2");
        assert_eq!(replaced(b"a=1&b=2", "a", None), "b=2");
    }
}
