//! Starting and stopping the server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::api::Api;
use super::call::Call;
use super::faults::Faults;
use super::wire::{NoContent, Wire};

/// How long open connections may take to end once the server stops.
const FAREWELL: Duration = Duration::from_secs(1);

/// A running reference server; it ends with [`Reference::stop`], or when it is dropped.
#[derive(Debug)]
pub struct Reference {
    address: SocketAddr,
    /// Sends, or is dropped, to end the server.
    stop: oneshot::Sender<()>,
    task: JoinHandle<io::Result<()>>,
}

impl Reference {
    /// Starts a server on the current tokio runtime. Port 0 takes any free one.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// If there is no tokio runtime.
    pub async fn start(address: SocketAddr, faults: Faults) -> Result<Reference, io::Error> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let no_content = if faults.fill_no_content() { NoContent::Filled } else { NoContent::Kept };
        let wire = Wire::new(listener, no_content);
        let routes: Router = Router::new().fallback(respond).with_state(Arc::new(Api::new(faults)));
        let (stop, stopped) = oneshot::channel();
        let serving = axum::serve(wire, routes).with_graceful_shutdown(async {
            // A sender that is gone means the same as one that has sent.
            let _ = stopped.await;
        });
        Ok(Reference { address, stop, task: tokio::spawn(async { serving.await }) })
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL, such as `http://127.0.0.1:8080`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops the server: no new connections, and at most 1 s for the open ones.
    pub async fn stop(self) {
        let Reference { stop, mut task, .. } = self;
        drop(stop);
        if tokio::time::timeout(FAREWELL, &mut task).await.is_err() {
            task.abort();
        }
    }
}

async fn respond(State(api): State<Arc<Api>>, request: Request) -> Response {
    api.answer(&Call::read(request).await).into_response()
}
