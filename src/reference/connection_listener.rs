//! The interface of both entrances: a source of connections.

use tokio::io::{AsyncRead, AsyncWrite};

/// A source of connections for the server.
pub(super) trait ConnectionListener: Send + 'static {
    /// One connection.
    type Stream: AsyncRead + AsyncWrite + Send + Unpin + 'static;

    /// Waits for the next connection. Dropping the future loses no connection.
    fn accept(&mut self) -> impl Future<Output = Self::Stream> + Send;
}
