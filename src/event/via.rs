//! Connections that are not direct and verified.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A setting by which the connections to a target differ from direct, verified ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Via {
    /// Connections used this Unix socket.
    Socket(String),
    /// Connections used this proxy.
    Proxy(String),
    /// The host name was resolved to this address: `HOST:ADDRESS`.
    Resolve(String),
    /// The certificate authorities in this file were trusted in addition to those of the system.
    CaFile(String),
    /// The certificate of the server was not verified.
    Insecure,
    /// HTTP/2 was used without negotiation (RFC 9113, section 3.3).
    Http2,
}

impl Via {
    /// Returns the path of the Unix socket, if the setting is one.
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
