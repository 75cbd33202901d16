//! Proxies: the tunnel to an `https` target, and the proxy that is reached by TLS itself.

use std::net::SocketAddr;
use std::sync::Arc;

use http::Version;
use rustls::ServerConfig;
use statusquo::http::Transport;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio_rustls::TlsAcceptor;

use super::authority::{Authority, Certified, Until};
use super::tls::{client, get, serve, trusting};

/// Starts a proxy that opens tunnels, by TLS if it has a certificate. Returns the heads of the requests to it.
async fn proxy(certificate: Option<&Certified>) -> (SocketAddr, UnboundedReceiver<String>) {
    let acceptor = certificate.map(|certificate| {
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(certificate.chain(), certificate.private_key());
        TlsAcceptor::from(Arc::new(config.expect("a certificate")))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (heads, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (heads, acceptor) = (heads.clone(), acceptor.clone());
            tokio::spawn(async move {
                match acceptor {
                    None => tunnel(stream, heads).await,
                    Some(acceptor) => {
                        tunnel(acceptor.accept(stream).await.expect("TLS"), heads).await;
                    }
                }
            });
        }
    });
    (address, receiver)
}

async fn tunnel(mut stream: impl AsyncRead + AsyncWrite + Unpin, heads: UnboundedSender<String>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a head"));
    }
    let head = String::from_utf8(head).expect("text");
    let target = head.split(' ').nth(1).expect("a target").to_owned();
    heads.send(head).expect("the test listens");
    if target.starts_with("refused.") {
        let refusal = b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n";
        return stream.write_all(refusal).await.expect("written");
    }
    let mut upstream = TcpStream::connect(target).await.expect("the target");
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("written");
    // The client closes the tunnel at the end of the test.
    let _ = copy_bidirectional(&mut stream, &mut upstream).await;
}

#[tokio::test]
async fn one_tunnel_serves_all_requests_in_http2() {
    let authority = Authority::new("ours");
    let target = serve(&authority.certify("localhost", Until::Long), None).await;
    let (address, mut heads) = proxy(None).await;
    let proxy = Some(format!("http://me:hunter%32@{address}").parse().expect("a URL"));
    let client = client(Transport { proxy, ..trusting(&authority) });
    let url = format!("https://localhost:{}/", target.port());
    let (one, other) = tokio::join!(get(&client, &url), get(&client, &url));
    for exchange in [one, other, get(&client, &url).await] {
        assert_eq!(exchange.expect("a response").response.version, Version::HTTP_2);
    }
    let head = heads.recv().await.expect("a request to the proxy").to_ascii_lowercase();
    assert!(head.starts_with(&format!("connect localhost:{} http/1.1\r\n", target.port())));
    assert!(head.contains("proxy-authorization: basic bwu6ahvudgvymg==\r\n"), "{head}");
    assert!(heads.try_recv().is_err(), "there is one tunnel");
}

#[tokio::test]
async fn a_proxy_can_be_reached_by_tls() {
    let authority = Authority::new("ours");
    let certificate = authority.certify("localhost", Until::Long);
    let target = serve(&certificate, None).await;
    let (address, mut heads) = proxy(Some(&certificate)).await;
    let proxy = Some(format!("https://localhost:{}", address.port()).parse().expect("a URL"));
    let client = client(Transport { proxy, ..trusting(&authority) });
    let url = format!("https://localhost:{}/", target.port());
    get(&client, &url).await.expect("a response");
    assert!(heads.recv().await.expect("a request to the proxy").starts_with("CONNECT "));
}

#[tokio::test]
async fn a_proxy_that_opens_no_tunnel_is_a_failed_connection() {
    let (address, _heads) = proxy(None).await;
    let proxy = Some(format!("http://{address}").parse().expect("a URL"));
    let client = client(Transport { proxy, ..trusting(&Authority::new("ours")) });
    let error = get(&client, "https://refused.example/").await.expect_err("no tunnel").to_string();
    let expected = format!(
        "could not connect to https://refused.example:443 (by the proxy http://{address}): "
    );
    assert!(error.starts_with(&expected), "{error}");
}
