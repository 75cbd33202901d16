//! A client for TLS, HTTP/2, proxies and Unix sockets, built on reqwest.
//!
//! Only this file and `library_errors` depend on reqwest.

use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Proxy};

use super::bounded_content::Content;
use super::connection_reuse::{Watch, may_repeat, watched};
use super::pool::IDLE;
use super::{ExchangeError, Identity, Request, Response, Transport, Trust, library_errors};

/// The reqwest client for one kind of origin.
#[derive(Debug)]
pub(super) struct ReqwestClient {
    /// Reuses connections.
    pooled: reqwest::Client,
    /// Opens a connection for each request.
    fresh: reqwest::Client,
    /// The route to the target, as shown in connection errors.
    route: String,
}

impl ReqwestClient {
    /// Creates a client without TLS. The client reads no certificates, so it works on a machine without any.
    pub(super) fn plain(transport: &Transport) -> Result<Self, reqwest::Error> {
        if transport.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == "https") {
            return Self::tls(transport, None);
        }
        Self::new(transport, |builder| Ok(builder.tls_certs_only([])))
    }

    /// Creates a client with TLS and an optional client certificate.
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
        Ok(Self { pooled, fresh, route: transport.route() })
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Response, ExchangeError> {
        let (sent, opened) = watched(self.pooled.execute(outgoing(request))).await;
        let received = match sent {
            Err(error) if may_repeat((&error).into(), opened, &request.method) => {
                self.fresh.execute(outgoing(request)).await
            }
            sent => sent,
        };
        let failed = |error: reqwest::Error| {
            library_errors::of_sending((&error).into(), &request.url, &self.route)
        };
        whole(received.map_err(failed)?, body_bytes).await
    }
}

/// Sets the destination of connections and the version of HTTP.
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
        // reqwest ignores the port 0 and uses the port of the URL.
        builder = builder.resolve(name, (*address, 0).into());
    }
    Ok(builder)
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
    let mut content = Content::announced(received.content_length(), limit_bytes)?;
    while let Some(chunk) =
        received.chunk().await.map_err(|error| library_errors::of_reading(&error))?
    {
        content.push(&chunk)?;
    }
    let (status, version) = (received.status(), received.version());
    let headers = std::mem::take(received.headers_mut());
    Ok(Response { status, version, headers, body: content.whole() })
}
