//! A connection of either version of HTTP.

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming};

use super::http1::Http1Connection;
use super::http2::Http2Connection;
use super::outgoing::Outgoing;

/// A connection that carries one request.
#[derive(Debug)]
pub(super) enum Line {
    Http1(Http1Connection),
    Http2(Http2Connection),
}

impl Line {
    /// Sends a request and returns the head of the response.
    pub(super) async fn send(
        &mut self,
        request: Outgoing,
    ) -> hyper::Result<http::Response<Incoming>> {
        match self {
            Self::Http1(connection) => connection.send(request).await,
            // Boxed: the large future would enlarge every case's future, and most cases use HTTP/1.1.
            Self::Http2(connection) => Box::pin(connection.send(request)).await,
        }
    }

    /// Returns the number of bytes that have arrived after the end of the response. A stream of HTTP/2 has no such
    /// bytes.
    pub(super) fn surplus(&self) -> usize {
        match self {
            Self::Http1(connection) => connection.surplus(),
            Self::Http2(_) => 0,
        }
    }

    /// Returns the first bytes of the last response, once the connection has ended. An HTTP/2 connection keeps none.
    pub(super) fn first_bytes(&self) -> &[u8] {
        match self {
            Self::Http1(connection) => connection.first_bytes(),
            Self::Http2(_) => &[],
        }
    }

    /// Returns the next chunk of a response's content, or `None` at its end.
    pub(super) async fn next(
        &mut self,
        content: &mut Incoming,
    ) -> Option<hyper::Result<Frame<Bytes>>> {
        match self {
            Self::Http1(connection) => connection.next(content).await,
            Self::Http2(_) => content.frame().await,
        }
    }
}
