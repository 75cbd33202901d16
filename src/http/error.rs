//! The reason why an exchange has no response.

/// The reason why an exchange has no response to judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The connection failed: refused, unreachable, or an unknown name.
    #[error("could not connect to {origin}: {reason}")]
    Connect {
        /// Scheme, host and port.
        origin: String,
        /// The innermost cause, as reported by the system.
        reason: String,
    },
    /// The TLS handshake failed.
    #[error("TLS with {origin} failed: {reason}")]
    Tls {
        /// Scheme, host and port.
        origin: String,
        /// The innermost cause, as reported by the TLS library.
        reason: String,
    },
    /// The server accepted the connection but rejected the client, for its certificate or for the lack of one.
    #[error("{origin} refused the client: {reason}")]
    ClientRefused {
        /// Scheme, host and port.
        origin: String,
        /// The server's reason.
        reason: String,
    },
    /// The time limit of the exchange was exceeded.
    #[error("no whole answer within {limit_ms} ms")]
    Timeout {
        /// The limit in milliseconds.
        limit_ms: u128,
    },
    /// The response body exceeded its limit.
    #[error("the response body is larger than {limit_bytes} bytes")]
    BodyTooLarge {
        /// The limit in bytes.
        limit_bytes: usize,
    },
    /// The response was not HTTP or was incomplete.
    #[error("the answer was not a whole HTTP response: {reason}")]
    Protocol {
        /// The innermost cause, as reported by the client library.
        reason: String,
    },
    /// The request could not be built or sent as asked.
    #[error("the request could not be sent: {reason}")]
    Request {
        /// The reason.
        reason: String,
    },
}
