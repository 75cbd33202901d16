//! A client for plain HTTP/1.1 without a proxy, built on hyper.
//!
//! Its requests and its errors equal those of reqwest, which also builds on hyper. The tests compare the two clients.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::uri::{Parts, Scheme};
use http::{HeaderValue, Method, Uri};
use http_body_util::Full;
use hyper::body::{Body, Incoming};
use hyper_util::client::legacy::connect::HttpConnector;
use tower_service::Service;
use url::{Host, Position, Url};

use super::bounded_content::Content;
use super::connection_reuse::{Opened, may_repeat};
use super::http1::Http1Connection;
use super::library_errors::{self, Failed};
use super::pool::Pool;
use super::{ExchangeError, Request, Response, Transport};

/// The TCP keep-alive: the idle time before the first probe, the interval, and the number of probes.
///
/// These values and [`UNACKNOWLEDGED`] are the defaults of reqwest.
const PROBED: (Duration, Duration, u32) = (Duration::from_secs(15), Duration::from_secs(15), 3);

/// The time after which unacknowledged data closes the connection (`TCP_USER_TIMEOUT`).
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// The hyper client.
#[derive(Debug)]
pub(super) struct HyperClient {
    connector: HttpConnector,
    connect_timeout: Option<Duration>,
    /// A host name and the address to use for it instead of the resolver's.
    address: Option<(String, IpAddr)>,
    pool: Arc<Pool<Http1Connection>>,
    /// The route to the target, as shown in connection errors.
    route: String,
}

impl HyperClient {
    /// Returns true if this client supports the transport.
    pub(super) fn can_serve(transport: &Transport) -> bool {
        transport.proxy.is_none() && transport.socket.is_none() && !transport.http2
    }

    /// Creates a client.
    pub(super) fn new(transport: &Transport) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(transport.connect_timeout);
        let (time, interval, retries) = PROBED;
        connector.set_keepalive(Some(time));
        connector.set_keepalive_interval(Some(interval));
        connector.set_keepalive_retries(Some(retries));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        connector.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let address = transport.address.as_ref();
        Self {
            connector,
            connect_timeout: transport.connect_timeout,
            address: address.map(|(name, address)| (name.to_ascii_lowercase(), *address)),
            pool: Pool::new(),
            route: transport.route(),
        }
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Response, ExchangeError> {
        let url = &request.url;
        let first = outgoing(request)?;
        let (mut line, opened) = match self.idle(request).await {
            Some(line) => (line, Opened::Before),
            None => (self.connect(url).await?, Opened::New),
        };
        let mut sent = line.send(first).await;
        if let Err(error) = &sent
            && may_repeat(error.into(), opened, &request.method)
        {
            line = self.connect(url).await?;
            sent = line.send(outgoing(request)?).await;
        }
        let head =
            sent.map_err(|error| library_errors::of_sending((&error).into(), url, &self.route))?;
        let response = whole(&mut line, head, body_bytes).await?;
        if line.is_ready() {
            self.pool.put(origin(url), line);
        }
        Ok(response)
    }

    /// Returns an idle connection that is still open.
    async fn idle(&self, request: &Request) -> Option<Http1Connection> {
        let origin = origin(&request.url);
        loop {
            let mut line = self.pool.take(origin)?;
            // The server can close a connection directly after its response. A request that must not be sent twice
            // yields once, so that the runtime polls its sockets and the close is noticed.
            if !request.method.is_idempotent() {
                tokio::task::yield_now().await;
            }
            if line.is_open() {
                return Some(line);
            }
        }
    }

    async fn connect(&self, url: &Url) -> Result<Http1Connection, ExchangeError> {
        let failed = |failed: Failed<'_>| library_errors::of_sending(failed, url, &self.route);
        let connecting = self.connector.clone().call(self.destination(url)?);
        // The connector divides its timeout among the addresses of a name. This timeout covers name resolution too.
        let limit = self.connect_timeout.unwrap_or(Duration::MAX);
        let Ok(stream) = tokio::time::timeout(limit, connecting).await else {
            let error = io::Error::from(io::ErrorKind::TimedOut);
            return Err(failed(Failed::connecting(&error)));
        };
        let stream = stream.map_err(|error| failed(Failed::connecting(&error)))?;
        Http1Connection::new(stream).await.map_err(|error| failed((&error).into()))
    }

    /// Returns the destination of a connection: the host of the URL, or the address that replaces the host.
    fn destination(&self, url: &Url) -> Result<Uri, ExchangeError> {
        let fixed = match (&self.address, url.host()) {
            (Some((name, address)), Some(Host::Domain(host))) if name == host => Some(*address),
            _ => None,
        };
        let port = url.port_or_known_default().unwrap_or(80);
        let authority = match fixed {
            Some(address) => SocketAddr::new(address, port).to_string(),
            None => origin(url).to_owned(),
        };
        let uri = Uri::builder().scheme(Scheme::HTTP).authority(authority).path_and_query("/");
        uri.build().map_err(|_| no_uri())
    }
}

/// Returns the value of the `Host` field: host and port, without a default port (RFC 9110, section 7.2).
fn origin(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

fn outgoing(request: &Request) -> Result<http::Request<Full<Bytes>>, ExchangeError> {
    let uri: Uri = request.url.as_str().parse().map_err(|_| no_uri())?;
    let mut parts = Parts::default();
    if request.method == Method::CONNECT {
        parts.authority = uri.into_parts().authority;
    } else {
        parts.path_and_query = uri.into_parts().path_and_query;
    }
    let mut outgoing = http::Request::new(Full::new(request.body.clone().unwrap_or_default()));
    *outgoing.method_mut() = request.method.clone();
    *outgoing.uri_mut() = Uri::from_parts(parts).map_err(|_| no_uri())?;
    let headers = outgoing.headers_mut();
    headers.clone_from(&request.headers);
    if !headers.contains_key(HOST) {
        let host = HeaderValue::from_str(origin(&request.url)).map_err(|_| no_uri())?;
        headers.insert(HOST, host);
    }
    Ok(outgoing)
}

/// Returns the error of reqwest for a URL that is not a valid URI, so that both clients report alike.
fn no_uri() -> ExchangeError {
    ExchangeError::Request { reason: "Parsed Url is not a valid Uri".to_owned() }
}

async fn whole(
    line: &mut Http1Connection,
    head: http::Response<Incoming>,
    limit_bytes: usize,
) -> Result<Response, ExchangeError> {
    let (head, mut body) = head.into_parts();
    let mut content = Content::announced(body.size_hint().exact(), limit_bytes)?;
    while let Some(piece) = line.next(&mut body).await {
        let piece = piece.map_err(|error| library_errors::of_reading(&error))?;
        if let Some(chunk) = piece.data_ref() {
            content.push(chunk)?;
        }
    }
    let (status, version, headers) = (head.status, head.version, head.headers);
    Ok(Response { status, version, headers, body: content.whole() })
}

#[cfg(test)]
mod tests;
