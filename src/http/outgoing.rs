//! Converts a request to the form in which it is sent.

use bytes::Bytes;
use http::header::{HOST, PROXY_AUTHORIZATION};
use http::uri::Parts;
use http::{HeaderValue, Method, Uri};
use http_body_util::Full;
use url::{Position, Url};

use super::{ExchangeError, Request};

/// A request in hyper's form.
pub(super) type Outgoing = http::Request<Full<Bytes>>;

/// Returns the value of the `Host` field: host and port, without a default port (RFC 9110, section 7.2).
pub(super) fn authority(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// Returns a request for an HTTP/1.1 server.
pub(super) fn to_server(request: &Request, uri: Uri) -> Result<Outgoing, ExchangeError> {
    let mut parts = Parts::default();
    if request.method == Method::CONNECT {
        parts.authority = uri.into_parts().authority;
    } else {
        parts.path_and_query = uri.into_parts().path_and_query;
    }
    with_host(request, parts)
}

/// Returns a request for an HTTP/1.1 proxy, with the whole URL (RFC 9112, section 3.2.2).
pub(super) fn to_proxy(
    request: &Request,
    uri: Uri,
    authorization: Option<&HeaderValue>,
) -> Result<Outgoing, ExchangeError> {
    if request.method == Method::CONNECT {
        return to_server(request, uri);
    }
    let mut outgoing = with_host(request, without_user(uri))?;
    if let Some(authorization) = authorization {
        outgoing.headers_mut().entry(PROXY_AUTHORIZATION).or_insert_with(|| authorization.clone());
    }
    Ok(outgoing)
}

/// Returns a request for an HTTP/2 server, whose URL has scheme and authority (RFC 9113, section 8.3.1).
pub(super) fn in_http2(request: &Request, uri: Uri) -> Result<Outgoing, ExchangeError> {
    let mut parts = without_user(uri);
    if request.method == Method::CONNECT {
        (parts.scheme, parts.path_and_query) = (None, None);
    }
    with_uri(request, parts)
}

/// Returns the error for a URL that is not a valid URI.
pub(super) fn no_uri() -> ExchangeError {
    ExchangeError::Request { reason: "Parsed Url is not a valid Uri".to_owned() }
}

/// Returns the URL of a request as a URI.
pub(super) fn uri(request: &Request) -> Result<Uri, ExchangeError> {
    request.url.as_str().parse().map_err(|_| no_uri())
}

/// Removes user name and password, which are never sent (RFC 9110, section 4.2.4).
fn without_user(uri: Uri) -> Parts {
    let mut parts = uri.into_parts();
    let host = parts.authority.as_ref().and_then(|authority| authority.as_str().rsplit_once('@'));
    if let Some((_, host)) = host {
        parts.authority = host.parse().ok();
    }
    parts
}

fn with_host(request: &Request, parts: Parts) -> Result<Outgoing, ExchangeError> {
    let mut outgoing = with_uri(request, parts)?;
    let headers = outgoing.headers_mut();
    if !headers.contains_key(HOST) {
        let host = HeaderValue::from_str(authority(&request.url)).map_err(|_| no_uri())?;
        headers.insert(HOST, host);
    }
    Ok(outgoing)
}

fn with_uri(request: &Request, parts: Parts) -> Result<Outgoing, ExchangeError> {
    let mut outgoing = http::Request::new(Full::new(request.body.clone().unwrap_or_default()));
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = Uri::from_parts(parts).map_err(|_| no_uri())?;
    outgoing.headers_mut().clone_from(&request.headers);
    Ok(outgoing)
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn request(url: &str) -> Request {
        let url = url.parse().expect("a URL");
        Request { method: Method::GET, url, headers: HeaderMap::new(), body: None }
    }

    #[test]
    fn the_default_port_is_not_in_the_host_field() {
        for (url, expected) in [
            ("http://api.example:80/", "api.example"),
            ("http://me@API.example:81/", "api.example:81"),
            ("http://[::1]/", "[::1]"),
            ("https://api.example:443/", "api.example"),
        ] {
            let outgoing =
                to_server(&request(url), url.parse().expect("a URI")).expect("a request");
            assert_eq!(outgoing.headers()[HOST], expected);
        }
    }

    #[test]
    fn user_and_password_of_a_url_are_not_sent() {
        let request = request("http://me:secret@api.example/a?b");
        let uri = || uri(&request).expect("a URI");
        let sent = |outgoing: Result<Outgoing, _>| outgoing.expect("a request").uri().to_string();
        assert_eq!(sent(to_server(&request, uri())), "/a?b");
        assert_eq!(sent(to_proxy(&request, uri(), None)), "http://api.example/a?b");
        assert_eq!(sent(in_http2(&request, uri())), "http://api.example/a?b");
    }

    #[test]
    fn the_credentials_of_a_proxy_do_not_replace_those_of_a_case() {
        let own = HeaderValue::from_static("Basic own");
        let mut request = request("http://api.example/");
        let sent = |request: &Request| {
            let uri = uri(request).expect("a URI");
            let sent = to_proxy(request, uri, Some(&HeaderValue::from_static("Basic proxy")));
            sent.expect("a request").headers()[PROXY_AUTHORIZATION].clone()
        };
        assert_eq!(sent(&request), "Basic proxy");
        request.headers.insert(PROXY_AUTHORIZATION, own.clone());
        assert_eq!(sent(&request), own);
    }
}
