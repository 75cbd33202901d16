//! Cases whose connection is watched after the response.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{ends_of, findings};
use crate::verdict::Outcome;

/// With one job, a connection that is not watched any more would serve all cases.
#[tokio::test]
async fn the_next_case_starts_while_a_connection_is_watched() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let target = format!("http://{}/", listener.local_addr().expect("an address"));
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while let Ok(byte) = stream.read_u8().await {
                    head.push(byte);
                    if head.ends_with(b"\r\n\r\n") {
                        head.clear();
                        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("written");
                    }
                }
            });
        }
    });
    let case = |at: usize| format!("  - {{ id: c{at}, HEAD: /{at}, expect: 200 }}\n");
    let cases = (0..9).map(case).collect::<Vec<_>>().concat();
    let target = target.parse().expect("a URL");
    let ended = ends_of(&format!("cases:\n{cases}"), target, 1).await;
    assert_eq!(ended.len(), 9);
    for case in &ended {
        assert_eq!(case.outcome, Outcome::Passed, "{:?}", findings(case));
    }
    assert!(connections.load(Ordering::Relaxed) > 1, "the cases waited for each other");
}
