//! Where a target is.

use url::Url;

use crate::event::Via;
use crate::http::Client;

/// Where a target is, and what sends requests to it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The base URL; requests go below its path.
    pub url: Url,
    /// Whether it is the embedded reference server.
    pub reference: bool,
    /// How it is reached, where that is not the usual way.
    pub via: Vec<Via>,
    /// What sends.
    pub client: Client,
}
