//! Detects whether an exchange used a new connection or a reused one.
//!
//! A request is resent only if its connection was reused, and reqwest does not report that.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use http::Method;
use tower_layer::Layer;
use tower_service::Service;

use super::library_errors::{self, Failed};

tokio::task_local! {
    static OPENED: Arc<AtomicBool>;
}

/// Runs a future and returns whether it opened a connection or reused one of the pool.
pub(super) async fn watched<F: Future>(future: F) -> (F::Output, Opened) {
    let opened = Arc::new(AtomicBool::new(false));
    let output = OPENED.scope(Arc::clone(&opened), future).await;
    let opened = if opened.load(Ordering::Relaxed) { Opened::New } else { Opened::Before };
    (output, opened)
}

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

/// A layer around the client's connector that records each new connection for [`watched`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch;

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Watched { inner }
    }
}

/// A connector that records each new connection.
#[derive(Debug, Clone)]
pub(super) struct Watched<S> {
    inner: S,
}

impl<S, T> Service<T> for Watched<S>
where
    S: Service<T>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: T) -> Self::Future {
        let connecting = self.inner.call(target);
        Box::pin(async move {
            let connected = connecting.await;
            if connected.is_ok() {
                // If a pooled connection becomes free first, the new one is completed outside of the exchange's task.
                // The task-local is not set there, and the exchange did not use the new connection.
                let _ = OPENED.try_with(|opened| opened.store(true, Ordering::Relaxed));
            }
            connected
        })
    }
}
