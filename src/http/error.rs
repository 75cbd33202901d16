//! Why there was no answer to judge.

/// Why there was no answer to judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// No connection came about: refused, unreachable, no such name.
    #[error("could not connect to {origin}: {reason}")]
    Connect {
        /// Scheme, host and port.
        origin: String,
        /// What the system said, innermost cause.
        reason: String,
    },
    /// The TLS handshake failed.
    #[error("TLS with {origin} failed: {reason}")]
    Tls {
        /// Scheme, host and port.
        origin: String,
        /// What the TLS library said, innermost cause.
        reason: String,
    },
    /// The server took the connection, and not the client: its certificate, or that it had none.
    #[error("{origin} refused the client: {reason}")]
    ClientRefused {
        /// Scheme, host and port.
        origin: String,
        /// What the server has against it.
        reason: String,
    },
    /// The time for the whole exchange ran out.
    #[error("no whole answer within {limit_ms} ms")]
    Timeout {
        /// The bound in milliseconds.
        limit_ms: u128,
    },
    /// The body grew beyond its bound.
    #[error("the response body is larger than {limit_bytes} bytes")]
    BodyTooLarge {
        /// The bound in bytes.
        limit_bytes: usize,
    },
    /// What came was not HTTP, or broke off.
    #[error("the answer was not a whole HTTP response: {reason}")]
    Protocol {
        /// What the client library said, innermost cause.
        reason: String,
    },
    /// The request could not be built or sent as asked.
    #[error("the request could not be sent: {reason}")]
    Request {
        /// Why.
        reason: String,
    },
}
