//! Decides which failed requests are sent again.

use http::Method;

use super::library_errors::{self, Failed};

/// The number of times that a request is sent again because the server did not process it.
pub(super) const UNPROCESSED: u32 = 2;

/// The origin of the connection of an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// The connection was opened for this exchange.
    New,
    /// The connection was opened for an earlier exchange. The server can have closed it in the meantime.
    Before,
}

/// Returns true if the request may be resent: the server closed a reused connection, and the request was not written
/// or is idempotent (RFC 9110, section 9.2.2).
pub(super) fn may_repeat(failed: Failed<'_>, opened: Opened, method: &Method) -> bool {
    opened == Opened::Before
        && library_errors::is_closed_connection(failed)
        && (library_errors::is_unsent(failed) || method.is_idempotent())
}

/// Returns true if an HTTP/2 server reports that it did not process the request: it refused the stream, or it shuts
/// the connection down in order (RFC 9113, section 8.7).
pub(super) fn is_unprocessed(failed: Failed<'_>) -> bool {
    let Some(error) = library_errors::http2_error(failed) else { return false };
    let reason = error.reason();
    let is_refused = error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM);
    let is_in_order = error.is_go_away() && reason == Some(h2::Reason::NO_ERROR);
    error.is_remote() && (is_refused || is_in_order)
}
