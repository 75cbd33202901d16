//! HTTP requests and responses, and the clients that send them. No other room opens client sockets.
//!
//! Requests that are judged go through [`Client`]. A `Connector` opens connections, a `Pool` keeps the idle ones, and
//! a `Sender` sends a request on one of them and decides if it is sent again. The client is built on hyper's
//! connections, not on a complete client, so that a connection can be examined after its response. `fetch` is for
//! documents, which are not judged, and uses reqwest.

mod bounded_content;
mod client;
mod client_certificate;
mod connector;
mod cryptography;
mod error;
mod fetch;
mod framing;
mod http1;
mod http2;
mod incoming;
mod keep_alive;
mod library_errors;
mod connection;
mod negotiated_versions;
mod origin;
mod outgoing;
mod partial_head;
mod pool;
mod may_be_repeated;
mod sender;
mod socket;
mod stream;
mod tls;
mod transport;
mod recorded_stream;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Version};
use jiff::Timestamp;
use url::Url;

pub use client::{Client, as_sent};
pub use client_certificate::{Identity, IdentityError};
pub use error::ExchangeError;
pub use fetch::fetch;
pub use framing::Framing;
pub use origin::have_one_origin;
pub use transport::{Authorities, Transport, Trust};

/// A request as sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL.
    pub url: Url,
    /// The header fields in the order they are sent, credentials included.
    pub headers: HeaderMap,
    /// The content, if any.
    pub body: Option<Bytes>,
}

/// A response as received. Redirects are not followed: they are responses to judge.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: StatusCode,
    /// The protocol version.
    pub version: Version,
    /// The header fields.
    pub headers: HeaderMap,
    /// The content: all of it, unless the framing is broken.
    pub body: Bytes,
    /// The way in which the bytes fit the framing.
    pub framing: Framing,
}

/// One request as sent with its response as received.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request as sent.
    pub request: Request,
    /// The response as received.
    pub response: Response,
    /// The time at which the request was sent.
    pub started: Timestamp,
    /// The time from sending the request to the last byte of the response.
    pub elapsed: Duration,
}

/// The limits of one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The time for one exchange, from connecting to the last byte. Default: 30 s.
    pub timeout: Duration,
    /// The maximum length of a response body in bytes. Default: 16 MiB.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), body_bytes: 16 << 20 }
    }
}
