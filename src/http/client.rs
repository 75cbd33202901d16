//! Sending: the door through which every request goes out.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use url::Url;

use super::connections::Connections;
use super::{Exchange, ExchangeError, Identity, Limits, Request, Transport, library_errors};

/// The name this client goes by where a request names none (RFC 9110, section 10.1.5).
const USER_AGENT: &str = concat!("statusquo/", env!("CARGO_PKG_VERSION"));

/// Sends requests to one target as one client; cheap to clone, its connections are shared.
#[derive(Debug, Clone)]
pub struct Client {
    limits: Limits,
    transport: Arc<Transport>,
    identity: Option<Identity>,
    plain: Arc<Connections>,
    /// Made when the first `https` URL is sent to: it reads the system's certificates, and a machine
    /// that has none can still test an `http` target.
    tls: Arc<OnceLock<Result<Connections, String>>>,
}

impl Client {
    /// A client that follows no redirects, obeys no proxy of the environment, keeps no cookies and
    /// decodes no content coding.
    ///
    /// It sends a request a second time in one case only: a connection that had been used before was
    /// found closed before anything of a response came, and the request was never written or its method
    /// is idempotent. Servers close idle connections at any time, and this is what RFC 9110, section
    /// 9.2.2 allows a client to repeat. The same holds where an HTTP/2 server says that it did not
    /// process the request (RFC 9113, section 8.7).
    ///
    /// # Errors
    ///
    /// Those of [`by`](Self::by).
    pub fn new(limits: Limits) -> Result<Self, ExchangeError> {
        Self::by(Transport::default(), limits)
    }

    /// The same, whose connections are made in a way of their own.
    ///
    /// # Errors
    ///
    /// If the proxy is none, or the client library cannot be set up where it serves `http://` too: for a proxy, a
    /// socket or forced HTTP/2.
    pub fn by(transport: Transport, limits: Limits) -> Result<Self, ExchangeError> {
        let plain = Connections::plain(&transport)
            .map_err(|error| ExchangeError::Request { reason: reason(&error) })?;
        let (transport, plain) = (Arc::new(transport), Arc::new(plain));
        Ok(Self { limits, transport, identity: None, plain, tls: Arc::default() })
    }

    /// The same client with a certificate of its own, and so with connections of its own where there is TLS.
    #[must_use]
    pub fn identified(&self, identity: Identity) -> Self {
        Self { identity: Some(identity), tls: Arc::default(), ..self.clone() }
    }

    /// Sends one request and reads the whole response, within the limits.
    ///
    /// The exchange's request has the fields that the client added: `accept` and `user-agent` where
    /// there were none, and `content-length: 0` for a method that usually has content.
    ///
    /// # Errors
    ///
    /// If there is no whole response to judge.
    pub async fn send(&self, mut request: Request) -> Result<Exchange, ExchangeError> {
        add_usual_fields(&mut request);
        let connections = self.connections(&request.url)?;
        let started = Timestamp::now();
        let clock = Instant::now();
        let answer = connections.answer(&request, self.limits.body_bytes);
        let Ok(answer) = tokio::time::timeout(self.limits.timeout, answer).await else {
            return Err(ExchangeError::Timeout { limit_ms: self.limits.timeout.as_millis() });
        };
        let response = answer?;
        Ok(Exchange { request, response, started, elapsed: clock.elapsed() })
    }

    fn connections(&self, url: &Url) -> Result<&Connections, ExchangeError> {
        match url.scheme() {
            "http" => Ok(&self.plain),
            "https" => {
                let made = self.tls.get_or_init(|| {
                    let made = Connections::tls(&self.transport, self.identity.as_ref());
                    made.map_err(|error| reason(&error))
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

/// The request with the fields that the client adds.
pub fn as_sent(mut request: Request) -> Request {
    add_usual_fields(&mut request);
    request
}

/// Adds what the client library or good manners would add, so that the exchange shows it.
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

fn reason(error: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests;
