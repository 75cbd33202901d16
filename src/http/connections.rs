//! The choice between the two HTTP clients.

use super::hyper_client::HyperClient;
use super::reqwest_client::ReqwestClient;
use super::{ExchangeError, Identity, Request, Response, Transport};

/// The client for one kind of origin: `http` or `https`.
#[derive(Debug)]
pub(super) enum Connections {
    /// Plain HTTP/1.1 without a proxy. Most runs use it, so it is the cheaper client.
    HyperClient(HyperClient),
    /// TLS, HTTP/2, proxies and Unix sockets.
    ReqwestClient(ReqwestClient),
}

impl Connections {
    /// Creates the client for connections without TLS.
    pub(super) fn plain(transport: &Transport) -> Result<Self, reqwest::Error> {
        if HyperClient::can_serve(transport) {
            return Ok(Self::HyperClient(HyperClient::new(transport)));
        }
        ReqwestClient::plain(transport).map(Self::ReqwestClient)
    }

    /// Creates the client for connections with TLS, with an optional client certificate.
    pub(super) fn tls(
        transport: &Transport,
        identity: Option<&Identity>,
    ) -> Result<Self, reqwest::Error> {
        ReqwestClient::tls(transport, identity).map(Self::ReqwestClient)
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Response, ExchangeError> {
        match self {
            Self::HyperClient(direct) => direct.answer(request, body_bytes).await,
            // Boxed: the large future would enlarge every case's future.
            Self::ReqwestClient(library) => Box::pin(library.answer(request, body_bytes)).await,
        }
    }
}
