//! Tests of responses that break off, and of bytes after a response.

use super::*;

const DELETED: &str = "HTTP/1.1 204 No Content\r\n\r\n";

/// Starts a server that sends these pieces one after another, with a pause between them, in response to the first
/// request of each connection, and answers further requests with [`OK`].
async fn serve_in_pieces(pieces: &'static [&'static str]) -> (Url, UnboundedReceiver<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (requests, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for at in 0.. {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            stream.set_nodelay(true).expect("an option");
            let requests = requests.clone();
            tokio::spawn(async move {
                let mut pieces = Some(pieces);
                while message(&mut stream).await.is_some() {
                    let _ = requests.send(at);
                    for piece in pieces.take().unwrap_or(&[OK]) {
                        if stream.write_all(piece.as_bytes()).await.is_err() {
                            return;
                        }
                        sleep(Duration::from_millis(2)).await;
                    }
                }
            });
        }
    });
    (format!("http://{address}/").parse().expect("a URL"), receiver)
}

/// Returns the framing of the first response, and the connection of a second request.
async fn framing_and_next(method: Method, pieces: &'static [&'static str]) -> (Framing, usize) {
    let (url, mut connections) = serve_in_pieces(pieces).await;
    let sender = Sender { watch_time: Duration::from_secs(1), ..sender() };
    let framing = response(&sender, method, &url).await.expect("a response").framing;
    response(&sender, Method::GET, &url).await.expect("another response");
    connections.recv().await;
    (framing, connections.recv().await.expect("a second request"))
}

/// Returns the response to a GET as `status fields body`, with the reason why it is broken.
async fn broken(answer: &'static str) -> (String, String) {
    let (url, _requests) = serve(vec![[answer]]).await;
    let response = response(&sender(), Method::GET, &url).await.expect(answer);
    let fields = response.headers.iter();
    let fields: Vec<_> =
        fields.map(|(name, value)| format!("{name}={}", value.to_str().expect("text"))).collect();
    let body = String::from_utf8_lossy(&response.body).into_owned();
    let Framing::Broken { reason } = response.framing else { panic!("{answer} is whole") };
    (format!("{} {} {body}", response.status.as_u16(), fields.join(",")), reason)
}

#[tokio::test]
async fn bytes_after_a_response_that_ends_with_its_head_belong_to_it() {
    for status in ["204 No Content", "304 Not Modified"] {
        let head: &'static str = format!("HTTP/1.1 {status}\r\n\r\n").leak();
        let pieces: &'static [&'static str] = vec![head, "{}"].leak();
        let found = framing_and_next(Method::GET, pieces).await;
        assert_eq!(found, (Framing::Surplus { bytes: 2 }, 1), "late: {status}");
        let pieces: &'static [&'static str] = vec![&*format!("{head}{{}}").leak()].leak();
        let found = framing_and_next(Method::GET, pieces).await;
        assert_eq!(found, (Framing::Surplus { bytes: 2 }, 1), "at once: {status}");
    }
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
    let pieces: &'static [&'static str] = vec![head, "ok"].leak();
    let found = framing_and_next(Method::HEAD, pieces).await;
    assert_eq!(found, (Framing::Surplus { bytes: 2 }, 1));
}

#[tokio::test]
async fn bytes_after_the_content_belong_to_the_response() {
    let length = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!";
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n!";
    let close = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok!";
    for answer in [length, chunks, close] {
        let pieces: &'static [&'static str] = vec![answer].leak();
        let found = framing_and_next(Method::GET, pieces).await;
        assert_eq!(found, (Framing::Surplus { bytes: 1 }, 1), "{answer}");
    }
}

#[tokio::test]
async fn bytes_after_a_response_that_closes_the_connection_are_found() {
    let close = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    let pieces: &'static [&'static str] = vec![close, "{}"].leak();
    let found = framing_and_next(Method::DELETE, pieces).await;
    assert_eq!(found, (Framing::Surplus { bytes: 2 }, 1));
}

#[tokio::test]
async fn a_connection_without_such_bytes_is_used_again() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n";
    for (method, head) in [(Method::DELETE, DELETED), (Method::HEAD, head)] {
        let (url, mut requests) = serve(vec![[head, OK]]).await;
        let sender = sender();
        let first = response(&sender, method, &url).await.expect("a response");
        assert_eq!(first.framing, Framing::Whole);
        assert_eq!(send(&sender, Method::GET, &url).await, Ok(200));
        assert_eq!(taken(&mut requests), [0, 0]);
    }
}

#[tokio::test]
async fn bytes_after_an_idle_connection_was_kept_end_it() {
    let (url, mut connections) = serve_in_pieces(&[DELETED, "", "", "", "", "", "", "late"]).await;
    let sender = sender();
    assert_eq!(send(&sender, Method::DELETE, &url).await, Ok(204));
    sleep(Duration::from_millis(30)).await;
    assert_eq!(send(&sender, Method::GET, &url).await, Ok(204));
    assert_eq!([connections.recv().await, connections.recv().await], [Some(0), Some(1)]);
}

#[tokio::test]
async fn other_connections_are_used_while_one_is_watched() {
    let (url, _connections) = serve_in_pieces(&[DELETED]).await;
    let sender = sender();
    let request = request(Method::DELETE, &url);
    let answer = sender.answer(&request, 9).await.expect("a response");
    let start = tokio::time::Instant::now();
    assert_eq!(send(&sender, Method::GET, &url).await, Ok(204), "a new connection");
    let watched = answer.watched.expect("it is watched");
    let response = sender.watch(answer.response, watched, &url).await;
    assert_eq!(response.framing, Framing::Whole);
    assert!(start.elapsed() >= WATCHED);
}

#[tokio::test]
async fn content_that_breaks_off_leaves_what_arrived() {
    let closed = "the connection was closed before the response was complete";
    for (answer, arrived, reason) in [
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\na: b\r\n\r\nok",
            "200 content-length=9,a=b ok",
            closed,
        ),
        (
            "HTTP/1.1 404 No\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n9\r\nab",
            "404 transfer-encoding=chunked okab",
            closed,
        ),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nxyz\r\n",
            "200 transfer-encoding=chunked ok",
            "Invalid chunk size line: missing size digit",
        ),
    ] {
        assert_eq!(broken(answer).await, (arrived.to_owned(), reason.to_owned()));
    }
}

#[tokio::test]
async fn a_head_that_breaks_off_or_is_invalid_leaves_what_arrived() {
    let (arrived, _) = broken("HTTP/1.1 200 OK\r\na: b\r\ncontent-le").await;
    assert_eq!(arrived, "200 a=b ");
    let (arrived, reason) =
        broken("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nok").await;
    assert_eq!(arrived, "200 content-length=1,content-length=2 ");
    assert_eq!(reason, "invalid content-length parsed");
    let (arrived, _) = broken("HTTP/1.1 500 No\r\na b: c\r\nd: e\r\n\r\n").await;
    assert_eq!(arrived, "500 d=e ");
}

#[tokio::test]
async fn a_request_whose_response_breaks_off_is_not_sent_again() {
    let (url, mut requests) = serve(vec![[OK, "HTTP/1.1 200 OK\r\ncontent-le"], [OK, OK]]).await;
    let sender = sender();
    assert_eq!(send(&sender, Method::GET, &url).await, Ok(200));
    let broken = response(&sender, Method::GET, &url).await.expect("a status line");
    assert!(broken.framing.is_broken() && broken.headers.is_empty());
    assert_eq!(taken(&mut requests), [0, 0]);
}
