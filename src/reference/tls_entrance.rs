//! The entrance that requires a certificate from each client (RFC 8446, section 4.4.2).

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::connection_listener::ConnectionListener;

/// The authority that signed the certificates of the server and its clients. `certificates/make.sh` makes them.
pub(super) const AUTHORITY: &str = include_str!("certificates/authority.pem");
const CERTIFICATE: &str = include_str!("certificates/server.pem");
const KEY: &str = include_str!("certificates/server.key");

/// The number of connections that can wait after their handshake.
const WAITING: usize = 64;

/// The time limit of a handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The time that a refused client has to read the reason.
const REFUSAL: Duration = Duration::from_secs(1);

/// A listener for clients with a certificate of the authority.
#[derive(Debug)]
pub(super) struct TlsEntrance {
    connections: mpsc::Receiver<TlsStream<TcpStream>>,
    accepting: JoinHandle<()>,
}

impl TlsEntrance {
    /// Accepts the connections of a socket.
    pub(super) fn new(listener: TcpListener) -> TlsEntrance {
        let acceptor = TlsAcceptor::from(Arc::new(config()));
        let (sender, connections) = mpsc::channel(WAITING);
        let accepting = tokio::spawn(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    // The usual error is too many open files, which ends when other connections close.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                // A task of its own, so that a slow handshake delays no other client.
                tokio::spawn(async move {
                    if let Some(stream) = shake_hands(&acceptor, stream).await {
                        // Sending fails only after the server was stopped.
                        let _ = sender.send(stream).await;
                    }
                });
            }
        });
        TlsEntrance { connections, accepting }
    }
}

impl Drop for TlsEntrance {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl ConnectionListener for TlsEntrance {
    type Stream = TlsStream<TcpStream>;

    async fn accept(&mut self) -> Self::Stream {
        match self.connections.recv().await {
            Some(connection) => connection,
            // The accepting task ended with the runtime. The stop signal ends the server.
            None => std::future::pending().await,
        }
    }
}

async fn shake_hands(acceptor: &TlsAcceptor, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    // Nagle's algorithm would delay a small response by up to 40 ms. The server works without the option.
    let _ = stream.set_nodelay(true);
    let shaking = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream).into_fallible());
    match shaking.await.ok()? {
        Ok(stream) => Some(stream),
        Err((_, mut refused)) => {
            // Closing a socket with unread data resets the connection, and the client would lose the alert with
            // the reason. So the data is read first.
            let rest = async {
                let mut waste = [0; 4096];
                while refused.read(&mut waste).await.is_ok_and(|read| read > 0) {}
            };
            let _ = tokio::time::timeout(REFUSAL, rest).await;
            None
        }
    }
}

fn config() -> ServerConfig {
    let sound = "the embedded certificates are valid";
    let mut roots = RootCertStore::empty();
    roots.add(certificate(AUTHORITY)).expect(sound);
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build().expect(sound);
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).expect(sound);
    ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate(CERTIFICATE)], key)
        .expect(sound)
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("the embedded certificate is PEM")
}
