//! The cases whose response has arrived while its connection is still watched for unexpected bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// Counts the cases that only watch a connection. They send nothing, so they take no room from other cases.
#[derive(Debug, Default)]
pub(in crate::run) struct Watching {
    cases: AtomicUsize,
    started: Notify,
}

/// A case that watches a connection, until the value is dropped.
#[derive(Debug)]
pub(in crate::run) struct WatchingCase(Arc<Watching>);

impl Watching {
    /// Counts one more case, until the returned value is dropped.
    pub(in crate::run) fn start(self: &Arc<Self>) -> WatchingCase {
        // The counter guards no other data, so no ordering is needed.
        self.cases.fetch_add(1, Ordering::Relaxed);
        self.started.notify_one();
        WatchingCase(Arc::clone(self))
    }

    /// Returns the number of cases that watch a connection.
    pub(in crate::run) fn count(&self) -> usize {
        self.cases.load(Ordering::Relaxed)
    }

    /// Waits until one more case watches a connection.
    pub(in crate::run) async fn started(&self) {
        self.started.notified().await;
    }
}

impl Drop for WatchingCase {
    fn drop(&mut self) {
        self.0.cases.fetch_sub(1, Ordering::Relaxed);
    }
}
