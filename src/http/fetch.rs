//! Fetches a document. Its response is not judged, so the library's client is used as it is.

use reqwest::redirect::Policy;

use super::bounded_content::Content;
use super::{ExchangeError, Framing, Limits, Request, Response, library_errors};

/// Sends one request on a connection of its own and reads the whole response, within the limits.
///
/// Redirects are not followed, and the proxies of the environment are ignored.
///
/// # Errors
///
/// If no complete response arrived.
pub async fn fetch(request: Request, limits: Limits) -> Result<Response, ExchangeError> {
    let answer = answer(request, limits.body_bytes);
    let timeout = ExchangeError::Timeout { limit_ms: limits.timeout.as_millis() };
    tokio::time::timeout(limits.timeout, answer).await.unwrap_or(Err(timeout))
}

async fn answer(request: Request, limit_bytes: usize) -> Result<Response, ExchangeError> {
    let Request { method, url, headers, body } = super::as_sent(request);
    let failed = |error: &reqwest::Error| library_errors::of_sending(error.into(), &url, "");
    let mut client = reqwest::Client::builder().redirect(Policy::none()).referer(false).no_proxy();
    if url.scheme() == "http" {
        // A machine without certificates can still fetch from an `http` URL.
        client = client.tls_certs_only([]);
    }
    let client = client.build().map_err(|error| failed(&error))?;
    let mut outgoing = reqwest::Request::new(method, url.clone());
    *outgoing.headers_mut() = headers;
    *outgoing.body_mut() = body.map(reqwest::Body::from);
    let mut received = client.execute(outgoing).await.map_err(|error| failed(&error))?;
    let mut content = Content::announced(received.content_length(), limit_bytes)?;
    while let Some(chunk) =
        received.chunk().await.map_err(|error| library_errors::of_reading(&error))?
    {
        content.push(&chunk)?;
    }
    let (status, version) = (received.status(), received.version());
    let headers = std::mem::take(received.headers_mut());
    Ok(Response { status, version, headers, body: content.whole(), framing: Framing::Whole })
}
