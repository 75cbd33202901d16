//! The servers: plain, behind TLS with a certificate of one's choice, and HTTP/2; the path says what they do.

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

/// What the good path answers, late enough for whoever watches the client's memory.
const GOOD: &str = r#"{"id":1}"#;
const GOOD_AFTER: Duration = Duration::from_millis(60);

/// A server, and how often each of its paths was asked for.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Server {
    /// How often this path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(path).copied().unwrap_or(0)
    }

    fn note(&self, path: &str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *asked.entry(path.to_owned()).or_default() += 1;
    }
}

/// What a server does at each of its paths.
pub(crate) type Paths = BTreeMap<&'static str, Script>;

async fn bind() -> (TcpListener, Server) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, Server { address, asked: Arc::default() })
}

/// A server without TLS.
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

/// A server with this certificate, all of whose paths are good.
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
                // A client that does not like the certificate goes away.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                answer(&mut stream, &server, &Paths::new()).await;
            });
        }
    });
    server
}

/// Answers the requests of one connection; gives what is to happen to it then.
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
        // A client that goes away is what most of this is about.
        match play(stream, &script).await {
            Ok(true) => {}
            _ => return Some(script.then),
        }
    }
}

/// The path of the next request; its head is read to the end, its content is not looked at.
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

/// A server that speaks HTTP/2 from the first byte.
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
