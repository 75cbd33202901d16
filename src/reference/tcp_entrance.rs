//! The entrance without TLS, and the one fault below HTTP: bytes after the head of a 204.
//!
//! An HTTP library drops the content of a 204, because a 204 has none (RFC 9110, section 15.3.5). The fault must
//! therefore change the bytes on the wire.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::connection_listener::ConnectionListener;

/// The beginning of a 204.
const NO_CONTENT: &[u8] = b"HTTP/1.1 204 ";

/// The replacement for the empty line at the end of a head.
const TAIL: &[u8] = b"\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

/// The treatment of a 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoContent {
    /// Sends a 204 unchanged.
    Kept,
    /// Adds a body with its length, and closes the connection.
    Filled,
}

/// A TCP listener whose connections can add a body to a 204.
#[derive(Debug)]
pub(super) struct TcpEntrance {
    listener: TcpListener,
    no_content: NoContent,
}

impl TcpEntrance {
    /// Accepts the connections of a socket.
    pub(super) fn new(listener: TcpListener, no_content: NoContent) -> TcpEntrance {
        TcpEntrance { listener, no_content }
    }
}

impl ConnectionListener for TcpEntrance {
    type Stream = Connection;

    async fn accept(&mut self) -> Connection {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    // Nagle's algorithm would delay a small response by up to 40 ms on a reused connection. The
                    // server works without the option, so an error is ignored.
                    let _ = stream.set_nodelay(true);
                    return Connection::new(stream, self.no_content);
                }
                // The usual error is too many open files, which ends when other connections close.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    no_content: NoContent,
    /// The bytes of a changed 204 that are not yet written.
    pending: Vec<u8>,
    /// True if the last response was a changed 204.
    is_ending: bool,
}

impl Connection {
    fn new(stream: TcpStream, no_content: NoContent) -> Connection {
        Connection { stream, no_content, pending: Vec::new(), is_ending: false }
    }

    fn poll_pending(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.pending))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.pending.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.is_ending {
            // The end of the stream makes the server close the connection, as the response announced.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut this.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_pending(context))?;
        if this.no_content == NoContent::Kept || !bytes.starts_with(NO_CONTENT) {
            return Pin::new(&mut this.stream).poll_write(context, bytes);
        }
        this.pending = filled(bytes);
        this.is_ending = true;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_pending(context))?;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_pending(context))?;
        Pin::new(&mut this.stream).poll_shutdown(context)
    }
}

/// Adds a length, `Connection: close` and a body to the head of a 204.
fn filled(head: &[u8]) -> Vec<u8> {
    let head = head.strip_suffix(b"\r\n\r\n").unwrap_or(head);
    [head, TAIL].concat()
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_filled_204_ends_with_a_body() {
        let filled = filled(b"HTTP/1.1 204 No Content\r\ndate: now\r\n\r\n");
        let expected = b"HTTP/1.1 204 No Content\r\ndate: now\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        assert_eq!(filled, expected);
    }
}
