//! Tests of connection reuse.

use super::*;

#[tokio::test]
async fn one_connection_serves_one_request_after_the_other() {
    let (url, mut requests) = serve(vec![[OK; 3]]).await;
    let sender = sender();
    for method in [Method::GET, Method::PUT, Method::GET] {
        assert_eq!(send(&sender, method, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 0, 0]);
}

#[tokio::test]
async fn a_post_uses_a_new_connection_until_the_target_has_shown_that_it_keeps_idle_ones() {
    let (url, mut requests) = serve(vec![[OK; 12]; 2]).await;
    let sender = sender();
    let gets = std::iter::repeat_n(Method::GET, 8);
    for method in [Method::GET, Method::POST].into_iter().chain(gets).chain([Method::POST]) {
        assert_eq!(send(&sender, method, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
}

#[tokio::test]
async fn a_connection_that_stayed_open_shows_that_the_target_keeps_idle_ones() {
    let (url, mut requests) = serve(vec![[OK; 3]; 2]).await;
    let sender = sender();
    for _ in 0..2 {
        assert_eq!(send(&sender, Method::POST, &url).await, Ok(200));
    }
    sleep(Duration::from_millis(60)).await;
    for _ in 0..2 {
        assert_eq!(send(&sender, Method::POST, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 1, 0, 0]);
}

/// Each connection is closed at a random moment after its first response.
#[tokio::test]
async fn no_post_is_lost_to_a_server_that_closes_without_saying_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url: Url =
        format!("http://{}/", listener.local_addr().expect("an address")).parse().expect("a URL");
    tokio::spawn(async move {
        for at in 0_u64.. {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(async move {
                message(&mut stream).await.expect("a request");
                stream.write_all(OK.as_bytes()).await.expect("written");
                sleep(Duration::from_millis(at % 4)).await;
            });
        }
    });
    let sender = sender();
    for at in 0..200 {
        let method = if at % 5 == 0 { Method::GET } else { Method::POST };
        assert_eq!(send(&sender, method, &url).await, Ok(200), "{at}");
    }
}

#[tokio::test]
async fn an_answer_without_content_or_in_chunks_leaves_a_connection_for_the_next() {
    let none = "HTTP/1.1 204 No\r\n\r\n";
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
    let (url, mut requests) = serve(vec![[none, chunks, OK]]).await;
    let sender = sender();
    for status in [204, 200, 200] {
        assert_eq!(send(&sender, Method::GET, &url).await, Ok(status));
    }
    assert_eq!(taken(&mut requests), [0, 0, 0]);
}

#[tokio::test]
async fn a_connection_is_not_used_again_where_the_server_said_so() {
    let close = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    for last in [close, "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n"] {
        let (url, mut requests) = serve(vec![[last, OK], [OK, OK]]).await;
        let sender = sender();
        for _ in 0..2 {
            assert_eq!(send(&sender, Method::POST, &url).await, Ok(200));
        }
        assert_eq!(taken(&mut requests), [0, 1]);
    }
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_not_used() {
    let (url, mut requests) = serve(vec![[OK], [OK]]).await;
    let sender = sender();
    for _ in 0..2 {
        assert_eq!(send(&sender, Method::POST, &url).await, Ok(200));
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(taken(&mut requests), [0, 1]);
}

#[tokio::test]
async fn what_a_server_says_unasked_is_no_answer() {
    let twice = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\n\r\n";
    let (url, mut requests) = serve(vec![[twice, OK], [OK, OK]]).await;
    let sender = sender();
    for _ in 0..2 {
        assert_eq!(send(&sender, Method::POST, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), [0, 1]);
}

#[tokio::test]
async fn the_second_time_is_always_on_a_new_connection() {
    let (url, mut requests) = serve(vec![[OK, ""], [OK, ""], [OK, OK]]).await;
    let sender = sender();
    let pair = tokio::join!(send(&sender, Method::GET, &url), send(&sender, Method::GET, &url));
    assert_eq!(pair, (Ok(200), Ok(200)));
    assert_eq!(send(&sender, Method::PUT, &url).await, Ok(200));
    let on = taken(&mut requests);
    assert_eq!((on.len(), on[3]), (4, 2), "{on:?}");
}

#[tokio::test]
async fn what_a_server_may_have_processed_is_not_sent_twice() {
    let answers = std::iter::repeat_n(OK, 9).chain([""]).collect::<Vec<_>>();
    let (url, mut requests) = serve(vec![answers, vec![OK]]).await;
    let sender = sender();
    for _ in 0..9 {
        assert_eq!(send(&sender, Method::GET, &url).await, Ok(200));
    }
    let reason = "the connection was closed before the response was complete".to_owned();
    let expected = Err(ExchangeError::Protocol { reason });
    assert_eq!(send(&sender, Method::POST, &url).await, expected);
    assert_eq!(taken(&mut requests), [0; 10]);
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
    let (sender, request) = (sender(), request(Method::GET, &url));
    let answer = timeout(Duration::from_millis(50), sender.answer(&request, 9)).await;
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
    let sender = sender();
    for _ in 0..MANY {
        assert_eq!(send(&sender, Method::GET, &url).await, Ok(200));
    }
    assert_eq!(taken(&mut requests), vec![0; MANY]);
}
