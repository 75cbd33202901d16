//! Tests of the bytes of requests, and of what is read from responses.

use super::*;

/// Returns the request as it is sent. `change` modifies a plain request to the server.
async fn sent(change: impl Fn(&mut Request)) -> String {
    const CLOSE: &str = "HTTP/1.1 400 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let (url, mut requests) = serve(vec![[CLOSE]]).await;
    let mut request = request(Method::GET, &url);
    change(&mut request);
    sender().answer(&request, 9).await.expect("a response");
    let (_, sent) = requests.recv().await.expect("a request");
    sent.replace(&authority(&url)["127.0.0.1".len()..], ":PORT")
}

/// Returns the content that is read from a response, or the error.
async fn read(method: Method, answer: &'static str) -> Result<String, String> {
    let (url, _requests) = serve(vec![[answer]]).await;
    let read = sender().answer(&request(method, &url), 100).await;
    let Response { body, framing, .. } = read.map_err(|error| error.to_string())?.response;
    assert_eq!(framing, Framing::Whole, "{answer}");
    Ok(String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_request_has_the_path_the_query_and_the_host_of_its_url() {
    let request = sent(|request| {
        request.url.set_path("/a/{b}");
        request.url.set_query(Some("c=d e&f"));
        request.url.set_fragment(Some("g"));
    });
    assert_eq!(
        request.await,
        "GET /a/%7Bb%7D?c=d%20e&f HTTP/1.1\r\naccept: */*\r\nhost: 127.0.0.1:PORT\r\n\r\n"
    );
}

#[tokio::test]
async fn the_user_of_a_url_is_not_sent() {
    let request = sent(|request| {
        request.url.set_username("me").expect("a URL with a host");
        request.url.set_password(Some("secret")).expect("a URL with a host");
    });
    assert_eq!(request.await, "GET / HTTP/1.1\r\naccept: */*\r\nhost: 127.0.0.1:PORT\r\n\r\n");
}

#[tokio::test]
async fn fields_are_sent_in_their_order_and_the_host_only_where_there_is_none() {
    let request = sent(|request| {
        for (name, value) in [("x-b", "1"), ("host", "else"), ("x-a", "2"), ("x-b", "3")] {
            request.headers.append(name, HeaderValue::from_static(value));
        }
    });
    let sent = request.await;
    let fields: Vec<&str> = sent.trim_end().split("\r\n").skip(1).collect();
    assert_eq!(fields, ["accept: */*", "x-b: 1", "x-b: 3", "host: else", "x-a: 2"]);
}

#[tokio::test]
async fn content_is_sent_with_its_length() {
    let content = |method: Method, body: &'static str| {
        sent(move |request| {
            request.method = method.clone();
            request.body = Some(Bytes::from_static(body.as_bytes()));
        })
    };
    assert!(content(Method::POST, "abc").await.ends_with("content-length: 3\r\n\r\nabc"));
    assert!(content(Method::GET, "abc").await.ends_with("content-length: 3\r\n\r\nabc"));
    assert!(!content(Method::PUT, "").await.contains("content-length: "));
    assert!(content(Method::DELETE, "abc").await.ends_with("content-length: 3\r\n\r\nabc"));
}

#[tokio::test]
async fn a_length_of_the_case_is_sent_and_so_is_its_coding() {
    let with = |name: &'static str, value: &'static str, body: Option<&'static str>| {
        sent(move |request| {
            request.method = Method::POST;
            request.headers.insert(name, HeaderValue::from_static(value));
            request.body = body.map(|body| Bytes::from_static(body.as_bytes()));
        })
    };
    assert!(with("content-length", "0", None).await.contains("content-length: 0\r\n"));
    let stated = with("content-length", "3", Some("abc")).await;
    assert_eq!(stated.matches("content-length: 3\r\n").count(), 1, "{stated}");
    let chunked = with("transfer-encoding", "chunked", Some("abc")).await;
    assert!(chunked.ends_with("\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), "{chunked}");
}

#[tokio::test]
async fn any_method_can_be_sent() {
    for method in ["HEAD", "OPTIONS", "TRACE", "BREW", "CONNECT"] {
        let request = sent(|request| {
            request.method = method.parse().expect("a method");
            request.url.set_path("/a");
        });
        assert!(request.await.starts_with(&format!("{method} ")));
    }
}

#[tokio::test]
async fn a_url_that_the_library_refuses_is_refused() {
    let url = format!("http://127.0.0.1/{}", "a".repeat(1 << 16)).parse().expect("a URL");
    let sent = sender().answer(&request(Method::GET, &url), 9).await.map(drop);
    assert!(matches!(sent, Err(ExchangeError::Request { .. })), "{sent:?}");
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
        assert_eq!(read(Method::GET, answer).await.as_deref(), Ok(body), "{answer}");
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
    assert_eq!(read(Method::HEAD, head).await.as_deref(), Ok(""));
    let connected = "HTTP/1.1 200 OK\r\n\r\n";
    assert_eq!(read(Method::CONNECT, connected).await.as_deref(), Ok(""));
}

#[tokio::test]
async fn an_answer_without_a_status_line_is_an_error() {
    for answer in
        ["", "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 O", "HTTP/3.7 200 OK\r\n\r\n", "{}\r\n\r\n"]
    {
        let error = read(Method::GET, answer).await.expect_err(answer);
        assert!(error.starts_with("the answer was not a whole HTTP response: "), "{error}");
    }
}

#[tokio::test]
async fn an_answer_beyond_a_limit_of_the_client_is_an_error() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(101));
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1 << 20));
    let chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let extension = format!("{chunk}1;{}\r\na\r\n0\r\n\r\n", "x".repeat(1 << 16));
    let trailers = format!("{chunk}1\r\na\r\n0\r\n{}\r\n", "x: y\r\n".repeat(1 << 12));
    let content = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(101));
    for answer in [many, long, extension, trailers, content] {
        let answer: &'static str = answer.leak();
        assert!(read(Method::GET, answer).await.is_err(), "{}", &answer[..60]);
    }
}

#[tokio::test]
async fn a_target_that_cannot_be_reached_is_a_failed_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let closed = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    for url in [closed.as_str(), "http://nowhere.invalid/", "http://127.0.0.1:0/"] {
        let request = request(Method::GET, &url.parse().expect("a URL"));
        let sent = sender().answer(&request, 9).await.map(drop);
        assert!(matches!(sent, Err(ExchangeError::Connect { .. })), "{sent:?}");
    }
}

/// On Linux, a listener with a full backlog answers no further connection attempt.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connect_timeout_ends_the_attempt() {
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
    let sender = sender_by(&transport);
    let sent = timeout(limit * 5, sender.answer(&request, 9)).await.expect("no longer").map(drop);
    let reason = "no connection within the time for it".to_owned();
    assert_eq!(sent, Err(ExchangeError::Connect { origin: format!("http://{address}"), reason }));
}
