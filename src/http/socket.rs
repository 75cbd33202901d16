//! A TCP or Unix socket whose current state can be read without the runtime.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

/// The maximum number of bytes that a direct read returns. Any unexpected byte makes the connection unusable.
const DIRECT_READ_BYTES: usize = 1024;

/// A connected socket.
#[derive(Debug)]
pub(super) struct Socket {
    stream: SocketStream,
    direct_read: DirectRead,
}

#[derive(Debug)]
enum SocketStream {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// A switch that makes a socket read from the operating system directly, without the runtime.
///
/// The runtime learns of a close or of input only when it polls its sockets, and that can be after the next request
/// was written. The owner of a connection turns the switch on before it reuses the connection.
#[derive(Debug, Clone, Default)]
pub(super) struct DirectRead(Arc<AtomicBool>);

impl DirectRead {
    /// Turns the switch on, runs `read`, and turns the switch off.
    pub(super) fn during<T>(&self, read: impl FnOnce() -> T) -> T {
        self.0.store(true, Ordering::Relaxed);
        let result = read();
        self.0.store(false, Ordering::Relaxed);
        result
    }

    /// Returns `true` while the switch is on.
    pub(super) fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Socket {
    /// Wraps a TCP connection.
    pub(super) fn tcp(stream: TcpStream) -> Self {
        Self { stream: SocketStream::Tcp(stream), direct_read: DirectRead::default() }
    }

    /// Connects to a Unix socket.
    #[cfg(unix)]
    pub(super) async fn unix(path: &std::path::Path) -> io::Result<Self> {
        let stream = SocketStream::Unix(UnixStream::connect(path).await?);
        Ok(Self { stream, direct_read: DirectRead::default() })
    }

    /// Returns the switch of this socket.
    pub(super) fn direct_read(&self) -> DirectRead {
        self.direct_read.clone()
    }

    /// Reads what has arrived. No waker is registered: the caller does not wait.
    fn read_now(&self, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let socket = match &self.stream {
            SocketStream::Tcp(stream) => SockRef::from(stream),
            #[cfg(unix)]
            SocketStream::Unix(stream) => SockRef::from(stream),
        };
        let mut bytes = [0; DIRECT_READ_BYTES];
        let room = buffer.remaining().min(DIRECT_READ_BYTES);
        match (&*socket).read(&mut bytes[..room]) {
            Ok(length) => {
                buffer.put_slice(&bytes[..length]);
                Poll::Ready(Ok(()))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.direct_read.is_on() {
            return self.read_now(buffer);
        }
        match &mut self.stream {
            SocketStream::Tcp(stream) => Pin::new(stream).poll_read(context, buffer),
            #[cfg(unix)]
            SocketStream::Unix(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            SocketStream::Tcp(stream) => Pin::new(stream).poll_write(context, bytes),
            #[cfg(unix)]
            SocketStream::Unix(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.stream {
            SocketStream::Tcp(stream) => Pin::new(stream).poll_write_vectored(context, parts),
            #[cfg(unix)]
            SocketStream::Unix(stream) => Pin::new(stream).poll_write_vectored(context, parts),
        }
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            SocketStream::Tcp(stream) => Pin::new(stream).poll_flush(context),
            #[cfg(unix)]
            SocketStream::Unix(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.stream {
            SocketStream::Tcp(stream) => Pin::new(stream).poll_shutdown(context),
            #[cfg(unix)]
            SocketStream::Unix(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
