//! Connections after a response, over TLS: bytes that follow it, content that breaks off, and reuse.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{HeaderMap, Method};
use rustls::ServerConfig;
use statusquo::http::{Client, ExchangeError, Framing, Request, Response};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::authority::{Authority, Until};
use super::tls::{client, trusting};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const DELETED: &str = "HTTP/1.1 204 No Content\r\n\r\n";
const CUT_OFF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok";

/// Starts a server that speaks HTTP/1.1. The path of a request selects the response. Returns the client for it, its URL
/// and the number of connections so far.
async fn serve() -> (Client, String, Arc<AtomicUsize>) {
    let authority = Authority::new("ours");
    let certificate = authority.certify("localhost", Until::Long);
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(certificate.chain(), certificate.private_key());
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate")));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut stream = acceptor.accept(stream).await.expect("TLS");
                while let Some(path) = path(&mut stream).await {
                    let (first, second) = match path.as_str() {
                        "/deleted" => (DELETED, None),
                        "/late" => (DELETED, Some("{}")),
                        "/cut-off" => (CUT_OFF, None),
                        _ => (OK, None),
                    };
                    // The client closes a connection on which unexpected bytes arrive.
                    let _ = stream.write_all(first.as_bytes()).await;
                    let _ = stream.flush().await;
                    if let Some(second) = second {
                        let _ = stream.write_all(second.as_bytes()).await;
                        let _ = stream.flush().await;
                    }
                    if path == "/cut-off" || path == "/close" {
                        return drop(stream.shutdown().await);
                    }
                }
            });
        }
    });
    (client(trusting(&authority)), format!("https://localhost:{port}"), connections)
}

/// Reads a request without content and returns its path.
async fn path(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()?.split(' ').nth(1).map(str::to_owned)
}

async fn send(client: &Client, method: Method, url: String) -> Result<Response, ExchangeError> {
    let url = url.parse().expect("a URL");
    let sent = client.send(Request { method, url, headers: HeaderMap::new(), body: None }).await;
    sent.map(|exchange| exchange.response)
}

#[tokio::test]
async fn bytes_after_a_204_are_found_and_are_no_other_response() {
    let (client, url, connections) = serve().await;
    let late = send(&client, Method::DELETE, format!("{url}/late")).await.expect("a response");
    assert_eq!((late.status.as_u16(), late.framing), (204, Framing::Surplus { bytes: 2 }));
    let next = send(&client, Method::GET, url).await.expect("a response");
    assert_eq!((&*next.body, next.framing), (&b"ok"[..], Framing::Whole));
    assert_eq!(connections.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_connection_is_reused_after_a_204_without_more_bytes() {
    let (client, url, connections) = serve().await;
    for path in ["/deleted", "/", "/deleted"] {
        let response = send(&client, Method::GET, format!("{url}{path}")).await;
        assert_eq!(response.expect("a response").framing, Framing::Whole);
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn the_status_of_content_that_breaks_off_is_known() {
    let (client, url, _) = serve().await;
    let response = send(&client, Method::GET, format!("{url}/cut-off")).await.expect("a response");
    assert_eq!((response.status.as_u16(), &*response.body), (200, &b"ok"[..]));
    assert!(response.framing.is_broken());
}

#[tokio::test]
async fn no_post_is_lost_to_a_server_that_closes_without_saying_so() {
    let (client, url, connections) = serve().await;
    for _ in 0..20 {
        let response = send(&client, Method::POST, format!("{url}/close")).await;
        assert_eq!(response.expect("a response").status, 200);
    }
    assert_eq!(connections.load(Ordering::Relaxed), 20);
}
