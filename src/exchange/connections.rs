//! Connections to one kind of origin, by the client library: the one place that knows it, beside the
//! telling of its failures.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Method;
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Proxy};

use super::connection::{Opened, Watch, watched};
use super::{ExchangeError, Identity, Request, Response, Transport, Trust, failure};

/// How long a connection may lie idle before it is no longer used.
///
/// Below the shortest idle time-out of common servers (2 s), so that a request is hardly ever sent on a
/// connection that its server is about to close.
const IDLE: Duration = Duration::from_secs(1);

/// Two ways to one kind of origin.
#[derive(Debug)]
pub(super) struct Connections {
    /// Keeps connections for later requests.
    pooled: reqwest::Client,
    /// Opens a connection for each request.
    fresh: reqwest::Client,
    /// What stands between us and the target.
    way: String,
}

impl Connections {
    /// Connections without TLS: they need no certificates, which a machine may not even have.
    pub(super) fn plain(transport: &Transport) -> Result<Self, reqwest::Error> {
        if transport.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == "https") {
            return Self::tls(transport, None);
        }
        Self::new(transport, |builder| Ok(builder.tls_certs_only([])))
    }

    /// Connections with TLS, with the certificate of a client if there is one.
    pub(super) fn tls(
        transport: &Transport,
        identity: Option<&Identity>,
    ) -> Result<Self, reqwest::Error> {
        Self::new(transport, |builder| {
            let builder = match identity {
                Some(identity) => builder.identity(identity.for_library()),
                None => builder,
            };
            Ok(match &transport.trust {
                Trust::System => builder,
                Trust::SystemAnd(authorities) => {
                    builder.tls_certs_merge(authorities.certificates()?)
                }
                Trust::Only(authorities) => builder.tls_certs_only(authorities.certificates()?),
                Trust::Anyone => builder.tls_certs_only([]).tls_danger_accept_invalid_certs(true),
            })
        })
    }

    fn new(
        transport: &Transport,
        tls: impl Fn(ClientBuilder) -> Result<ClientBuilder, reqwest::Error>,
    ) -> Result<Self, reqwest::Error> {
        let builder = || {
            let builder = reqwest::Client::builder()
                .redirect(Policy::none())
                .referer(false)
                .no_proxy()
                .pool_idle_timeout(IDLE)
                .connector_layer(Watch);
            tls(placed(builder, transport)?)
        };
        let pooled = builder()?.build()?;
        let fresh = builder()?.pool_max_idle_per_host(0).build()?;
        Ok(Self { pooled, fresh, way: transport.way() })
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Response, ExchangeError> {
        let (sent, opened) = watched(self.pooled.execute(outgoing(request))).await;
        let received = match sent {
            Err(error) if may_repeat(&error, opened, &request.method) => {
                self.fresh.execute(outgoing(request)).await
            }
            sent => sent,
        };
        let failed = |error| failure::of_sending(&error, &request.url, &self.way);
        whole(received.map_err(failed)?, body_bytes).await
    }
}

/// Where connections lead, and in which version they are spoken.
fn placed(
    mut builder: ClientBuilder,
    transport: &Transport,
) -> Result<ClientBuilder, reqwest::Error> {
    if let Some(limit) = transport.connect_timeout {
        builder = builder.connect_timeout(limit);
    }
    if transport.http2 {
        builder = builder.http2_prior_knowledge();
    }
    #[cfg(unix)]
    if let Some(path) = &transport.socket {
        return Ok(builder.unix_socket(path.as_path()));
    }
    if let Some(proxy) = &transport.proxy {
        builder = builder.proxy(Proxy::all(proxy.as_str())?);
    }
    if let Some((name, address)) = &transport.address {
        // The port is that of the URL, whatever stands here.
        builder = builder.resolve(name, (*address, 0).into());
    }
    Ok(builder)
}

/// Whether an idle connection had been closed, and the request may be sent again.
fn may_repeat(error: &reqwest::Error, opened: Opened, method: &Method) -> bool {
    opened == Opened::Before
        && failure::is_closed_connection(error)
        && (failure::is_unsent(error) || method.is_idempotent())
}

fn outgoing(request: &Request) -> reqwest::Request {
    let mut outgoing = reqwest::Request::new(request.method.clone(), request.url.clone());
    outgoing.headers_mut().clone_from(&request.headers);
    *outgoing.body_mut() = request.body.clone().map(reqwest::Body::from);
    outgoing
}

async fn whole(
    mut received: reqwest::Response,
    limit_bytes: usize,
) -> Result<Response, ExchangeError> {
    let announced = received.content_length().unwrap_or(0);
    if usize::try_from(announced).map_or(true, |announced| announced > limit_bytes) {
        return Err(ExchangeError::BodyTooLarge { limit_bytes });
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = received.chunk().await.map_err(|error| failure::of_reading(&error))? {
        if body.len() + chunk.len() > limit_bytes {
            return Err(ExchangeError::BodyTooLarge { limit_bytes });
        }
        body.extend_from_slice(&chunk);
    }
    let (status, version) = (received.status(), received.version());
    let headers = std::mem::take(received.headers_mut());
    Ok(Response { status, version, headers, body: Bytes::from(body) })
}
