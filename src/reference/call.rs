//! One request as the server reads it.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;

/// The longest request body that is read, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// How long a client may take to send its body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Where a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entrance {
    /// Where everybody may.
    Open,
    /// Where only clients with a certificate may, by TLS.
    Guarded,
}

/// A request, its body read.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) entrance: Entrance,
    pub(super) method: Method,
    /// The `:authority` of HTTP/2, which has it in place of `Host`; else mostly empty.
    pub(super) authority: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    /// The body, or nothing where it was too long, too slow or cut off.
    pub(super) body: Option<Bytes>,
}

/// The credentials that a request carries in `Authorization`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// No such header.
    None,
    /// RFC 6750, section 2.1.
    Bearer(String),
    /// RFC 7617: user and password.
    Basic(String, String),
    /// Another scheme, or nothing that the scheme allows.
    Other,
}

impl Call {
    /// Reads a request to its end, within the limits.
    pub(super) async fn read(request: Request, entrance: Entrance) -> Call {
        let (parts, body) = request.into_parts();
        let body = tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, LONGEST_BODY)).await;
        Call {
            entrance,
            method: parts.method,
            authority: parts.uri.authority().map(ToString::to_string).unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: body.ok().and_then(Result::ok),
        }
    }

    /// The value of a header, empty where it is absent or not ASCII.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where the client reached this server, for absolute links.
    pub(super) fn origin(&self) -> String {
        let scheme = match self.entrance {
            Entrance::Open => "http",
            Entrance::Guarded => "https",
        };
        match self.header("host") {
            "" if self.authority.is_empty() => format!("{scheme}://localhost"),
            "" => format!("{scheme}://{}", self.authority),
            host => format!("{scheme}://{host}"),
        }
    }

    /// The credentials of this request.
    pub(super) fn credentials(&self) -> Credentials {
        if !self.headers.contains_key(header::AUTHORIZATION) {
            return Credentials::None;
        }
        let Some((scheme, value)) = self.header("authorization").split_once(' ') else {
            return Credentials::Other;
        };
        if scheme.eq_ignore_ascii_case("bearer") {
            return Credentials::Bearer(value.trim().to_owned());
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return Credentials::Other;
        }
        basic(value.trim()).unwrap_or(Credentials::Other)
    }

    /// The token in the cookie `point-token`.
    pub(super) fn cookie(&self) -> Option<Credentials> {
        let mut cookies = self.header("cookie").split("; ");
        let token = cookies.find_map(|cookie| cookie.strip_prefix("point-token="))?;
        Some(Credentials::Bearer(token.to_owned()))
    }

    /// The token in the query (RFC 6750, section 2.3).
    pub(super) fn query_token(&self) -> Option<Credentials> {
        let mut members = form_urlencoded::parse(self.query.as_bytes());
        let (_, token) = members.find(|(name, _)| name == "access_token")?;
        Some(Credentials::Bearer(token.into_owned()))
    }

    /// Whether the client takes JSON as an answer (RFC 9110, section 12.5.1): the most specific range that
    /// matches decides, and weight 0 is a refusal.
    pub(super) fn accepts_json(&self) -> bool {
        let ranges: Vec<&str> = self
            .headers
            .get_all(header::ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter(|range| !range.trim().is_empty())
            .collect();
        let weight_of = |wanted: &str| ranges.iter().find_map(|range| weight(range, wanted));
        let by_precision = ["application/json", "application/*", "*/*"];
        ranges.is_empty()
            || by_precision.into_iter().find_map(weight_of).is_some_and(|weight| weight > 0.0)
    }

    /// The media type of the request body, without parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let (media_type, _parameters) = split_parameters(self.header("content-type"));
        media_type.to_ascii_lowercase()
    }

    /// Whether the request has content, also content that was not read to its end.
    pub(super) fn has_body(&self) -> bool {
        self.body.as_ref().is_none_or(|body| !body.is_empty())
    }
}

fn basic(encoded: &str) -> Option<Credentials> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(Credentials::Basic(user.to_owned(), password.to_owned()))
}

/// The weight of a media range if it is the one wanted; 1 where none is given, 0 where it is no number.
fn weight(range: &str, wanted: &str) -> Option<f32> {
    let (media_range, parameters) = split_parameters(range);
    if !media_range.eq_ignore_ascii_case(wanted) {
        return None;
    }
    let quality = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then(|| value.trim().parse().unwrap_or(0.0))
    });
    Some(quality.unwrap_or(1.0))
}

fn split_parameters(value: &str) -> (&str, &str) {
    let (before, after) = value.split_once(';').unwrap_or((value, ""));
    (before.trim(), after)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn call(name: &'static str, value: &str) -> Call {
        let mut headers = HeaderMap::new();
        if !value.is_empty() {
            headers.insert(
                name,
                HeaderValue::from_str(value).expect("the test writes a header value"),
            );
        }
        Call {
            entrance: Entrance::Open,
            method: Method::GET,
            authority: String::new(),
            path: String::new(),
            query: String::new(),
            headers,
            body: Some(Bytes::new()),
        }
    }

    #[track_caller]
    fn check_accept(accept: &str, expected: bool) {
        assert_eq!(call("accept", accept).accepts_json(), expected, "Accept: {accept}");
    }

    #[track_caller]
    fn check_credentials(authorization: &str, expected: &Credentials) {
        assert_eq!(&call("authorization", authorization).credentials(), expected);
    }

    #[test]
    fn a_client_without_preference_takes_json() {
        check_accept("", true);
        check_accept("*/*", true);
        check_accept("text/html, application/*;q=0.1", true);
    }

    #[test]
    fn a_client_that_takes_only_other_types_does_not_take_json() {
        check_accept("application/xml", false);
        check_accept("text/*, application/problem+json", false);
    }

    #[test]
    fn the_most_specific_range_decides() {
        check_accept("*/*, application/json;q=0", false);
        check_accept("*/*;q=0, application/json", true);
    }

    #[test]
    fn a_scheme_is_read_in_any_case() {
        check_credentials("bearer abc", &Credentials::Bearer("abc".to_owned()));
        check_credentials("BASIC YTpiOmM=", &Credentials::Basic("a".to_owned(), "b:c".to_owned()));
    }

    #[test]
    fn what_no_scheme_allows_is_still_a_try() {
        check_credentials("Basic !", &Credentials::Other);
        check_credentials("Digest x", &Credentials::Other);
        check_credentials("", &Credentials::None);
    }
}
