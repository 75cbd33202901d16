//! The version of HTTP that each origin speaks, and its shared HTTP/2 connection.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connection::Line;
use super::http2::Http2Connection;

/// The origins whose version of HTTP is known only after a connection is open.
#[derive(Debug, Default)]
pub(super) struct NegotiatedOrigins {
    origins: Mutex<Vec<Arc<NegotiatedOrigin>>>,
}

/// One origin.
#[derive(Debug)]
pub(super) struct NegotiatedOrigin {
    name: Box<str>,
    version: Mutex<Version>,
    /// Held while a connection is opened that may serve all other requests too.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
enum Version {
    Unknown,
    Http1,
    Http2(Http2Connection),
}

impl NegotiatedOrigins {
    /// Returns the entry of an origin.
    pub(super) fn origin(&self, name: &str) -> Arc<NegotiatedOrigin> {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = origins.iter().find(|origin| *origin.name == *name) {
            return Arc::clone(known);
        }
        let (name, version) = (name.into(), Mutex::new(Version::Unknown));
        let origin =
            Arc::new(NegotiatedOrigin { name, version, turn: tokio::sync::Mutex::default() });
        origins.push(Arc::clone(&origin));
        origin
    }
}

impl NegotiatedOrigin {
    /// Returns the HTTP/2 connection, if it is open.
    pub(super) fn shared(&self) -> Option<Http2Connection> {
        match &*self.version() {
            Version::Http2(connection) if connection.is_open() => Some(connection.clone()),
            _ => None,
        }
    }

    /// Waits for the turn to open a connection.
    ///
    /// If the origin speaks HTTP/2, one connection is enough, so all but the first request wait for it. An HTTP/1.1
    /// connection carries one request at a time, so nothing waits.
    pub(super) async fn turn(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if matches!(*self.version(), Version::Http1) {
            return None;
        }
        Some(self.turn.lock().await)
    }

    /// Keeps the version of a new connection, and shares the connection if possible.
    pub(super) fn note(&self, line: &Line) {
        *self.version() = match line {
            Line::Http1(_) => Version::Http1,
            Line::Http2(connection) => Version::Http2(connection.clone()),
        };
    }

    fn version(&self) -> MutexGuard<'_, Version> {
        self.version.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
