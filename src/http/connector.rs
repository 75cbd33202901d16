//! Opens connections to one target: directly, through a proxy, or by a Unix socket, with TLS on top.

use std::convert::Infallible;
use std::error::Error;
use std::future::{Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio_rustls::TlsConnector;
use tower_service::Service;
use url::{Host, Position, Url};

use super::library_errors::{self, Failed};
use super::outgoing::{authority, no_uri};
use super::socket::Socket;
use super::stream::Stream;
use super::{ExchangeError, Transport};

/// The TCP keep-alive: the idle time before the first probe, the interval, and the number of probes.
///
/// These values and [`UNACKNOWLEDGED`] are the defaults of reqwest.
const PROBED: (Duration, Duration, u32) = (Duration::from_secs(15), Duration::from_secs(15), 3);

/// The time after which unacknowledged data closes the connection (`TCP_USER_TIMEOUT`).
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// The cause of a failed connection.
type Cause = Box<dyn Error + Send + Sync>;

/// Opens connections to one target.
#[derive(Debug)]
pub(super) struct Connector {
    tcp: HttpConnector,
    connect_timeout: Option<Duration>,
    socket: Option<PathBuf>,
    proxy: Option<Proxy>,
    /// A host name and the address to use for it instead of the resolver's.
    address: Option<(String, IpAddr)>,
    /// `None` if nothing on the way uses TLS.
    tls: Option<Arc<ClientConfig>>,
    /// The route to the target, as shown in connection errors.
    route: String,
}

/// An HTTP proxy.
#[derive(Debug)]
struct Proxy {
    url: Url,
    /// The value of `Proxy-Authorization`.
    authorization: Option<HeaderValue>,
}

impl Connector {
    /// Creates a connector.
    pub(super) fn new(transport: &Transport, tls: Option<Arc<ClientConfig>>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(transport.connect_timeout);
        let (time, interval, retries) = PROBED;
        tcp.set_keepalive(Some(time));
        tcp.set_keepalive_interval(Some(interval));
        tcp.set_keepalive_retries(Some(retries));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let address = transport.address.as_ref();
        Self {
            tcp,
            connect_timeout: transport.connect_timeout,
            socket: transport.socket.clone(),
            proxy: transport.proxy.clone().map(Proxy::new),
            address: address.map(|(name, address)| (name.to_ascii_lowercase(), *address)),
            tls,
            route: transport.route(),
        }
    }

    /// Opens a connection to the origin of a URL.
    pub(super) async fn connect(&self, url: &Url) -> Result<Stream, ExchangeError> {
        let failed = |failed: Failed<'_>| library_errors::of_sending(failed, url, &self.route);
        let connecting = self.open(url);
        // The TCP connector divides its timeout among the addresses of a name. This timeout covers name resolution,
        // the tunnel and the TLS handshake too.
        let limit = self.connect_timeout.unwrap_or(Duration::MAX);
        let Ok(stream) = tokio::time::timeout(limit, connecting).await else {
            let error = io::Error::from(io::ErrorKind::TimedOut);
            return Err(failed(Failed::connecting(&error)));
        };
        stream.map_err(|error| failed(Failed::connecting(&*error)))
    }

    /// Returns the route to the target, as shown in connection errors.
    pub(super) fn route(&self) -> &str {
        &self.route
    }

    /// Returns true if requests to this URL go to a proxy, which needs the whole URL (RFC 9112, section 3.2.2).
    pub(super) fn needs_absolute_form(&self, url: &Url) -> bool {
        self.socket.is_none() && self.proxy.is_some() && url.scheme() == "http"
    }

    /// Returns the credentials for the proxy, if a request must carry them.
    pub(super) fn proxy_authorization(&self) -> Option<&HeaderValue> {
        self.proxy.as_ref()?.authorization.as_ref()
    }

    async fn open(&self, url: &Url) -> Result<Stream, Cause> {
        #[cfg(unix)]
        if let Some(path) = &self.socket {
            let stream = Stream::Socket(Socket::unix(path).await?);
            return self.secured(stream, url).await;
        }
        let Some(proxy) = &self.proxy else {
            let stream = self.tcp(url).await?;
            return self.secured(stream, url).await;
        };
        let stream = self.secured(self.tcp(&proxy.url).await?, &proxy.url).await?;
        if url.scheme() == "http" {
            return Ok(stream);
        }
        let mut tunnel = Tunnel::new(Uri::default(), Opened(Some(TokioIo::new(stream))));
        if let Some(authorization) = &proxy.authorization {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        let through = tunnel.call(url.as_str().parse()?).await?;
        self.secured(through.into_inner(), url).await
    }

    /// Opens a TCP connection to the host of a URL.
    async fn tcp(&self, url: &Url) -> Result<Stream, Cause> {
        let stream = self.tcp.clone().call(self.destination(url)?).await?;
        Ok(Stream::Socket(Socket::tcp(stream.into_inner())))
    }

    /// Performs the TLS handshake with the host of an `https` URL.
    async fn secured(&self, stream: Stream, url: &Url) -> Result<Stream, Cause> {
        let Some(config) = self.tls.as_ref().filter(|_| url.scheme() == "https") else {
            return Ok(stream);
        };
        let tls = TlsConnector::from(Arc::clone(config));
        let stream = tls.connect(server_name(url)?, stream).await?;
        Ok(Stream::Tls(Box::new(stream)))
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
            // The scheme of the destination is always `http`, so the port of `https` must be present.
            None => format!("{}:{port}", &url[Position::BeforeHost..Position::AfterHost]),
        };
        let uri = Uri::builder().scheme(Scheme::HTTP).authority(authority).path_and_query("/");
        uri.build().map_err(|_| no_uri())
    }
}

impl Proxy {
    fn new(url: Url) -> Self {
        let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        let authorization = has_credentials.then(|| {
            let password = decoded(url.password().unwrap_or_default());
            let both = [decoded(url.username()), vec![b':'], password].concat();
            let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(both)))
                .expect("base64 is a field value");
            value.set_sensitive(true);
            value
        });
        Self { url, authorization }
    }
}

fn server_name(url: &Url) -> Result<ServerName<'static>, Cause> {
    match url.host() {
        Some(Host::Domain(name)) => Ok(ServerName::try_from(name.to_owned())?),
        Some(Host::Ipv4(address)) => Ok(IpAddr::from(address).into()),
        Some(Host::Ipv6(address)) => Ok(IpAddr::from(address).into()),
        None => Err(format!("`{}` has no host", authority(url)).into()),
    }
}

/// A connection to a proxy, in the form of a connector, as a tunnel takes it.
struct Opened(Option<TokioIo<Stream>>);

impl Service<Uri> for Opened {
    type Response = TokioIo<Stream>;
    type Error = Infallible;
    type Future = Ready<Result<TokioIo<Stream>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        ready(Ok(self.0.take().expect("a tunnel connects once")))
    }
}
