//! Where a target is.

use url::Url;

use crate::exchange::Client;

/// Where a target is, and what sends requests to it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The base URL; requests go below its path.
    pub url: Url,
    /// Whether it is the embedded reference server.
    pub reference: bool,
    /// What sends.
    pub client: Client,
}
