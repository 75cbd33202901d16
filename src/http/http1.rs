//! One connection that speaks HTTP/1.1, driven by whoever uses it.
//!
//! The library's half that reads and writes is polled by the exchange itself: a task of its own would have to be
//! woken for each request, and would have to wake the exchange for each response.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Frame, Incoming};
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::unconstrained;

/// What reads and writes.
type Half = Connection<TokioIo<TcpStream>, Full<Bytes>>;

/// A connection and what sends on it. Dropping it closes it.
#[derive(Debug)]
pub(super) struct Line {
    sender: SendRequest<Full<Bytes>>,
    /// Absent when the connection is closed.
    connection: Option<Box<Half>>,
}

impl Line {
    /// A line on a new connection.
    pub(super) async fn new(stream: TokioIo<TcpStream>) -> hyper::Result<Self> {
        let (sender, connection) = handshake(stream).await?;
        Ok(Self { sender, connection: Some(Box::new(connection)) })
    }

    /// Whether a connection that was idle can take a request: the server has neither closed it nor said
    /// anything that it was not asked.
    pub(super) fn is_open(&mut self) -> bool {
        self.drive(&mut Context::from_waker(Waker::noop()));
        self.is_ready()
    }

    /// Whether the last exchange is over, and another one can follow.
    pub(super) fn is_ready(&self) -> bool {
        self.connection.is_some() && self.sender.is_ready()
    }

    /// Sends a request and gives the head of the response.
    pub(super) async fn send(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<Response<Incoming>> {
        let sent = self.sender.try_send_request(request);
        // Nobody but the connection makes it ready, and that is polled right before: it need not wake us, and
        // so must not be put off to another turn.
        let mut sent = pin!(unconstrained(sent));
        let connection = &mut self.connection;
        let sent = poll_fn(|context| {
            drive(connection, context);
            sent.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        });
        sent.await.map_err(TrySendError::into_error)
    }

    /// The next piece of a response's content, if there is one.
    pub(super) async fn next(
        &mut self,
        content: &mut Incoming,
    ) -> Option<hyper::Result<Frame<Bytes>>> {
        poll_fn(|context| {
            // As above: what has come is taken, and only then is more read.
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

    fn drive(&mut self, context: &mut Context<'_>) {
        drive(&mut self.connection, context);
    }
}

/// Reads and writes what can be; a connection that has come to its end is dropped, and whatever waits for it
/// learns why.
fn drive(connection: &mut Option<Box<Half>>, context: &mut Context<'_>) {
    if let Some(open) = connection
        && Pin::new(open).poll(context).is_ready()
    {
        *connection = None;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;
    use tokio::time::{sleep, timeout};

    use super::*;

    /// A line and its other end.
    async fn pair() -> (Line, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let stream = TcpStream::connect(listener.local_addr().expect("an address")).await;
        let line = Line::new(TokioIo::new(stream.expect("a connection"))).await.expect("a line");
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
        let sent = timeout(Duration::from_secs(5), line.send(Request::new(Full::default())));
        let error = sent.await.expect("it is told").expect_err("nobody answers");
        assert!(error.is_canceled(), "{error}");
        assert!(!line.is_ready());
    }
}
