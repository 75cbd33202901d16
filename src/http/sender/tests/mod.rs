//! Tests of requests, results and connection reuse, against scripted servers.

mod framing;
mod messages;
mod reuse;

use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue, Method};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{sleep, timeout};

use super::*;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Starts a server that answers the requests of each connection with these texts and then closes the connection.
///
/// An empty text is no answer. Returns the URL of the server, and the requests as they arrive with the number of their
/// connection.
async fn serve<A>(connections: Vec<A>) -> (Url, UnboundedReceiver<(usize, String)>)
where
    A: IntoIterator<Item = &'static str, IntoIter: Send> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for (at, answers) in connections.into_iter().enumerate() {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(converse(stream, answers.into_iter(), (at, sender.clone())));
        }
    });
    (format!("http://{address}/").parse().expect("a URL"), receiver)
}

async fn converse(
    mut stream: TcpStream,
    answers: impl Iterator<Item = &'static str>,
    (at, requests): (usize, UnboundedSender<(usize, String)>),
) {
    for answer in answers {
        let Some(request) = message(&mut stream).await else { return };
        // A test that does not look at the requests has dropped the receiver.
        let _ = requests.send((at, request));
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
    // The client needs a moment to read the last answer before the connection closes.
    sleep(Duration::from_millis(20)).await;
}

/// Reads the next request from the wire.
async fn message(stream: &mut TcpStream) -> Option<String> {
    let mut message = Vec::new();
    while !message.ends_with(b"\r\n\r\n") {
        message.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(message.clone()).expect("text");
    let length = head.split_once("content-length: ").and_then(|(_, rest)| rest.split_once('\r'));
    let length = length.map_or(0, |(length, _)| length.parse().expect("a length"));
    let start = message.len();
    message.resize(start + length, 0);
    stream.read_exact(&mut message[start..]).await.ok()?;
    while head.contains("transfer-encoding") && !message.ends_with(b"0\r\n\r\n") {
        message.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(message).ok()
}

fn sender() -> Sender {
    sender_by(&Transport::default())
}

fn sender_by(transport: &Transport) -> Sender {
    Sender::plain(transport).expect("no certificates are read")
}

/// Returns a request with the field that every request of the client has.
fn request(method: Method, url: &Url) -> Request {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("*/*"))]);
    Request { method, url: url.clone(), headers, body: None }
}

async fn send(sender: &Sender, method: Method, url: &Url) -> Result<u16, ExchangeError> {
    response(sender, method, url).await.map(|response| response.status.as_u16())
}

/// Sends a request, and watches its connection if the sender does.
async fn response(sender: &Sender, method: Method, url: &Url) -> Result<Response, ExchangeError> {
    let request = request(method, url);
    let response = async {
        match sender.answer(&request, 1 << 20).await? {
            Answer { response, watched: None } => Ok(response),
            Answer { response, watched: Some(watched) } => {
                Ok(sender.watch(response, watched, url).await)
            }
        }
    };
    timeout(Duration::from_secs(5), response).await.expect("it ends")
}

/// Returns the number of the connection of each request.
fn taken(requests: &mut UnboundedReceiver<(usize, String)>) -> Vec<usize> {
    std::iter::from_fn(|| requests.try_recv().ok()).map(|(at, _)| at).collect()
}

#[tokio::test]
async fn a_name_leads_to_the_address_that_it_stands_for() {
    let (mut url, mut requests) = serve(vec![[OK]]).await;
    url.set_host(Some("api.example")).expect("a host");
    let address = Some(("API.example".to_owned(), IpAddr::from([127, 0, 0, 1])));
    let sender = sender_by(&Transport { address, ..Transport::default() });
    assert_eq!(send(&sender, Method::GET, &url).await, Ok(200));
    let (_, sent) = requests.recv().await.expect("a request");
    assert!(sent.contains("host: api.example:"), "{sent}");
}
