//! How a target was reached, where that is not the usual way.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands between us and a target, or is not looked at: whatever makes a run against it another
/// one than a direct, verified connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Via {
    /// Connections went to this Unix socket.
    Socket(String),
    /// Connections went by this proxy.
    Proxy(String),
    /// The name of the target was taken to stand for this address: `HOST:ADDRESS`.
    Resolve(String),
    /// The authorities in this file were trusted beside those of the system.
    CaFile(String),
    /// The certificate of the server was not looked at.
    Insecure,
    /// HTTP/2 was spoken without asking the server.
    Http2,
}

impl Via {
    /// The path of the socket, where it is one.
    pub fn socket(&self) -> Option<&str> {
        if let Self::Socket(path) = self { Some(path) } else { None }
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => write!(f, "by the Unix socket {path}"),
            Self::Proxy(url) => write!(f, "by the proxy {url}"),
            Self::Resolve(address) => write!(f, "resolved as {address}"),
            Self::CaFile(path) => write!(f, "trusting {path}"),
            Self::Insecure => f.write_str("its certificate not verified"),
            Self::Http2 => f.write_str("in HTTP/2 without asking"),
        }
    }
}
