//! One HTTP/2 connection, shared by the exchanges of its origin.

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::outgoing::Outgoing;
use super::stream::Stream;

/// A connection. Clones share it. It is closed when the last clone is dropped and the last stream has ended.
#[derive(Debug, Clone)]
pub(super) struct Http2Connection {
    sender: SendRequest<Full<Bytes>>,
}

impl Http2Connection {
    /// Performs the handshake on a new connection.
    ///
    /// The streams of a connection belong to several exchanges, so a task of its own reads and writes.
    pub(super) async fn new(stream: Stream) -> hyper::Result<Self> {
        let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
        // Its error is reported by the exchanges that it ends.
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self { sender })
    }

    /// Returns true if the connection can take another request.
    pub(super) fn is_open(&self) -> bool {
        self.sender.is_ready()
    }

    /// Sends a request and returns the head of the response.
    pub(super) async fn send(
        &mut self,
        request: Outgoing,
    ) -> hyper::Result<http::Response<Incoming>> {
        self.sender.try_send_request(request).await.map_err(TrySendError::into_error)
    }
}
