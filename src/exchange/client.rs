//! Sending: the only file that opens sockets.

use super::{Exchange, ExchangeError, Limits, Request};

/// Sends requests; cheap to clone, its connections are shared.
#[derive(Debug, Clone)]
pub struct Client {
    limits: Limits,
}

impl Client {
    /// A client that follows no redirects, obeys no proxy of the environment and retries nothing.
    ///
    /// # Errors
    ///
    /// If the TLS library cannot be set up.
    pub fn new(limits: Limits) -> Result<Self, ExchangeError> {
        Ok(Self { limits })
    }

    /// Sends one request and reads the whole response, within the limits.
    ///
    /// # Errors
    ///
    /// If there is no whole response to judge.
    pub async fn send(&self, request: Request) -> Result<Exchange, ExchangeError> {
        let _ = (&self.limits, request);
        todo!()
    }
}
