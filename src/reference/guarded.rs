//! The entrance that demands a certificate of each client (RFC 8446, section 4.4.2).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
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

/// The authority of the server's certificate, and of those of its clients. `certificates/make.sh` made all.
pub(super) const AUTHORITY: &str = include_str!("certificates/authority.pem");
const CERTIFICATE: &str = include_str!("certificates/server.pem");
const KEY: &str = include_str!("certificates/server.key");

/// How many connections may wait to be served.
const WAITING: usize = 64;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a client that was refused may take to read why.
const REFUSAL: Duration = Duration::from_secs(1);

/// A listener for clients whose certificate is of the authority.
#[derive(Debug)]
pub(super) struct Guarded {
    address: SocketAddr,
    connections: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    accepting: JoinHandle<()>,
}

impl Guarded {
    /// Listens with an open socket.
    ///
    /// # Panics
    ///
    /// Never: the certificates are part of the program.
    pub(super) fn new(listener: TcpListener) -> io::Result<Guarded> {
        let address = listener.local_addr()?;
        let acceptor = TlsAcceptor::from(Arc::new(config()));
        let (sender, connections) = mpsc::channel(WAITING);
        let accepting = tokio::spawn(async move {
            loop {
                let Ok((stream, peer)) = listener.accept().await else {
                    // Mostly there are too many open files, which only time can mend.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                // One client's handshake must not hold up the others.
                tokio::spawn(async move {
                    if let Some(stream) = shake_hands(&acceptor, stream).await {
                        // Without a receiver the server has ended.
                        let _ = sender.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Guarded { address, connections, accepting })
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for Guarded {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.connections.recv().await {
            Some(connection) => connection,
            // No further connection comes; the server is ended by its stop signal.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

async fn shake_hands(acceptor: &TlsAcceptor, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    // Without it a keep-alive client waits up to 40 ms for a small answer; it is not vital.
    let _ = stream.set_nodelay(true);
    let shaking = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream).into_fallible());
    match shaking.await.ok()? {
        Ok(stream) => Some(stream),
        Err((_, mut refused)) => {
            // What the client has sent by now must be read, or closing would throw away the alert that
            // says why.
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
    let sound = "the certificates that the program brings are sound";
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
    CertificateDer::from_pem_slice(pem.as_bytes()).expect("the program brings it as PEM")
}
