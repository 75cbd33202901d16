//! Connections to one kind of origin, by whichever library makes them.

use bytes::{Bytes, BytesMut};
use http::Method;

use super::connection_reuse::Opened;
use super::hyper_client::Direct;
use super::library_errors::{self, Failed};
use super::reqwest_client::Library;
use super::{ExchangeError, Identity, Request, Response, Transport};

/// Connections to one kind of origin.
#[derive(Debug)]
pub(super) enum Connections {
    /// Plain HTTP/1.1 straight to the target, which most runs are for, and which should cost little.
    Direct(Direct),
    /// All else.
    Library(Library),
}

impl Connections {
    /// Connections without TLS.
    pub(super) fn plain(transport: &Transport) -> Result<Self, reqwest::Error> {
        if Direct::can_serve(transport) {
            return Ok(Self::Direct(Direct::new(transport)));
        }
        Library::plain(transport).map(Self::Library)
    }

    /// Connections with TLS, with the certificate of a client if there is one.
    pub(super) fn tls(
        transport: &Transport,
        identity: Option<&Identity>,
    ) -> Result<Self, reqwest::Error> {
        Library::tls(transport, identity).map(Self::Library)
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Response, ExchangeError> {
        match self {
            Self::Direct(direct) => direct.answer(request, body_bytes).await,
            // Its future is large, and would make that of every case as large.
            Self::Library(library) => Box::pin(library.answer(request, body_bytes)).await,
        }
    }
}

/// Whether an idle connection had been closed, and the request may be sent again.
pub(super) fn may_repeat(failed: Failed<'_>, opened: Opened, method: &Method) -> bool {
    opened == Opened::Before
        && library_errors::is_closed_connection(failed)
        && (library_errors::is_unsent(failed) || method.is_idempotent())
}

/// The content of a response while it comes, within its bound.
#[derive(Debug)]
pub(super) struct Content {
    bytes: BytesMut,
    limit_bytes: usize,
}

impl Content {
    /// Nothing yet, of as much as was announced.
    pub(super) fn announced(
        length: Option<u64>,
        limit_bytes: usize,
    ) -> Result<Self, ExchangeError> {
        if usize::try_from(length.unwrap_or(0)).map_or(true, |length| length > limit_bytes) {
            return Err(ExchangeError::BodyTooLarge { limit_bytes });
        }
        Ok(Self { bytes: BytesMut::new(), limit_bytes })
    }

    /// Adds what came.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), ExchangeError> {
        if self.bytes.len() + chunk.len() > self.limit_bytes {
            return Err(ExchangeError::BodyTooLarge { limit_bytes: self.limit_bytes });
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// All that came.
    pub(super) fn whole(self) -> Bytes {
        self.bytes.freeze()
    }
}
