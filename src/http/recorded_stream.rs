//! The byte stream of an HTTP/1.1 connection, which keeps the first bytes of each response.
//!
//! hyper drops the head of a response that it cannot read. What arrived is still judged, so the bytes are needed.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::socket::DirectRead;
use super::stream::Stream;

/// The number of bytes that are kept: more than servers accept in a head by default.
const KEPT: usize = 16 << 10;

/// A byte stream that keeps the first bytes since the last request.
#[derive(Debug)]
pub(super) struct RecordedStream {
    stream: Stream,
    kept: Vec<u8>,
    /// The switch for direct reads of the socket. It is on only before a request, when the bytes of the last response are
    /// no longer needed.
    direct_read: DirectRead,
}

impl RecordedStream {
    /// Wraps a stream.
    pub(super) fn new(stream: Stream, direct_read: DirectRead) -> Self {
        Self { stream, kept: Vec::new(), direct_read }
    }

    /// Returns the first bytes of the last response, informational responses included.
    pub(super) fn first_bytes(&self) -> &[u8] {
        &self.kept
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = KEPT - self.kept.len();
        self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl AsyncRead for RecordedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.direct_read.is_on() {
            self.kept.clear();
        }
        let known = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.keep(&buffer.filled()[known..]);
        read
    }
}

impl AsyncWrite for RecordedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.kept.clear();
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.kept.clear();
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
