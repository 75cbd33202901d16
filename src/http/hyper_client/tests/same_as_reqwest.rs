//! The comparison with reqwest: both clients send the same requests and report the same results.

use super::*;
use crate::http::reqwest_client::ReqwestClient;

fn library() -> ReqwestClient {
    ReqwestClient::plain(&Transport::default()).expect("a client")
}

/// Returns the request that both clients send. `change` modifies a plain request to the server.
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

/// Returns the result that both clients report for an answer.
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
    let many = "x: y\r\n".repeat(101);
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

/// On Linux, a listener with a full backlog answers no further connection attempt.
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
    let one = timeout(limit * 5, HyperClient::new(&transport).answer(&request, 9)).await;
    let one = one.expect("no longer").map(drop);
    let library = ReqwestClient::plain(&transport).expect("a client");
    assert_eq!(one, library.answer(&request, 9).await.map(drop));
    let reason = "no connection within the time for it".to_owned();
    assert_eq!(one, Err(ExchangeError::Connect { origin: format!("http://{address}"), reason }));
}
