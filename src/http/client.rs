//! The HTTP client. Every request of a run is sent by it.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use url::Url;

use super::sender::{Answer, Sender};
use super::{Exchange, ExchangeError, Identity, Limits, Request, Transport, library_errors};

/// The default `User-Agent` (RFC 9110, section 10.1.5).
const USER_AGENT: &str = concat!("statusquo/", env!("CARGO_PKG_VERSION"));

/// An HTTP client for one target. Clones are cheap and share their connections.
#[derive(Debug, Clone)]
pub struct Client {
    limits: Limits,
    transport: Arc<Transport>,
    identity: Option<Identity>,
    plain: Arc<Sender>,
    /// Created by the first request to an `https` URL, because it reads the certificates of the system. A machine
    /// without certificates can still test an `http` target.
    tls: Arc<OnceLock<Result<Sender, String>>>,
}

impl Client {
    /// Creates a client that follows no redirects, ignores the proxies of the environment, keeps no cookies and decodes
    /// no content coding.
    ///
    /// The client resends a request only if a reused connection was closed before any byte of a response arrived, and
    /// either the request was never written or its method is idempotent. Servers close idle connections at any time,
    /// and RFC 9110, section 9.2.2 allows this retry. A request that is not idempotent uses a new connection until the
    /// target has shown that it keeps idle ones. The client also resends a request if an HTTP/2 server reports that it
    /// did not process the request (RFC 9113, section 8.7).
    ///
    /// # Errors
    ///
    /// The errors of [`by`](Self::by).
    pub fn new(limits: Limits) -> Result<Self, ExchangeError> {
        Self::by(Transport::default(), limits)
    }

    /// Creates a client like [`new`](Self::new) whose connections use this transport.
    ///
    /// # Errors
    ///
    /// If the proxy is reached by TLS, and the certificates for it cannot be read.
    pub fn by(transport: Transport, limits: Limits) -> Result<Self, ExchangeError> {
        let plain = Sender::plain(&transport)
            .map_err(|error| ExchangeError::Request { reason: error.to_string() })?;
        let (transport, plain) = (Arc::new(transport), Arc::new(plain));
        Ok(Self { limits, transport, identity: None, plain, tls: Arc::default() })
    }

    /// Returns a client that presents this certificate. Its TLS connections are separate from those of `self`.
    #[must_use]
    pub fn identified(&self, identity: Identity) -> Self {
        Self { identity: Some(identity), tls: Arc::default(), ..self.clone() }
    }

    /// Sends one request and reads the whole response, within the limits.
    ///
    /// The request of the returned exchange has the fields that the client adds: `accept` and `user-agent` if they are
    /// missing, and `content-length: 0` for a method that usually has content.
    ///
    /// If the response broke off or its framing is invalid, the response has what arrived.
    ///
    /// # Errors
    ///
    /// If no status line arrived, or a limit ended the exchange.
    pub async fn send(&self, request: Request) -> Result<Exchange, ExchangeError> {
        self.send_watched(request, || ()).await
    }

    /// Sends like [`send`](Self::send). If the connection is watched for unexpected bytes after the response, the value
    /// of `watching` is kept for that time.
    ///
    /// # Errors
    ///
    /// The errors of `send`.
    pub async fn send_watched<W>(
        &self,
        mut request: Request,
        watching: impl FnOnce() -> W,
    ) -> Result<Exchange, ExchangeError> {
        add_usual_fields(&mut request);
        let sender = self.sender(&request.url)?;
        let started = Timestamp::now();
        let clock = Instant::now();
        let answer = sender.answer(&request, self.limits.body_bytes);
        let Ok(answer) = tokio::time::timeout(self.limits.timeout, answer).await else {
            return Err(ExchangeError::Timeout { limit_ms: self.limits.timeout.as_millis() });
        };
        let (answer, elapsed) = (answer?, clock.elapsed());
        let response = match answer {
            Answer { response, watched: None } => response,
            Answer { response, watched: Some(watched) } => {
                let _watching = watching();
                sender.watch(response, watched, &request.url).await
            }
        };
        Ok(Exchange { request, response, started, elapsed })
    }

    fn sender(&self, url: &Url) -> Result<&Sender, ExchangeError> {
        match url.scheme() {
            "http" => Ok(&self.plain),
            "https" => {
                let made = self.tls.get_or_init(|| {
                    let made = Sender::tls(&self.transport, self.identity.as_ref());
                    made.map_err(|error| error.to_string())
                });
                made.as_ref().map_err(|reason| ExchangeError::Tls {
                    origin: library_errors::origin(url),
                    reason: reason.clone(),
                })
            }
            other => {
                let reason = format!("`{other}` is neither http nor https");
                Err(ExchangeError::Request { reason })
            }
        }
    }
}

/// Returns the request with the fields that the client adds.
pub fn as_sent(mut request: Request) -> Request {
    add_usual_fields(&mut request);
    request
}

/// Adds the usual header fields to a request, so that the recorded exchange shows them.
fn add_usual_fields(request: &mut Request) {
    let headers = &mut request.headers;
    add(headers, header::ACCEPT, "*/*");
    add(headers, header::USER_AGENT, USER_AGENT);
    let has_content_by_nature =
        [Method::POST, Method::PUT, Method::PATCH].contains(&request.method);
    if request.body.is_none() && has_content_by_nature {
        // RFC 9110, section 8.6; some servers answer 411 to a POST without it.
        add(headers, header::CONTENT_LENGTH, "0");
    }
}

fn add(headers: &mut HeaderMap, name: header::HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests;
