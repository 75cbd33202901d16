//! Starts and stops the server.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::api::Api;
use super::api_request::{ApiRequest, Entrance};
use super::connection_listener::ConnectionListener;
use super::faults::Faults;
use super::response_body::ResponseBody;
use super::tcp_entrance::{NoContent, TcpEntrance};
use super::tls_entrance::{AUTHORITY, TlsEntrance};

/// The time that open connections have to finish after the server is stopped.
const SHUTDOWN_TIME: Duration = Duration::from_secs(1);

/// A running reference server. [`Reference::stop`] or dropping the value ends the server.
#[derive(Debug)]
pub struct Reference {
    address: SocketAddr,
    open: ServerTask,
    api: Arc<Api>,
    /// The entrance for clients with a certificate, if opened.
    guarded: Option<ServerTask>,
}

/// The task that serves one entrance.
#[derive(Debug)]
struct ServerTask {
    /// Dropped to stop the server. Nothing is ever sent.
    stop: oneshot::Sender<Infallible>,
    task: JoinHandle<()>,
}

impl Reference {
    /// Starts a server on the current tokio runtime. Port 0 selects a free port.
    ///
    /// # Errors
    ///
    /// If the server cannot listen on the address.
    ///
    /// # Panics
    ///
    /// If there is no tokio runtime.
    pub async fn start(address: SocketAddr, faults: Faults) -> Result<Reference, io::Error> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let no_content =
            if faults.fills_no_content() { NoContent::Filled } else { NoContent::Kept };
        let listener = TcpEntrance::new(listener, no_content);
        let api = Arc::new(Api::new(faults));
        let open = serve(listener, Arc::clone(&api), Entrance::Open);
        Ok(Reference { address, open, api, guarded: None })
    }

    /// Opens a second entrance to the server, which requires a certificate from each client. Returns the address of
    /// the entrance. Port 0 selects a free port.
    ///
    /// # Errors
    ///
    /// If the server cannot listen on the address.
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
        let listener = TlsEntrance::new(listener);
        self.guarded = Some(serve(listener, Arc::clone(&self.api), Entrance::Guarded));
        Ok(address)
    }

    /// The certificate of the authority that clients of the second entrance must trust, as PEM.
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

    /// Stops the server. New connections are refused, and open ones have 1 s to finish.
    pub async fn stop(self) {
        let servers = std::iter::once(self.open).chain(self.guarded);
        // Both entrances are told to stop before the first is waited for.
        let tasks: Vec<JoinHandle<()>> = servers
            .map(|server| {
                drop(server.stop);
                server.task
            })
            .collect();
        for mut task in tasks {
            if tokio::time::timeout(SHUTDOWN_TIME, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

/// Serves connections until `stop` is dropped. The task then waits for the open connections.
fn serve(mut listener: impl ConnectionListener, api: Arc<Api>, entrance: Entrance) -> ServerTask {
    let (stop, mut stopped) = oneshot::channel::<Infallible>();
    let task = tokio::spawn(async move {
        let connections = GracefulShutdown::new();
        loop {
            let stream = tokio::select! {
                stream = listener.accept() => stream,
                // The channel carries no value: the sender is dropped to stop the server.
                _ = &mut stopped => break,
            };
            let api = Arc::clone(&api);
            let service = service_fn(move |request| respond(Arc::clone(&api), entrance, request));
            let builder = Builder::new(TokioExecutor::new());
            let connection = builder.serve_connection(TokioIo::new(stream), service).into_owned();
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                // A connection fails if its client closes it, which concerns no other client.
                let _ = connection.await;
            });
        }
        // The socket is closed before the wait, so that new connections are refused at once.
        drop(listener);
        connections.shutdown().await;
    });
    ServerTask { stop, task }
}

async fn respond(
    api: Arc<Api>,
    entrance: Entrance,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, Infallible> {
    Ok(api.respond(&ApiRequest::read(request, entrance).await).into_http())
}
