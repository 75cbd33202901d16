//! Starting and stopping the server.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::api::Api;
use super::call::{Call, Entrance};
use super::faults::Faults;
use super::guarded::{AUTHORITY, Guarded};
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
    api: Arc<Api>,
    /// The second entrance, if it was opened.
    guarded: Option<(oneshot::Sender<()>, JoinHandle<io::Result<()>>)>,
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
        let api = Arc::new(Api::new(faults));
        let (stop, task) = serve(wire, routes(&api, Entrance::Open));
        Ok(Reference { address, stop, task, api, guarded: None })
    }

    /// Opens a second entrance to the same server, which demands a certificate of each client. Gives its
    /// address; port 0 takes any free one.
    ///
    /// # Errors
    ///
    /// If the address cannot be listened on.
    ///
    /// # Panics
    ///
    /// If there is no tokio runtime.
    pub async fn demand_certificates(
        &mut self,
        address: SocketAddr,
    ) -> Result<SocketAddr, io::Error> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let routes = routes(&self.api, Entrance::Guarded);
        self.guarded = Some(serve(Guarded::new(listener)?, routes));
        Ok(address)
    }

    /// The certificate, as PEM, of the authority that a client must trust at the second entrance.
    pub fn authority() -> &'static str {
        AUTHORITY
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
        let Reference { stop, task, guarded, .. } = self;
        drop(stop);
        let guarded = guarded.map(|(stop, task)| {
            drop(stop);
            task
        });
        for mut task in [Some(task), guarded].into_iter().flatten() {
            if tokio::time::timeout(FAREWELL, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

/// Serves until the sender sends or is dropped.
fn serve<L>(listener: L, routes: Router) -> (oneshot::Sender<()>, JoinHandle<io::Result<()>>)
where
    L: Listener<Addr: std::fmt::Debug>,
{
    let (stop, stopped) = oneshot::channel();
    let serving = axum::serve(listener, routes).with_graceful_shutdown(async {
        // A sender that is gone means the same as one that has sent.
        let _ = stopped.await;
    });
    (stop, tokio::spawn(async { serving.await }))
}

fn routes(api: &Arc<Api>, entrance: Entrance) -> Router {
    Router::new().fallback(respond).with_state((Arc::clone(api), entrance))
}

async fn respond(
    State((api, entrance)): State<(Arc<Api>, Entrance)>,
    request: Request,
) -> Response {
    api.answer(&Call::read(request, entrance).await).into_response()
}
