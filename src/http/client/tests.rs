//! Tests of sending, against scripted servers.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::*;
use crate::http::{Framing, Trust};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Starts a server that answers the requests of each connection with these texts and then closes the connection.
///
/// An empty text is no answer. Returns the URL of the server and the requests as they arrive.
async fn serve(connections: Vec<Vec<&'static str>>) -> (Url, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for answers in connections {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            for answer in answers {
                sender.send(head(&mut stream).await).expect("someone listens");
                stream.write_all(answer.as_bytes()).await.expect("written");
            }
        }
    });
    (format!("http://{address}/").parse().expect("a URL"), receiver)
}

async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("a byte"));
    }
    String::from_utf8(head).expect("text")
}

fn request(method: Method, url: &Url) -> Request {
    Request { method, url: url.clone(), headers: HeaderMap::new(), body: None }
}

fn client() -> Client {
    let limits = Limits { timeout: Duration::from_secs(5), body_bytes: 100 };
    Client::new(limits).expect("a client")
}

async fn get(url: &Url) -> Result<Exchange, ExchangeError> {
    client().send(request(Method::GET, url)).await
}

async fn error_of(answer: &'static str) -> ExchangeError {
    let (url, _requests) = serve(vec![vec![answer]]).await;
    get(&url).await.expect_err("no whole response")
}

#[tokio::test]
async fn an_exchange_has_what_was_sent_and_what_came() {
    let (url, mut requests) = serve(vec![vec![OK]]).await;
    let exchange = get(&url).await.expect("a response");
    assert_eq!(exchange.response.status, 200);
    assert_eq!(exchange.response.body, "ok");
    assert_eq!(exchange.request.headers[header::USER_AGENT], USER_AGENT);
    let sent = requests.recv().await.expect("a request");
    assert!(sent.contains("accept: */*") && sent.contains(USER_AGENT), "{sent}");
}

#[tokio::test]
async fn a_post_without_content_says_so() {
    let (url, mut requests) = serve(vec![vec![OK]]).await;
    client().send(request(Method::POST, &url)).await.expect("a response");
    let sent = requests.recv().await.expect("a request");
    assert!(sent.contains("content-length: 0\r\n"), "{sent}");
}

#[tokio::test]
async fn a_redirect_is_an_answer() {
    let redirect = "HTTP/1.1 302 Found\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n";
    let (url, _requests) = serve(vec![vec![redirect]]).await;
    assert_eq!(get(&url).await.expect("a response").response.status, 302);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_read() {
    let expected = ExchangeError::BodyTooLarge { limit_bytes: 100 };
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n";
    assert_eq!(error_of(announced).await, expected);
    let chunked = concat!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        "40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n",
        "40\r\n0123456789012345678901234567890123456789012345678901234567890123\r\n0\r\n\r\n",
    );
    assert_eq!(error_of(chunked).await, expected);
}

#[tokio::test]
async fn the_length_that_a_head_response_announces_is_no_body() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
    let (url, _requests) = serve(vec![vec![answer]]).await;
    let exchange = client().send(request(Method::HEAD, &url)).await.expect("a response");
    assert_eq!(exchange.response.headers["content-length"], "1000");
}

#[tokio::test]
async fn a_target_that_says_nothing_is_a_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let url = format!("http://{address}/").parse().expect("a URL");
    let limits = Limits { timeout: Duration::from_millis(50), body_bytes: 1 };
    let sent = Client::new(limits).expect("a client").send(request(Method::GET, &url)).await;
    assert_eq!(sent.expect_err("no answer"), ExchangeError::Timeout { limit_ms: 50 });
}

#[tokio::test]
async fn a_closed_port_is_told_in_one_line() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url: Url = format!("http://{address}/").parse().expect("a URL");
    let error = get(&url).await.expect_err("closed");
    assert_eq!(
        error.to_string(),
        format!("could not connect to http://{address}: connection refused")
    );
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_no_connection() {
    let url: Url = "http://nowhere.invalid/".parse().expect("a URL");
    let error = get(&url).await.expect_err("no such host").to_string();
    assert!(
        error.starts_with("could not connect to http://nowhere.invalid:80: no such host ("),
        "{error}"
    );
}

#[tokio::test]
async fn a_port_that_speaks_no_tls_is_a_tls_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.expect("written");
    });
    let transport = Transport { trust: Trust::Anyone, ..Transport::default() };
    let client = Client::by(transport, Limits::default()).expect("a client");
    let url: Url = format!("https://{address}/").parse().expect("a URL");
    let error = client.send(request(Method::GET, &url)).await.map(|_| ());
    let reason = "the server does not speak TLS on this port; is it http:// that is meant?";
    let expected =
        ExchangeError::Tls { origin: format!("https://{address}"), reason: reason.to_owned() };
    assert_eq!(error, Err(expected));
}

#[tokio::test]
async fn an_answer_without_a_status_line_is_a_protocol_failure() {
    let broken = "the connection was closed before the response was complete";
    for (answer, expected) in
        [("", Some(broken)), ("HTTP/1.1 200 O", Some(broken)), ("SSH-2.0-OpenSSH\r\n\r\n", None)]
    {
        let ExchangeError::Protocol { reason } = error_of(answer).await else {
            panic!("{answer} is another failure");
        };
        assert!(expected.is_none_or(|expected| reason.contains(expected)), "{reason}");
    }
}

#[tokio::test]
async fn what_arrived_of_a_response_that_breaks_off_is_returned() {
    let (url, _requests) =
        serve(vec![vec!["HTTP/1.1 404 No\r\ncontent-length: 9\r\n\r\nok"]]).await;
    let response = get(&url).await.expect("a status line").response;
    let reason = "the connection was closed before the response was complete".to_owned();
    assert_eq!((response.status.as_u16(), &*response.body), (404, &b"ok"[..]));
    assert_eq!(response.framing, Framing::Broken { reason });
}

#[tokio::test]
async fn another_scheme_is_refused() {
    let error = get(&"ftp://host/".parse().expect("a URL")).await.expect_err("refused");
    let expected = "the request could not be sent: `ftp` is neither http nor https";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn an_idempotent_request_on_a_connection_that_was_closed_is_sent_again() {
    let (url, mut requests) = serve(vec![vec![OK, ""], vec![OK]]).await;
    let client = client();
    for _ in 0..2 {
        let exchange = client.send(request(Method::GET, &url)).await.expect("a response");
        assert_eq!(exchange.response.status, 200);
    }
    for _ in 0..3 {
        assert!(requests.recv().await.is_some());
    }
}

#[tokio::test]
async fn a_post_that_may_have_been_processed_is_not_sent_again() {
    // After nine responses on one connection, the client sends a POST on it too.
    let answers = std::iter::repeat_n(OK, 9).chain([""]).collect();
    let (url, mut requests) = serve(vec![answers, vec![OK]]).await;
    let client = client();
    for _ in 0..9 {
        client.send(request(Method::GET, &url)).await.expect("a response");
    }
    let error = client.send(request(Method::POST, &url)).await.expect_err("closed");
    assert!(matches!(error, ExchangeError::Protocol { .. }), "{error}");
    for _ in 0..10 {
        requests.recv().await;
    }
    assert!(requests.try_recv().is_err(), "nothing else was sent");
}

#[tokio::test]
async fn nothing_is_sent_again_where_the_connection_was_new() {
    let (url, mut requests) = serve(vec![vec![""], vec![OK]]).await;
    get(&url).await.expect_err("closed without an answer");
    requests.recv().await;
    assert!(requests.try_recv().is_err(), "nothing else was sent");
}
