//! The framing of a response: where it ends, and what follows it.

use http::{Method, StatusCode};

/// The way in which the bytes of a response fit its framing (RFC 9112, section 6.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Framing {
    /// The response was complete, and nothing followed it.
    #[default]
    Whole,
    /// The response broke off, or its framing is invalid. The response has the status, the header fields and the
    /// content that arrived before.
    Broken {
        /// The reason.
        reason: String,
    },
    /// Bytes followed the complete response. They belong to no response (RFC 9112, section 9.2).
    Surplus {
        /// The number of bytes, at least: the connection is closed when bytes arrive.
        bytes: usize,
    },
}

impl Framing {
    /// Returns true if the response did not arrive completely, so that its content cannot be judged.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Broken { .. })
    }

    /// Returns the number of bytes that followed the response.
    pub fn surplus_bytes(&self) -> usize {
        if let Self::Surplus { bytes } = self { *bytes } else { 0 }
    }
}

/// Returns true if a response ends with its head, whatever its header fields announce (RFC 9112, section 6.3).
pub(super) fn ends_with_its_head(method: &Method, status: StatusCode) -> bool {
    *method == Method::HEAD || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
}

/// Returns true if the bytes after the head belong to another protocol: the connection became a tunnel, or switched
/// (RFC 9110, sections 9.3.6 and 15.2.2).
pub(super) fn leaves_http(method: &Method, status: StatusCode) -> bool {
    status == StatusCode::SWITCHING_PROTOCOLS || (*method == Method::CONNECT && status.is_success())
}
