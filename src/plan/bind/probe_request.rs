//! The one change by which a probe differs from the request of its control.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, Method};
use serde_json::Value;
use url::form_urlencoded;

use crate::http::Request;
use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::bind::credential_carriers::{Carrier, corrupt, take_out};
use crate::plan::bind::made_up_values::absent;
use crate::plan::model::json_place::Place;
use crate::plan::model::place_seed::PlaceSeed;
use crate::plan::resolve::suite_names::text_of;
use crate::plan::{CredentialPlan, Scalar, ValuePlan};

/// The one change by which a probe differs from the request of its control.
#[derive(Debug, Clone)]
pub struct Change(pub(in crate::plan) Kind);

#[derive(Debug, Clone)]
pub(in crate::plan) enum Kind {
    /// The very request: it is how often it comes that counts.
    Nothing,
    /// The credentials are left out.
    NoCredentials(Vec<Carrier>),
    /// The credentials say something of the same shape.
    Corrupted(Vec<Carrier>, PlaceSeed),
    /// Other credentials stand in place of these.
    Credentials(Vec<Carrier>, Option<Arc<CredentialPlan>>),
    /// A segment of the path, counted from the end, names nothing.
    Segment { from_end: usize, absent: Option<String>, seed: PlaceSeed },
    /// Another method, without the content where that has none.
    Method(Method),
    /// A header field is another, or is left out.
    Header(HeaderName, Option<Scalar>),
    /// A member of the query is another, or is left out.
    Query(String, Option<Scalar>),
    /// The content breaks off in the middle.
    Truncated,
    /// A value in the JSON content is another, or is left out.
    Json(Place, Option<ValuePlan>),
    /// A member of the form is another, or is left out.
    Form(String, Option<ValuePlan>),
}

impl Change {
    /// The method that is sent, where it is not that of the control.
    pub fn method(&self) -> Option<&Method> {
        if let Kind::Method(method) = &self.0 { Some(method) } else { None }
    }

    /// Whether the request is sent with the credentials of its control, as they are.
    pub fn keeps_credentials(&self) -> bool {
        !matches!(self.0, Kind::NoCredentials(_) | Kind::Corrupted(..) | Kind::Credentials(..))
    }

    /// The credentials that are sent in place of its control's, if that is the change.
    pub fn other_credentials(&self) -> Option<&CredentialPlan> {
        if let Kind::Credentials(_, other) = &self.0 { other.as_deref() } else { None }
    }

    /// Whether the request still is for the same thing by the same client, so that the server may take it
    /// for its control sent again.
    pub fn may_be_a_repetition(&self) -> bool {
        matches!(
            self.0,
            Kind::Header(..) | Kind::Query(..) | Kind::Truncated | Kind::Json(..) | Kind::Form(..)
        )
    }
}

impl Bindings {
    /// The request of a probe, made from the one that its control sent.
    ///
    /// # Errors
    ///
    /// If the change cannot be made to that request, or a captured value is missing.
    pub fn changed(&self, change: &Change, control: &Request) -> Result<Request, BindError> {
        let mut request = control.clone();
        match &change.0 {
            Kind::Nothing => {}
            Kind::NoCredentials(carriers) => take_out(&mut request, carriers),
            Kind::Corrupted(carriers, seed) => corrupt(&mut request, carriers, *seed)?,
            Kind::Credentials(carriers, other) => {
                take_out(&mut request, carriers);
                self.authenticate(other.as_deref(), &[], &mut request)?;
            }
            Kind::Segment { from_end, absent: given, seed } => {
                replace_segment(&mut request, *from_end, |old| {
                    given.clone().unwrap_or_else(|| absent(old, *seed))
                })?;
            }
            Kind::Method(method) => {
                request.method = method.clone();
                if matches!(*method, Method::GET | Method::OPTIONS | Method::DELETE) {
                    request.body = None;
                    without(&mut request, &[CONTENT_TYPE, CONTENT_LENGTH]);
                }
            }
            Kind::Header(name, value) => {
                request.headers.remove(name);
                if let Some(value) = value {
                    let value = header_value(name, &self.text(value)?)?;
                    request.headers.insert(name, value);
                }
            }
            Kind::Query(name, value) => {
                let value = value.as_ref().map(|value| self.text(value)).transpose()?;
                replace_member(&mut request, name, value.as_deref());
            }
            Kind::Truncated => request.body = Some(first_half(request.body.as_ref())?),
            Kind::Json(place, value) => {
                let value = value.as_ref().map(|value| self.value(value)).transpose()?;
                request.body = Some(edited(request.body.as_ref(), place, value)?);
            }
            Kind::Form(name, value) => {
                let value = value.as_ref().map(|value| self.value(value)).transpose()?;
                let value = value.map(|value| text_of(&value).unwrap_or_default());
                let form = request.body.clone().unwrap_or_default();
                request.body = Some(pairs(&form, name, value.as_deref()).into());
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
    let new = crate::plan::bind::bindings::segment(&other(&old));
    segments[at] = &new;
    request.url.set_path(&segments.join("/"));
    Ok(())
}

/// One member of the query anew, where the first of its name stood, else at the end.
pub(in crate::plan) fn replace_member(request: &mut Request, name: &str, value: Option<&str>) {
    let query = pairs(request.url.query().unwrap_or_default().as_bytes(), name, value);
    request.url.set_query((!query.is_empty()).then_some(query.as_str()));
}

fn pairs(encoded: &[u8], name: &str, value: Option<&str>) -> String {
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

/// The first half of a JSON object or list, which is never JSON itself.
fn first_half(content: Option<&Bytes>) -> Result<Bytes, BindError> {
    let content = content.filter(|content| matches!(content.first(), Some(b'{' | b'[')));
    let content = content.ok_or_else(|| BindError::new("the content is no JSON object or list"))?;
    let text = std::str::from_utf8(content);
    let text = text.map_err(|_| BindError::new("the content is no UTF-8"))?;
    let half = text.len().div_ceil(2).min(text.len() - 1);
    let half = (1..=half).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(1);
    Ok(content.slice(..half))
}

fn edited(
    content: Option<&Bytes>,
    place: &Place,
    value: Option<Value>,
) -> Result<Bytes, BindError> {
    let content = content.map(|content| serde_json::from_slice::<Value>(content));
    let Some(Ok(mut json)) = content else {
        return Err(BindError::new("the content is no JSON"));
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

    /// Request line, then what is left of the other fields, then the content.
    #[track_caller]
    fn check(kind: Kind, expected: [&str; 3]) {
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
    fn credentials_are_dropped_and_nothing_else() {
        let kind = Kind::NoCredentials(vec![Carrier::Field(AUTHORIZATION)]);
        check(kind, [LINE, "content-type: application/json", BODY]);
    }

    #[test]
    fn of_basic_credentials_only_the_password_is_another() {
        let change = Change(Kind::Corrupted(vec![Carrier::Field(AUTHORIZATION)], seed()));
        let request = Bindings::new(0).changed(&change, &control()).expect("a request");
        let value = request.headers[AUTHORIZATION].to_str().expect("a text");
        let decoded =
            STANDARD.decode(value.strip_prefix("Basic ").expect("Basic")).expect("base64");
        let decoded = String::from_utf8(decoded).expect("a text");
        assert!(decoded.starts_with("u:") && decoded.len() == 8 && decoded != "u:secret");
        assert!(request.headers[AUTHORIZATION].is_sensitive());
    }

    #[test]
    fn a_segment_is_counted_from_the_end() {
        let kind = Kind::Segment { from_end: 1, absent: None, seed: seed() };
        check(kind, ["POST /base/v2/orders/ORDER-99/lines?a=1&b=2", FIELDS, BODY]);
        let kind = Kind::Segment { from_end: 1, absent: Some("a/b".to_owned()), seed: seed() };
        check(kind, ["POST /base/v2/orders/a%2Fb/lines?a=1&b=2", FIELDS, BODY]);
    }

    #[test]
    fn a_method_without_content_sends_none() {
        let line = |method: &str| LINE.replace("POST", method);
        let bare = "authorization: Basic dTpzZWNyZXQ=";
        check(Kind::Method(Method::GET), [&line("GET"), bare, ""]);
        check(Kind::Method(Method::PATCH), [&line("PATCH"), FIELDS, BODY]);
    }

    #[test]
    fn members_of_the_query_and_header_fields_are_replaced_or_left_out() {
        let line = |query: &str| LINE.replace("?a=1&b=2", query);
        check(Kind::Query("a".to_owned(), Some(known("x y"))), [&line("?a=x+y&b=2"), FIELDS, BODY]);
        check(Kind::Query("a".to_owned(), None), [&line("?b=2"), FIELDS, BODY]);
        check(Kind::Query("c".to_owned(), Some(known("3"))), [&line("?a=1&b=2&c=3"), FIELDS, BODY]);
        check(Kind::Header(AUTHORIZATION, None), [LINE, "content-type: application/json", BODY]);
    }

    #[test]
    fn json_is_changed_at_one_place() {
        let place = |text| Place::parse(text).expect("a place");
        let seven = ValuePlan::Known(Value::from(7));
        let kind = Kind::Json(place("$.a.b"), Some(seven));
        check(kind, [LINE, FIELDS, "{\"a\":{\"b\":7},\"c\":\"ä\"}"]);
        check(Kind::Json(place("$.a"), None), [LINE, FIELDS, "{\"c\":\"ä\"}"]);
        let change = Change(Kind::Json(place("$.x.y"), None));
        let error = Bindings::new(0).changed(&change, &control()).expect_err("no such place");
        assert_eq!(error.reason, "the content has no place `x.y`");
    }

    #[test]
    fn truncated_json_is_none() {
        for content in ["{}", "[]", "[1]", "{\"ä\":\"ä\"}", BODY] {
            let half = first_half(Some(&Bytes::from(content))).expect("it is cut");
            assert!(serde_json::from_slice::<Value>(&half).is_err(), "{half:?}");
        }
        assert!(first_half(Some(&Bytes::from("7"))).is_err());
        assert!(first_half(None).is_err());
    }

    #[test]
    fn a_member_of_a_form_is_changed_in_its_place() {
        assert_eq!(pairs(b"a=1&b=2&a=3", "a", Some("x&y")), "a=x%26y&b=2");
        assert_eq!(pairs(b"a=1&b=2", "a", None), "b=2");
    }
}
