//! TLS end to end: the verification of server and client certificates, the messages about invalid certificates, and
//! HTTP/2, negotiated or by prior knowledge.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, Version};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use statusquo::http::{
    Authorities, Client, Exchange, ExchangeError, Identity, IdentityError, Limits, Request,
    Transport, Trust,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::authority::{Authority, Certified, Until, self_signed};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";

/// Starts a server with this certificate. If `clients` is given, the server demands client certificates of it.
pub(super) async fn serve(server: &Certified, clients: Option<&Authority>) -> SocketAddr {
    let config = ServerConfig::builder();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            let own = CertificateDer::from_pem_slice(authority.pem().as_bytes()).expect("PEM");
            roots.add(own).expect("an authority");
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build();
            config.with_client_cert_verifier(verifier.expect("a verifier"))
        }
    };
    let mut config =
        config.with_single_cert(server.chain(), server.private_key()).expect("a certificate");
    if clients.is_none() {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(answer(acceptor, stream));
        }
    });
    address
}

async fn answer(acceptor: TlsAcceptor, stream: TcpStream) {
    // Some tests are about a failed handshake. Its alert must be sent before the connection ends.
    let accepting = acceptor.accept(stream).into_fallible();
    let mut stream = match accepting.await {
        Ok(stream) => stream,
        Err((_, mut refused)) => {
            let _ = refused.shutdown().await;
            let wait = Duration::from_millis(200);
            let _ = tokio::time::timeout(wait, refused.read_to_end(&mut Vec::new())).await;
            return;
        }
    };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        return answer_in_http2(stream).await;
    }
    let _ = stream.read(&mut [0; 4096]).await;
    // The client may have closed the connection.
    let _ = stream.write_all(OK).await;
    let _ = stream.shutdown().await;
}

async fn answer_in_http2<S: AsyncRead + AsyncWrite + Unpin>(stream: S) {
    let Ok(mut connection) = h2::server::handshake(stream).await else { return };
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        let mut sent = respond.send_response(http::Response::new(()), false).expect("a stream");
        sent.send_data("ok".into(), true).expect("a stream");
    }
}

fn transport(trust: Trust) -> Transport {
    Transport { trust, ..Transport::default() }
}

pub(super) fn trusting(authority: &Authority) -> Transport {
    let authorities = Authorities::from_pem(authority.pem().as_bytes()).expect("an authority");
    transport(Trust::SystemAnd(authorities))
}

pub(super) fn client(transport: Transport) -> Client {
    Client::by(transport, Limits::default()).expect("a client")
}

pub(super) async fn get(client: &Client, url: &str) -> Result<Exchange, ExchangeError> {
    let url = url.parse().expect("a URL");
    client.send(Request { method: Method::GET, url, headers: HeaderMap::new(), body: None }).await
}

/// Sends a request to a server with this certificate, at `localhost`.
async fn sent(server: &Certified, transport: Transport) -> Result<Version, String> {
    let address = serve(server, None).await;
    let url = format!("https://localhost:{}/", address.port());
    let sent = get(&client(transport), &url).await.map(|exchange| exchange.response.version);
    sent.map_err(|error| error.to_string().replace(&format!(":{}", address.port()), ""))
}

fn fails(reason: &str) -> Result<Version, String> {
    Err(format!("TLS with https://localhost failed: {reason}"))
}

const UNTRUSTED: &str = "the certificate is not signed by an authority that this system trusts";

#[tokio::test]
async fn a_certificate_must_be_signed_by_a_trusted_authority() {
    let (authority, other) = (Authority::new("ours"), Authority::new("other"));
    let server = authority.certify("localhost", Until::Long);
    assert_eq!(sent(&server, trusting(&authority)).await, Ok(Version::HTTP_2));
    assert_eq!(sent(&server, trusting(&other)).await, fails(UNTRUSTED));
    let only = Authorities::from_pem(authority.pem().as_bytes()).expect("an authority");
    assert_eq!(sent(&server, transport(Trust::Only(only))).await, Ok(Version::HTTP_2));
    assert_eq!(sent(&self_signed("localhost"), trusting(&authority)).await, fails(UNTRUSTED));
}

#[tokio::test]
async fn a_certificate_must_be_valid_today_and_for_this_host() {
    let authority = Authority::new("ours");
    let expired = authority.certify("localhost", Until::LongAgo);
    let answer = sent(&expired, trusting(&authority)).await;
    assert_eq!(answer, fails("the certificate has expired"));
    let elsewhere = authority.certify("other.example", Until::Long);
    let answer = sent(&elsewhere, trusting(&authority)).await;
    assert_eq!(answer, fails("the certificate is for another host name"));
}

#[tokio::test]
async fn any_certificate_is_accepted_without_verification() {
    let authority = Authority::new("ours");
    for server in [
        authority.certify("localhost", Until::LongAgo),
        authority.certify("other.example", Until::Long),
        self_signed("localhost"),
    ] {
        assert_eq!(sent(&server, transport(Trust::Anyone)).await, Ok(Version::HTTP_2));
    }
}

/// Sends a request with an optional certificate to a server that demands certificates of `clients`.
async fn introduced(clients: &Authority, certificate: Option<&Certified>) -> Result<u16, String> {
    let authority = Authority::new("of the server");
    let address = serve(&authority.certify("localhost", Until::Long), Some(clients)).await;
    let mut client = client(trusting(&authority));
    if let Some(Certified { certificate, key }) = certificate {
        let identity = Identity::from_pem(certificate.as_bytes(), key.as_bytes());
        client = client.identified(identity.expect("an identity"));
    }
    let url = format!("https://localhost:{}/", address.port());
    let sent = get(&client, &url).await.map(|exchange| exchange.response.status.as_u16());
    sent.map_err(|error| error.to_string().replace(&format!(":{}", address.port()), ""))
}

fn refused(reason: &str) -> Result<u16, String> {
    Err(format!("https://localhost refused the client: {reason}"))
}

#[tokio::test]
async fn a_client_sends_its_certificate_on_demand() {
    let clients = Authority::new("of clients");
    let partner = clients.certify("partner", Until::Long);
    assert_eq!(introduced(&clients, Some(&partner)).await, Ok(200));
    let none = introduced(&clients, None).await;
    assert_eq!(none, refused("it demands a client certificate"));
}

#[tokio::test]
async fn a_client_certificate_must_be_valid_and_of_the_right_authority() {
    let clients = Authority::new("of clients");
    let stranger = Authority::new("of others").certify("partner", Until::Long);
    let answer = introduced(&clients, Some(&stranger)).await;
    assert_eq!(answer, refused("it does not trust the authority of the client certificate"));
    let expired = clients.certify("partner", Until::LongAgo);
    let answer = introduced(&clients, Some(&expired)).await;
    assert_eq!(answer, refused("the client certificate has expired"));
}

#[test]
fn a_certificate_without_its_own_key_is_refused() {
    let (one, other) = (self_signed("one"), self_signed("other"));
    let read = |certificate: &str, key: &str| {
        Identity::from_pem(certificate.as_bytes(), key.as_bytes()).map(|_| ())
    };
    assert_eq!(read(&one.certificate, &one.key), Ok(()));
    let both = [one.key.as_str(), &one.certificate].concat();
    assert_eq!(read(&both, &both), Ok(()));
    assert_eq!(read(&one.certificate, &other.key), Err(IdentityError::OtherKey));
    assert_eq!(read(&one.key, &one.key), Err(IdentityError::NoCertificate));
    assert_eq!(read(&one.certificate, &one.certificate), Err(IdentityError::NoKey));
    let encrypted = one.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(read(&one.certificate, &encrypted), Err(IdentityError::EncryptedKey));
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    assert!(matches!(read(broken, &one.key), Err(IdentityError::NotPem { .. })));
}

#[tokio::test]
async fn http2_without_negotiation_is_used_only_on_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_in_http2(stream));
        }
    });
    let http2 = client(Transport { http2: true, ..Transport::default() });
    let exchange = get(&http2, &url).await.expect("a response");
    assert_eq!(exchange.response.version, Version::HTTP_2);
    get(&client(Transport::default()), &url).await.expect_err("HTTP/1.1 is not understood");
}

#[tokio::test]
async fn a_connect_timeout_is_reported() {
    let limit = Some(Duration::from_millis(100));
    let client = client(Transport { connect_timeout: limit, ..trusting(&Authority::new("any")) });
    // The handshake counts toward the timeout: this server accepts the connection and sends nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let error = get(&client, &format!("https://{address}/")).await.expect_err("no connection");
    let expected =
        format!("could not connect to https://{address}: no connection within the time for it");
    assert_eq!(error.to_string(), expected);
}
