//! A request with its body, and the reading of its credentials and header fields.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, Method, Request, header};
use http_body_util::{BodyExt as _, Collected, Limited};
use hyper::body::{Bytes, Incoming};
use url::form_urlencoded;

/// The largest request body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// The time limit for the body of a request.
const BODY_TIME: Duration = Duration::from_secs(10);

/// The entrance through which a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entrance {
    /// Without TLS, for all clients.
    Open,
    /// With TLS, for clients with a certificate.
    Guarded,
}

/// A request with its body.
#[derive(Debug)]
pub(super) struct ApiRequest {
    pub(super) entrance: Entrance,
    pub(super) method: Method,
    /// The authority of the URI. HTTP/2 has `:authority` instead of `Host` (RFC 9113, section 8.3.1).
    pub(super) authority: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    /// The body. `None` if the body was too long, too slow or incomplete.
    pub(super) body: Option<Bytes>,
}

/// The credentials of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    /// No credentials.
    None,
    /// A bearer token (RFC 6750).
    Bearer(String),
    /// User and password (RFC 7617).
    Basic(String, String),
    /// Another scheme, or credentials that are malformed for their scheme.
    Other,
}

impl ApiRequest {
    /// Reads a request with its body, within the limits.
    pub(super) async fn read(request: Request<Incoming>, entrance: Entrance) -> ApiRequest {
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY).collect();
        let body = tokio::time::timeout(BODY_TIME, body).await;
        ApiRequest {
            entrance,
            method: parts.method,
            authority: parts.uri.authority().map(ToString::to_string).unwrap_or_default(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts.headers,
            body: body.ok().and_then(Result::ok).map(Collected::to_bytes),
        }
    }

    /// Returns the value of a header field. Empty if the field is missing or not ASCII.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the origin under which the client reached the server, for absolute links.
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

    /// Returns the credentials in `Authorization`.
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

    /// Returns the token in the cookie `point-token`.
    pub(super) fn cookie(&self) -> Option<Credentials> {
        let mut cookies = self.header("cookie").split("; ");
        let token = cookies.find_map(|cookie| cookie.strip_prefix("point-token="))?;
        Some(Credentials::Bearer(token.to_owned()))
    }

    /// Returns the token in the query (RFC 6750, section 2.3).
    pub(super) fn query_token(&self) -> Option<Credentials> {
        let mut members = form_urlencoded::parse(self.query.as_bytes());
        let (_, token) = members.find(|(name, _)| name == "access_token")?;
        Some(Credentials::Bearer(token.into_owned()))
    }

    /// Returns true if the client accepts JSON (RFC 9110, section 12.5.1). The most specific matching range decides,
    /// and weight 0 means not acceptable.
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

    /// Returns the media type of the body without parameters, in lower case.
    pub(super) fn media_type(&self) -> String {
        let (media_type, _parameters) = split_parameters(self.header("content-type"));
        media_type.to_ascii_lowercase()
    }

    /// Returns true if the request has a body, including a body that could not be read completely.
    pub(super) fn has_body(&self) -> bool {
        self.body.as_ref().is_none_or(|body| !body.is_empty())
    }
}

fn basic(encoded: &str) -> Option<Credentials> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(Credentials::Basic(user.to_owned(), password.to_owned()))
}

/// Returns the weight of a media range, or `None` for other ranges. The default is 1. An invalid weight counts as 0.
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
    use http::HeaderValue;

    use super::*;

    fn call(name: &'static str, value: &str) -> ApiRequest {
        let mut headers = HeaderMap::new();
        if !value.is_empty() {
            headers.insert(
                name,
                HeaderValue::from_str(value).expect("the test writes a header value"),
            );
        }
        ApiRequest {
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
    fn a_client_without_preference_accepts_json() {
        check_accept("", true);
        check_accept("*/*", true);
        check_accept("text/html, application/*;q=0.1", true);
    }

    #[test]
    fn a_client_that_accepts_other_types_only_does_not_accept_json() {
        check_accept("application/xml", false);
        check_accept("text/*, application/problem+json", false);
    }

    #[test]
    fn the_most_specific_range_decides() {
        check_accept("*/*, application/json;q=0", false);
        check_accept("*/*;q=0, application/json", true);
    }

    #[test]
    fn the_case_of_a_scheme_is_ignored() {
        check_credentials("bearer abc", &Credentials::Bearer("abc".to_owned()));
        check_credentials("BASIC YTpiOmM=", &Credentials::Basic("a".to_owned(), "b:c".to_owned()));
    }

    #[test]
    fn malformed_credentials_are_not_missing_credentials() {
        check_credentials("Basic !", &Credentials::Other);
        check_credentials("Digest x", &Credentials::Other);
        check_credentials("", &Credentials::None);
    }
}
