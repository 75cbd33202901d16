//! The listener, and the one fault that is below HTTP: bytes after the head of a 204.
//!
//! An HTTP library drops the content of a 204, as RFC 9110, section 15.3.5, has it. A server that breaks the
//! rule must therefore break it on the wire.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// How a 204 begins.
const NO_CONTENT: &[u8] = b"HTTP/1.1 204 ";

/// What stands in place of the empty line that ends a head.
const TAIL: &[u8] = b"\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";

/// What happens to a 204 on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoContent {
    Kept,
    /// Gets a body, a length and the end of the connection.
    Filled,
}

/// A TCP listener whose connections treat a 204 in one of two ways.
#[derive(Debug)]
pub(super) struct Wire {
    listener: TcpListener,
    no_content: NoContent,
}

impl Wire {
    /// Listens with an open socket.
    pub(super) fn new(listener: TcpListener, no_content: NoContent) -> Wire {
        Wire { listener, no_content }
    }
}

impl Listener for Wire {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    // Without it a keep-alive client waits up to 40 ms for a small answer; it is not vital.
                    let _ = stream.set_nodelay(true);
                    return (Connection::new(stream, self.no_content), peer);
                }
                // Mostly there are too many open files, which only time can mend.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    no_content: NoContent,
    /// The bytes of a filled 204 that are still to be written.
    pending: Vec<u8>,
    /// A filled 204 was the last answer.
    spoilt: bool,
}

impl Connection {
    fn new(stream: TcpStream, no_content: NoContent) -> Connection {
        Connection { stream, no_content, pending: Vec::new(), spoilt: false }
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
        if this.spoilt {
            // Reads as the end of the stream, so that the server closes as the answer said it would.
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
        this.spoilt = true;
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

/// The head of a 204 with a length, a body and `Connection: close`.
fn filled(head: &[u8]) -> Vec<u8> {
    let head = head.strip_suffix(b"\r\n\r\n").unwrap_or(head);
    [head, TAIL].concat()
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_filled_head_ends_in_a_body() {
        let filled = filled(b"HTTP/1.1 204 No Content\r\ndate: now\r\n\r\n");
        let expected = b"HTTP/1.1 204 No Content\r\ndate: now\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        assert_eq!(filled, expected);
    }
}
