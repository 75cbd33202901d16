//! The servers: plain, behind TLS with a given certificate, and HTTP/2. The path selects the misbehavior.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use h2::server::SendResponse;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::script::{Script, Then, json, play};
use crate::authority::Certified;

/// The response of the good path, delayed so that the memory of the client can be measured.
const GOOD: &str = r#"{"id":1}"#;
const GOOD_AFTER: Duration = Duration::from_millis(60);

/// A server that counts the requests of each of its paths.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Server {
    /// Returns the number of requests for a path.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(path).copied().unwrap_or(0)
    }

    fn note(&self, path: &str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *asked.entry(path.to_owned()).or_default() += 1;
    }
}

/// The script of each path.
pub(crate) type Paths = BTreeMap<&'static str, Script>;

async fn bind() -> (TcpListener, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, Server { address, asked: Arc::default() })
}

/// Starts a server without TLS.
pub(crate) async fn plain(paths: Paths) -> Server {
    let (listener, server) = bind().await;
    let (known, paths) = (server.clone(), Arc::new(paths));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (server, paths) = (known.clone(), Arc::clone(&paths));
            tokio::spawn(async move {
                if let Some(Then::Reset) = answer(&mut stream, &server, &paths).await {
                    let _ = stream.set_zero_linger();
                }
            });
        }
    });
    server
}

/// Starts a server with this certificate, all of whose paths are good.
pub(crate) async fn tls(certificate: &Certified) -> Server {
    let (listener, server) = bind().await;
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(certificate.chain(), certificate.private_key());
    let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate")));
    let known = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (server, acceptor) = (known.clone(), acceptor.clone());
            tokio::spawn(async move {
                // A client that refuses the certificate closes the connection.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                answer(&mut stream, &server, &Paths::new()).await;
            });
        }
    });
    server
}

/// Answers the requests of one connection. Returns the next step of the connection.
async fn answer(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    server: &Server,
    paths: &Paths,
) -> Option<Then> {
    loop {
        let path = path(stream).await?;
        server.note(&path);
        let good = || json(GOOD);
        let script = paths.get(path.trim_start_matches('/')).cloned();
        if script.is_none() {
            tokio::time::sleep(GOOD_AFTER).await;
        }
        let script = script.unwrap_or_else(good);
        // Many tests make the client close the connection.
        match play(stream, &script).await {
            Ok(true) => {}
            _ => return Some(script.then),
        }
    }
}

/// Returns the path of the next request. Reads the head to its end and ignores the content.
async fn path(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.to_ascii_lowercase();
    let length = length.lines().find_map(|line| line.strip_prefix("content-length: "));
    if let Some(length) = length.and_then(|length| length.parse().ok())
        && !head.contains("100-continue")
    {
        stream.read_exact(&mut vec![0; length]).await.ok()?;
    }
    head.split(' ').nth(1).map(str::to_owned)
}

/// Starts a server that speaks HTTP/2 from the first byte.
pub(crate) async fn http2() -> Server {
    let (listener, server) = bind().await;
    let known = server.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_in_http2(stream, known.clone()));
        }
    });
    server
}

async fn answer_in_http2(stream: TcpStream, server: Server) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        let path = request.uri().path().to_owned();
        server.note(&path);
        match path.as_str() {
            "/goaway" => connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM),
            "/goaway-in-order" if server.asked(&path) == 1 => {
                connection.abrupt_shutdown(Reason::NO_ERROR);
            }
            "/gone" => return,
            _ => {
                tokio::spawn(respond_in_http2(path, respond));
            }
        }
    }
}

async fn respond_in_http2(path: String, mut respond: SendResponse<Bytes>) {
    let head = http::Response::builder().header("content-type", "application/json");
    match path.as_str() {
        "/rst-stream" => respond.send_reset(Reason::INTERNAL_ERROR),
        "/refused-stream" => respond.send_reset(Reason::REFUSED_STREAM),
        "/rst-in-the-body" => {
            let head = head.body(()).expect("a head");
            let mut body = respond.send_response(head, false).expect("the stream is open");
            body.send_data(Bytes::from_static(b"{\"id\""), false).expect("the stream is open");
            tokio::time::sleep(Duration::from_millis(50)).await;
            body.send_reset(Reason::INTERNAL_ERROR);
        }
        "/too-short-in-http2" => {
            let head = head.header("content-length", "100").body(()).expect("a head");
            let mut body = respond.send_response(head, false).expect("the stream is open");
            let _ = body.send_data(Bytes::from_static(GOOD.as_bytes()), true);
        }
        "/endless-in-http2" => {
            let head = head.body(()).expect("a head");
            let mut body = respond.send_response(head, false).expect("the stream is open");
            loop {
                body.reserve_capacity(1 << 14);
                let room = std::future::poll_fn(|context| body.poll_capacity(context)).await;
                let Some(Ok(room)) = room else { return };
                if body.send_data(Bytes::from(vec![b' '; room]), false).is_err() {
                    return;
                }
            }
        }
        _ => {
            tokio::time::sleep(GOOD_AFTER).await;
            let head = head.body(()).expect("a head");
            let mut body = respond.send_response(head, false).expect("the stream is open");
            let _ = body.send_data(Bytes::from_static(GOOD.as_bytes()), true);
        }
    }
}
