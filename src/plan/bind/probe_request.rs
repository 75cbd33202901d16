//! The request of a probe: that of its control, with one change.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, Method};
use serde_json::Value;

use crate::http::Request;
use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::bind::credential_carriers::{corrupt, take_out};
use crate::plan::bind::made_up_values::absent;
use crate::plan::bind::query_members::{replace_query_member, replaced};
use crate::plan::model::json_place::JsonPlace;
use crate::plan::model::probe_change::{Change, ChangeKind};
use crate::plan::value_text::{path_segment, text_of};

impl Bindings {
    /// Returns the request of a probe, made from the request that its control sent.
    ///
    /// # Errors
    ///
    /// Returns an error if the change does not apply to that request, or a captured value is missing.
    pub fn changed(&self, change: &Change, control: &Request) -> Result<Request, BindError> {
        let mut request = control.clone();
        match &change.0 {
            ChangeKind::Nothing => {}
            ChangeKind::NoCredentials(carriers) => take_out(&mut request, carriers),
            ChangeKind::Corrupted(carriers, seed) => corrupt(&mut request, carriers, *seed)?,
            ChangeKind::Credentials(carriers, other) => {
                take_out(&mut request, carriers);
                // The other credentials are the change itself, so no member of the query takes precedence over
                // them.
                self.authenticate(other.as_deref(), &[], &mut request)?;
            }
            ChangeKind::Segment { from_end, absent: given, seed } => {
                replace_segment(&mut request, *from_end, |old| {
                    given.clone().unwrap_or_else(|| absent(old, *seed))
                })?;
            }
            ChangeKind::Method(method) => {
                request.method = method.clone();
                // Content has no defined meaning for these methods (RFC 9110, sections 9.3.1, 9.3.5 and
                // 9.3.7). A server that refused the content would not show whether it refuses the method.
                if matches!(*method, Method::GET | Method::OPTIONS | Method::DELETE) {
                    request.body = None;
                    without(&mut request, &[CONTENT_TYPE, CONTENT_LENGTH]);
                }
            }
            ChangeKind::Header(name, value) => {
                request.headers.remove(name);
                if let Some(value) = value {
                    let value = header_value(name, &self.text(value)?)?;
                    request.headers.insert(name, value);
                }
            }
            ChangeKind::Query(name, value) => {
                let value = value.as_ref().map(|value| self.text(value)).transpose()?;
                replace_query_member(&mut request, name, value.as_deref());
            }
            ChangeKind::Truncated => request.body = Some(first_half(request.body.as_ref())?),
            ChangeKind::Json(place, value) => {
                let value = value.as_ref().map(|value| self.value(value)).transpose()?;
                request.body = Some(edited(request.body.as_ref(), place, value)?);
            }
            ChangeKind::Form(name, value) => {
                let value = value.as_ref().map(|value| self.value(value)).transpose()?;
                let value = value.map(|value| text_of(&value).unwrap_or_default());
                let form = request.body.clone().unwrap_or_default();
                request.body = Some(replaced(&form, name, value.as_deref()).into());
            }
        }
        Ok(request)
    }
}

fn without(request: &mut Request, names: &[HeaderName]) {
    for name in names {
        request.headers.remove(name);
    }
}

/// Replaces a path segment, counted from the end. `other` gets the decoded segment.
fn replace_segment(
    request: &mut Request,
    from_end: usize,
    other: impl Fn(&str) -> String,
) -> Result<(), BindError> {
    let nothing = || BindError::new("the path has no such segment");
    let path = request.url.path().to_owned();
    let mut segments: Vec<&str> = path.split('/').collect();
    let at = segments.len().checked_sub(from_end + 1).ok_or_else(nothing)?;
    let old = percent_encoding::percent_decode_str(segments[at]).decode_utf8_lossy();
    let new = path_segment(&other(&old));
    segments[at] = &new;
    request.url.set_path(&segments.join("/"));
    Ok(())
}

/// Returns the first half of a JSON object or list. It is never valid JSON, because the closing bracket is missing.
fn first_half(content: Option<&Bytes>) -> Result<Bytes, BindError> {
    let content = content.filter(|content| matches!(content.first(), Some(b'{' | b'[')));
    let content =
        content.ok_or_else(|| BindError::new("the content is not a JSON object or list"))?;
    let text = std::str::from_utf8(content);
    let text = text.map_err(|_| BindError::new("the content is not UTF-8"))?;
    let half = text.len().div_ceil(2).min(text.len() - 1);
    // The content stays valid UTF-8, so that only its JSON is malformed.
    let half = (1..=half).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(1);
    Ok(content.slice(..half))
}

/// Returns the JSON content with the value at a place replaced, or removed if `value` is `None`.
fn edited(
    content: Option<&Bytes>,
    place: &JsonPlace,
    value: Option<Value>,
) -> Result<Bytes, BindError> {
    let content = content.map(|content| serde_json::from_slice::<Value>(content));
    let Some(Ok(mut json)) = content else {
        return Err(BindError::new("the content is not JSON"));
    };
    let changed = match value {
        None => place.remove(&mut json),
        Some(value) => place.set(&mut json, value),
    };
    if changed {
        Ok(json.to_string().into())
    } else {
        Err(BindError::new(format!("the content has no place `{place}`")))
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use http::HeaderValue;
    use http::header::AUTHORIZATION;

    use crate::plan::model::generated_value::PlaceSeed;
    use crate::plan::model::probe_change::CredentialCarrier;
    use crate::plan::model::value::{Scalar, ValuePlan};

    use super::*;

    fn control() -> Request {
        let mut headers = http::HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic dTpzZWNyZXQ="));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Request {
            method: Method::POST,
            url: "http://api.example/base/v2/orders/ORDER-01/lines?a=1&b=2".parse().expect("a URL"),
            headers,
            body: Some(Bytes::from_static(b"{\"a\":{\"b\":1},\"c\":\"\xC3\xA4\"}")),
        }
    }

    fn seed() -> PlaceSeed {
        PlaceSeed::new(1, "s", "c", 0)
    }

    /// Compares the request of a probe with the expected request line, header fields and content.
    #[track_caller]
    fn check(kind: ChangeKind, expected: [&str; 3]) {
        let request = Bindings::new(0).changed(&Change(kind), &control()).expect("a request");
        let line = format!("{} {}", request.method, &request.url[url::Position::BeforePath..]);
        let fields: Vec<String> = request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_str().expect("a text")))
            .collect();
        let body = request.body.map(|body| String::from_utf8_lossy(&body).into_owned());
        assert_eq!([&line, &fields.join("; "), &body.unwrap_or_default()], expected);
    }

    const LINE: &str = "POST /base/v2/orders/ORDER-01/lines?a=1&b=2";
    const FIELDS: &str = "authorization: Basic dTpzZWNyZXQ=; content-type: application/json";
    const BODY: &str = "{\"a\":{\"b\":1},\"c\":\"ä\"}";

    fn known(text: &str) -> Scalar {
        Scalar::Known(text.to_owned())
    }

    #[test]
    fn credentials_are_left_out_and_nothing_else_changes() {
        let kind = ChangeKind::NoCredentials(vec![CredentialCarrier::Field(AUTHORIZATION)]);
        check(kind, [LINE, "content-type: application/json", BODY]);
    }

    #[test]
    fn corrupting_basic_credentials_changes_the_password_only() {
        let change =
            Change(ChangeKind::Corrupted(vec![CredentialCarrier::Field(AUTHORIZATION)], seed()));
        let request = Bindings::new(0).changed(&change, &control()).expect("a request");
        let value = request.headers[AUTHORIZATION].to_str().expect("a text");
        let decoded =
            STANDARD.decode(value.strip_prefix("Basic ").expect("Basic")).expect("base64");
        let decoded = String::from_utf8(decoded).expect("a text");
        assert!(decoded.starts_with("u:") && decoded.len() == 8 && decoded != "u:secret");
        assert!(request.headers[AUTHORIZATION].is_sensitive());
    }

    #[test]
    fn a_path_segment_is_counted_from_the_end() {
        let kind = ChangeKind::Segment { from_end: 1, absent: None, seed: seed() };
        check(kind, ["POST /base/v2/orders/ORDER-99/lines?a=1&b=2", FIELDS, BODY]);
        let kind =
            ChangeKind::Segment { from_end: 1, absent: Some("a/b".to_owned()), seed: seed() };
        check(kind, ["POST /base/v2/orders/a%2Fb/lines?a=1&b=2", FIELDS, BODY]);
    }

    #[test]
    fn a_method_without_content_sends_none() {
        let line = |method: &str| LINE.replace("POST", method);
        let bare = "authorization: Basic dTpzZWNyZXQ=";
        check(ChangeKind::Method(Method::GET), [&line("GET"), bare, ""]);
        check(ChangeKind::Method(Method::PATCH), [&line("PATCH"), FIELDS, BODY]);
    }

    #[test]
    fn members_of_the_query_and_header_fields_are_replaced_or_left_out() {
        let line = |query: &str| LINE.replace("?a=1&b=2", query);
        check(
            ChangeKind::Query("a".to_owned(), Some(known("x y"))),
            [&line("?a=x+y&b=2"), FIELDS, BODY],
        );
        check(ChangeKind::Query("a".to_owned(), None), [&line("?b=2"), FIELDS, BODY]);
        check(
            ChangeKind::Query("c".to_owned(), Some(known("3"))),
            [&line("?a=1&b=2&c=3"), FIELDS, BODY],
        );
        check(
            ChangeKind::Header(AUTHORIZATION, None),
            [LINE, "content-type: application/json", BODY],
        );
    }

    #[test]
    fn a_json_change_affects_one_place() {
        let place = |text| JsonPlace::parse(text).expect("a place");
        let seven = ValuePlan::Known(Value::from(7));
        let kind = ChangeKind::Json(place("$.a.b"), Some(seven));
        check(kind, [LINE, FIELDS, "{\"a\":{\"b\":7},\"c\":\"ä\"}"]);
        check(ChangeKind::Json(place("$.a"), None), [LINE, FIELDS, "{\"c\":\"ä\"}"]);
        let change = Change(ChangeKind::Json(place("$.x.y"), None));
        let error = Bindings::new(0).changed(&change, &control()).expect_err("no such place");
        assert_eq!(error.reason, "the content has no place `x.y`");
    }

    #[test]
    fn truncated_json_is_not_json() {
        for content in ["{}", "[]", "[1]", "{\"ä\":\"ä\"}", BODY] {
            let half = first_half(Some(&Bytes::from(content))).expect("a half");
            assert!(serde_json::from_slice::<Value>(&half).is_err(), "{half:?}");
        }
        assert!(first_half(Some(&Bytes::from("7"))).is_err());
        assert!(first_half(None).is_err());
    }
}
