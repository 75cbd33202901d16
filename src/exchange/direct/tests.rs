//! What is sent, what comes of it, and on which connection; the first two beside the client library.

use http::HeaderMap;
use http::header::ACCEPT;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{sleep, timeout};

use super::*;
use crate::exchange::library::Library;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A server that answers the requests of each connection with these texts and then closes it; an empty text is no
/// answer. Gives its URL, and the requests as they come with the number of their connection.
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
    (at, sender): (usize, UnboundedSender<(usize, String)>),
) {
    for answer in answers {
        let Some(request) = message(&mut stream).await else { return };
        // Not every test listens.
        let _ = sender.send((at, request));
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request as it stands on the wire.
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

fn direct() -> Direct {
    Direct::new(&Transport::default())
}

fn library() -> Library {
    Library::plain(&Transport::default()).expect("a client")
}

/// A request with the field that the client library would add.
fn request(method: Method, url: &Url) -> Request {
    let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("*/*"))]);
    Request { method, url: url.clone(), headers, body: None }
}

async fn send(direct: &Direct, method: Method, url: &Url) -> Result<u16, ExchangeError> {
    let request = request(method, url);
    let answer = direct.answer(&request, 1 << 20);
    let answer = timeout(Duration::from_secs(5), answer).await.expect("it ends");
    answer.map(|response| response.status.as_u16())
}

/// The numbers of the connections on which requests came.
fn taken(requests: &mut UnboundedReceiver<(usize, String)>) -> Vec<usize> {
    std::iter::from_fn(|| requests.try_recv().ok()).map(|(at, _)| at).collect()
}

/// What both send for a request; `change` makes it, of a request to a server.
async fn both_send(change: impl Fn(&mut Request)) -> String {
    const CLOSE: &str = "HTTP/1.1 400 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let (url, mut requests) = serve(vec![[CLOSE], [CLOSE]]).await;
    let mut request = request(Method::GET, &url);
    change(&mut request);
    direct().answer(&request, 9).await.expect("a response");
    library().answer(&request, 9).await.expect("a response");
    let (_, one) = requests.recv().await.expect("a request");
    let (_, other) = requests.recv().await.expect("a request");
    assert_eq!(one, other);
    one.replace(&origin(&url)["127.0.0.1".len()..], ":PORT")
}

/// What both make of an answer.
async fn both_say(method: Method, answer: &'static str) -> Result<String, String> {
    let (url, _requests) = serve(vec![[answer], [answer]]).await;
    let request = request(method, &url);
    let one = direct().answer(&request, 100).await;
    let other = library().answer(&request, 100).await;
    assert_eq!(format!("{one:?}"), format!("{other:?}"), "{answer}");
    let body = |response: Response| String::from_utf8_lossy(&response.body).into_owned();
    one.map(body).map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_request_has_the_path_the_query_and_the_host_of_its_url() {
    let sent = both_send(|request| {
        request.url.set_path("/a/{b}");
        request.url.set_query(Some("c=d e&f"));
        request.url.set_fragment(Some("g"));
    });
    assert_eq!(
        sent.await,
        "GET /a/%7Bb%7D?c=d%20e&f HTTP/1.1\r\naccept: */*\r\nhost: 127.0.0.1:PORT\r\n\r\n"
    );
}

#[tokio::test]
async fn what_stands_before_the_host_of_a_url_is_not_sent() {
    let sent = both_send(|request| {
        request.url.set_username("me").expect("a URL with a host");
        request.url.set_password(Some("secret")).expect("a URL with a host");
    });
    assert_eq!(sent.await, "GET / HTTP/1.1\r\naccept: */*\r\nhost: 127.0.0.1:PORT\r\n\r\n");
}

#[tokio::test]
async fn fields_are_sent_in_their_order_and_the_host_only_where_there_is_none() {
    let sent = both_send(|request| {
        for (name, value) in [("x-b", "1"), ("host", "else"), ("x-a", "2"), ("x-b", "3")] {
            request.headers.append(name, HeaderValue::from_static(value));
        }
    });
    let sent = sent.await;
    let fields: Vec<&str> = sent.trim_end().split("\r\n").skip(1).collect();
    assert_eq!(fields, ["accept: */*", "x-b: 1", "x-b: 3", "host: else", "x-a: 2"]);
}

#[tokio::test]
async fn content_is_sent_with_its_length() {
    let content = |method: Method, body: &'static str| {
        both_send(move |request| {
            request.method = method.clone();
            request.body = Some(Bytes::from_static(body.as_bytes()));
        })
    };
    assert!(content(Method::POST, "abc").await.ends_with("content-length: 3\r\n\r\nabc"));
    assert!(content(Method::GET, "abc").await.ends_with("content-length: 3\r\n\r\nabc"));
    content(Method::PUT, "").await;
    content(Method::DELETE, "abc").await;
}

#[tokio::test]
async fn a_length_of_the_case_is_sent_and_so_is_its_coding() {
    let with = |name: &'static str, value: &'static str, body: Option<&'static str>| {
        both_send(move |request| {
            request.method = Method::POST;
            request.headers.insert(name, HeaderValue::from_static(value));
            request.body = body.map(|body| Bytes::from_static(body.as_bytes()));
        })
    };
    assert!(with("content-length", "0", None).await.contains("content-length: 0\r\n"));
    with("content-length", "3", Some("abc")).await;
    let chunked = with("transfer-encoding", "chunked", Some("abc")).await;
    assert!(chunked.ends_with("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), "{chunked}");
}

#[tokio::test]
async fn any_method_can_be_sent() {
    for method in ["HEAD", "OPTIONS", "TRACE", "BREW", "CONNECT"] {
        let sent = both_send(|request| {
            request.method = method.parse().expect("a method");
            request.url.set_path("/a");
        });
        assert!(sent.await.starts_with(&format!("{method} ")));
    }
}

#[test]
fn the_usual_port_is_not_in_the_host_field() {
    for (url, expected) in [
        ("http://api.example:80/", "api.example"),
        ("http://me@API.example:81/", "api.example:81"),
        ("http://[::1]/", "[::1]"),
    ] {
        let outgoing = outgoing(&request(Method::GET, &url.parse().expect("a URL")));
        assert_eq!(outgoing.expect("a request").headers()[HOST], expected);
    }
}

#[tokio::test]
async fn a_url_that_the_library_refuses_is_refused() {
    let url = format!("http://127.0.0.1/{}", "a".repeat(1 << 16)).parse().expect("a URL");
    let one = direct().answer(&request(Method::GET, &url), 9).await.map(drop);
    let other = library().answer(&request(Method::GET, &url), 9).await.map(drop);
    assert_eq!(one, other);
    assert!(matches!(one, Err(ExchangeError::Request { .. })), "{one:?}");
}

#[tokio::test]
async fn an_answer_is_read_to_its_end() {
    for (answer, body) in [
        (OK, "ok"),
        ("HTTP/1.1 200 OK\r\n\r\nuntil it is closed", "until it is closed"),
        ("HTTP/1.0 200 OK\r\nx: y\r\n\r\nold", "old"),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok", "ok"),
        ("HTTP/1.1 204 No\r\ncontent-length: 2\r\n\r\n", ""),
        ("HTTP/1.1 304 No\r\ncontent-length: 2\r\n\r\n", ""),
        (
            "HTTP/1.1 103 Hints\r\nlink: <a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
            "a",
        ),
        ("HTTP/1.1 101 Up\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nother words", ""),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nx: y\r\n\r\n",
            "abc",
        ),
    ] {
        assert_eq!(both_say(Method::GET, answer).await.as_deref(), Ok(body), "{answer}");
    }
    assert_eq!(both_say(Method::HEAD, OK).await.as_deref(), Ok(""));
    let connected = "HTTP/1.1 200 OK\r\n\r\n";
    assert_eq!(both_say(Method::CONNECT, connected).await.as_deref(), Ok(""));
}

#[tokio::test]
async fn what_is_no_answer_is_told_in_the_same_words() {
    for answer in [
        "",
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\na\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nab",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nab",
        "HTTP/1.1 200 OK\r\na b: c\r\n\r\n",
        "HTTP/3.7 200 OK\r\n\r\n",
    ] {
        let said = both_say(Method::GET, answer).await;
        assert!(said.is_err() || answer.contains("gzip"), "{answer}: {said:?}");
    }
    let many: String = (0..101).map(|at| format!("x-{at}: y\r\n")).collect();
    let many: &'static str = format!("HTTP/1.1 200 OK\r\n{many}\r\n").leak();
    assert!(both_say(Method::GET, many).await.is_err());
    let long: &'static str =
        format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1 << 20)).leak();
    assert!(both_say(Method::GET, long).await.is_err());
}

#[tokio::test]
async fn where_there_is_no_connection_the_words_are_the_same() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let closed = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    for url in [closed.as_str(), "http://nowhere.invalid/", "http://127.0.0.1:0/"] {
        let request = request(Method::GET, &url.parse().expect("a URL"));
        let one = direct().answer(&request, 9).await.map(drop);
        let other = library().answer(&request, 9).await.map(drop);
        assert_eq!(one, other);
        assert!(matches!(one, Err(ExchangeError::Connect { .. })), "{one:?}");
    }
}

/// A listener that takes no connection any more answers no further one, on Linux.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_may_take_no_longer_than_it_may() {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let listener = socket.listen(0).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let limit = Duration::from_millis(100);
    let mut waiting = Vec::new();
    while let Ok(connected) = timeout(limit, TcpStream::connect(address)).await {
        waiting.push(connected);
    }
    let transport = Transport { connect_timeout: Some(limit), ..Transport::default() };
    let request = request(Method::GET, &format!("http://{address}/").parse().expect("a URL"));
    let one = Direct::new(&transport).answer(&request, 9).await.map(drop);
    let library = Library::plain(&transport).expect("a client");
    assert_eq!(one, library.answer(&request, 9).await.map(drop));
    let reason = "no connection within the time for it".to_owned();
    assert_eq!(one, Err(ExchangeError::Connect { origin: format!("http://{address}"), reason }));
}

#[tokio::test]
async fn a_name_leads_to_the_address_that_it_stands_for() {
    let (mut url, mut requests) = serve(vec![[OK]]).await;
    url.set_host(Some("api.example")).expect("a host");
    let address = Some(("API.example".to_owned(), IpAddr::from([127, 0, 0, 1])));
    let direct = Direct::new(&Transport { address, ..Transport::default() });
    assert_eq!(send(&direct, Method::GET, &url).await, Ok(200));
    let (_, sent) = requests.recv().await.expect("a request");
    assert!(sent.contains("host: api.example:"), "{sent}");
}

#[tokio::test]
async fn one_connection_serves_one_request_after_the_other() {
    let (url, mut requests) = serve(vec![[OK; 3]]).await;
    let direct = direct();
    for method in [Method::GET, Method::POST, Method::GET] {
        assert_eq!(send(&direct, method, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 0, 0]);
}

#[tokio::test]
async fn an_answer_without_content_or_in_chunks_leaves_a_connection_for_the_next() {
    let none = "HTTP/1.1 204 No\r\n\r\n";
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    let (url, mut requests) = serve(vec![[none, chunks, OK]]).await;
    let direct = direct();
    for status in [204, 200, 200] {
        assert_eq!(send(&direct, Method::GET, &url).await, Ok(status));
    }
    assert_eq!(taken(&mut requests), [0, 0, 0]);
}

#[tokio::test]
async fn a_connection_is_not_used_again_where_the_server_said_so() {
    let close = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for last in [close, "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n"] {
        let (url, mut requests) = serve(vec![[last, OK], [OK, OK]]).await;
        let direct = direct();
        for _ in 0..2 {
            assert_eq!(send(&direct, Method::POST, &url).await, Ok(200));
        }
        assert_eq!(taken(&mut requests), [0, 1]);
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let (url, mut requests) = serve(vec![[OK], [OK]]).await;
    let direct = direct();
    for _ in 0..2 {
        assert_eq!(send(&direct, Method::POST, &url).await, Ok(200));
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(taken(&mut requests), [0, 1]);
}

#[tokio::test]
async fn what_a_server_says_unasked_is_no_answer() {
    let twice = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\n\r\n";
    let (url, mut requests) = serve(vec![[twice, OK], [OK, OK]]).await;
    let direct = direct();
    for _ in 0..2 {
        assert_eq!(send(&direct, Method::POST, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 1]);
}

#[tokio::test]
async fn the_second_time_is_always_on_a_new_connection() {
    let (url, mut requests) = serve(vec![[OK, ""], [OK, ""], [OK, OK]]).await;
    let direct = direct();
    let pair = tokio::join!(send(&direct, Method::GET, &url), send(&direct, Method::GET, &url));
    assert_eq!(pair, (Ok(200), Ok(200)));
    assert_eq!(send(&direct, Method::PUT, &url).await, Ok(200));
    let on = taken(&mut requests);
    assert_eq!((on.len(), on[3]), (4, 2), "{on:?}");
}

#[tokio::test]
async fn what_a_server_may_have_processed_is_not_sent_twice() {
    let (url, mut requests) = serve(vec![[OK, ""], [OK, OK]]).await;
    let direct = direct();
    assert_eq!(send(&direct, Method::GET, &url).await, Ok(200));
    let reason = "the connection was closed before the response was complete".to_owned();
    let expected = Err(ExchangeError::Protocol { reason });
    assert_eq!(send(&direct, Method::POST, &url).await, expected);
    assert_eq!(taken(&mut requests), [0, 0]);
}

#[tokio::test]
async fn an_exchange_that_is_given_up_closes_its_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let url = url.parse().expect("a URL");
    let closed = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        message(&mut stream).await.expect("a request");
        stream.read_u8().await.is_err()
    });
    let (direct, request) = (direct(), request(Method::GET, &url));
    let answer = timeout(Duration::from_millis(50), direct.answer(&request, 9)).await;
    assert!(answer.is_err(), "there is no answer");
    assert!(
        timeout(Duration::from_secs(5), closed).await.expect("it is closed").expect("no panic")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_exchanges_of_one_task_all_come_to_their_end() {
    const MANY: usize = 2000;
    let chunks = "1\r\na\r\n".repeat(200);
    let chunks = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");
    let chunks: &'static str = chunks.leak();
    let answers = (0..MANY).map(move |at| if at % 10 == 0 { chunks } else { OK });
    let (url, mut requests) = serve(vec![answers]).await;
    let direct = direct();
    for _ in 0..MANY {
        assert_eq!(send(&direct, Method::GET, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), vec![0; MANY]);
}
