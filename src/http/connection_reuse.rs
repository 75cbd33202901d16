//! Telling a new connection from one that was used before.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    static OPENED: Arc<AtomicBool>;
}

/// Runs a future and says whether a connection was opened for it, rather than taken from the pool.
pub(super) async fn watched<F: Future>(future: F) -> (F::Output, Opened) {
    let opened = Arc::new(AtomicBool::new(false));
    let output = OPENED.scope(Arc::clone(&opened), future).await;
    let opened = if opened.load(Ordering::Relaxed) { Opened::New } else { Opened::Before };
    (output, opened)
}

/// When the connection of an exchange was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// For this exchange.
    New,
    /// For another one before; the server may have closed it in the meantime.
    Before,
}

/// A layer around the client's connector that notes each connection for [`watched`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Watch;

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Watched { inner }
    }
}

/// A connector that notes each connection.
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
                // A connection that lost the race against the pool is finished outside of the
                // exchange's task, where there is nothing to note.
                let _ = OPENED.try_with(|opened| opened.store(true, Ordering::Relaxed));
            }
            connected
        })
    }
}
