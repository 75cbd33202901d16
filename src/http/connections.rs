//! The choice between the two HTTP clients.

use bytes::{Bytes, BytesMut};
use http::Method;

use super::connection_reuse::Opened;
use super::hyper_client::HyperClient;
use super::library_errors::{self, Failed};
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

/// Returns true if the request may be resent: the server closed a reused connection, and the request was not written
/// or is idempotent (RFC 9110, section 9.2.2).
pub(super) fn may_repeat(failed: Failed<'_>, opened: Opened, method: &Method) -> bool {
    opened == Opened::Before
        && library_errors::is_closed_connection(failed)
        && (library_errors::is_unsent(failed) || method.is_idempotent())
}

/// The content of a response while it arrives, up to a limit.
#[derive(Debug)]
pub(super) struct Content {
    bytes: BytesMut,
    limit_bytes: usize,
}

impl Content {
    /// Creates an empty content with room for the announced length.
    pub(super) fn announced(
        length: Option<u64>,
        limit_bytes: usize,
    ) -> Result<Self, ExchangeError> {
        if usize::try_from(length.unwrap_or(0)).map_or(true, |length| length > limit_bytes) {
            return Err(ExchangeError::BodyTooLarge { limit_bytes });
        }
        Ok(Self { bytes: BytesMut::new(), limit_bytes })
    }

    /// Appends a chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), ExchangeError> {
        if self.bytes.len() + chunk.len() > self.limit_bytes {
            return Err(ExchangeError::BodyTooLarge { limit_bytes: self.limit_bytes });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// Returns the complete content.
    pub(super) fn whole(self) -> Bytes {
        self.bytes.freeze()
    }
}
