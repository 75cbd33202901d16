//! One HTTP/1.1 connection, polled by the exchange that uses it.
//!
//! hyper splits a connection into a sender and a part that reads and writes. The exchange polls both. If a separate
//! task polled the second part, each request would wake that task, and each response would wake the exchange.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming};
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{Connection, Parts, SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::AsyncReadExt;
use tokio::task::unconstrained;
use tokio::time::timeout;

use super::outgoing::Outgoing;
use super::recorded_stream::RecordedStream;
use super::socket::DirectRead;
use super::stream::Stream;

/// The part of a connection that reads and writes.
type ReadWriteHalf = Connection<TokioIo<RecordedStream>, Full<Bytes>>;

/// A connection and its sender. Dropping the value closes the connection.
#[derive(Debug)]
pub(super) struct Http1Connection {
    sender: SendRequest<Full<Bytes>>,
    /// `None` after the connection has ended.
    connection: Option<Box<ReadWriteHalf>>,
    /// The remains of the connection after its end.
    remains: Option<Box<Remains>>,
    /// The switch of the socket.
    direct_read: DirectRead,
}

/// The remains of a connection that has ended.
#[derive(Debug)]
struct Remains {
    wire: RecordedStream,
    /// Bytes that were read and belong to no response.
    unread: Bytes,
}

impl Http1Connection {
    /// Performs the handshake on a new connection.
    pub(super) async fn new(stream: Stream) -> hyper::Result<Self> {
        let direct_read = stream.direct_read();
        let wire = RecordedStream::new(stream, direct_read.clone());
        let (sender, connection) = handshake(TokioIo::new(wire)).await?;
        Ok(Self { sender, connection: Some(Box::new(connection)), remains: None, direct_read })
    }

    /// Returns true if an idle connection can be used. The server must neither have closed it nor have sent bytes
    /// without a request (RFC 9112, section 9.2).
    pub(super) fn is_open(&mut self) -> bool {
        let direct_read = self.direct_read.clone();
        direct_read.during(|| self.drive(&mut Context::from_waker(Waker::noop())));
        self.is_ready()
    }

    /// Returns true if the last exchange has ended and the connection can take another request.
    pub(super) fn is_ready(&self) -> bool {
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Sends a request and returns the head of the response.
    pub(super) async fn send(
        &mut self,
        request: Outgoing,
    ) -> hyper::Result<http::Response<Incoming>> {
        let sent = self.sender.try_send_request(request);
        // Only the connection can make this future ready, and the connection is polled directly before it. No waker is
        // registered, so tokio's cooperative budget must not suspend it.
        let mut sent = pin!(unconstrained(sent));
        let halves = (&mut self.connection, &mut self.remains);
        let sent = poll_fn(move |context| {
            drive(halves.0, halves.1, context);
            sent.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        });
        sent.await.map_err(TrySendError::into_error)
    }

    /// Returns the next chunk of a response's content, or `None` at its end.
    pub(super) async fn next(
        &mut self,
        content: &mut Incoming,
    ) -> Option<hyper::Result<Frame<Bytes>>> {
        poll_fn(|context| {
            // Chunks that have already arrived are taken before more bytes are read, again without a waker.
            let quiet = &mut Context::from_waker(Waker::noop());
            let come = Pin::new(&mut *content).poll_frame(quiet);
            if come.is_ready() {
                return come;
            }
            self.drive(context);
            Pin::new(&mut *content).poll_frame(quiet)
        })
        .await
    }

    /// Returns the number of bytes that have arrived after the end of the response.
    pub(super) fn surplus(&self) -> usize {
        self.remains.as_ref().map_or(0, |remains| remains.unread.len())
    }

    /// Waits for bytes after the end of the response and returns their number: those that arrive first. 0 means that
    /// none arrived in the given time, or that the server closed the connection.
    pub(super) async fn surplus_within(&mut self, time: Duration) -> usize {
        // If the time is up, nothing has arrived.
        timeout(time, self.next_surplus()).await.unwrap_or(0)
    }

    async fn next_surplus(&mut self) -> usize {
        // While the connection is open, hyper reads, and ends the connection if bytes arrive.
        let ended = poll_fn(|context| {
            self.drive(context);
            if self.connection.is_none() { Poll::Ready(()) } else { Poll::Pending }
        });
        ended.await;
        match &mut self.remains {
            // hyper does not read on after a response that closes the connection.
            Some(remains) if remains.unread.is_empty() => {
                remains.wire.read(&mut [0; 1024]).await.unwrap_or(0)
            }
            _ => self.surplus(),
        }
    }

    /// Returns the first bytes of the last response, once the connection has ended.
    pub(super) fn first_bytes(&self) -> &[u8] {
        self.remains.as_ref().map_or(&[], |remains| remains.wire.first_bytes())
    }

    fn drive(&mut self, context: &mut Context<'_>) {
        drive(&mut self.connection, &mut self.remains, context);
    }
}

/// Reads and writes as far as possible without waiting. The remains of a finished connection are kept, and its sender
/// then reports the reason.
fn drive(
    connection: &mut Option<Box<ReadWriteHalf>>,
    remains: &mut Option<Box<Remains>>,
    context: &mut Context<'_>,
) {
    if let Some(open) = connection
        && Pin::new(open).poll(context).is_ready()
        && let Some(ended) = connection.take()
    {
        let Parts { io, read_buf, .. } = ended.into_parts();
        *remains = Some(Box::new(Remains { wire: io.into_inner(), unread: read_buf }));
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::sleep;

    use super::*;
    use crate::http::socket::Socket;

    /// Returns a connection and its server side.
    async fn pair() -> (Http1Connection, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let stream = TcpStream::connect(listener.local_addr().expect("an address")).await;
        let line = Http1Connection::new(Stream::Socket(Socket::tcp(stream.expect("a connection"))))
            .await
            .expect("a line");
        (line, listener.accept().await.expect("a connection").0)
    }

    #[tokio::test]
    async fn a_line_is_open_until_the_other_end_closes_it() {
        let (mut line, other) = pair().await;
        assert!(line.is_open());
        drop(other);
        sleep(Duration::from_millis(20)).await;
        assert!(!line.is_open());
    }

    #[tokio::test]
    async fn a_line_on_which_something_came_unasked_is_not_open() {
        let (mut line, mut other) = pair().await;
        other.write_all(b"HTTP/1.1 408 Late\r\n\r\n").await.expect("written");
        sleep(Duration::from_millis(20)).await;
        assert!(!line.is_open());
    }

    #[tokio::test]
    async fn a_request_that_was_never_written_is_told_as_such() {
        let (mut line, other) = pair().await;
        drop(other);
        sleep(Duration::from_millis(20)).await;
        let sent = timeout(Duration::from_secs(5), line.send(Outgoing::new(Full::default())));
        let error = sent.await.expect("it is told").expect_err("nobody answers");
        assert!(error.is_canceled(), "{error}");
        assert!(!line.is_ready());
    }
}
