//! A small server for tests: one response per request, computed from the text of the request.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A response with the delay before it is sent.
pub(crate) type Answer = (Duration, String);

/// Answers every request until the runtime ends. The handler gets head and content as text.
pub(crate) async fn serve(answer: fn(&str) -> Answer) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 64 << 10];
                let length = stream.read(&mut request).await.unwrap_or(0);
                let (wait, text) = answer(&String::from_utf8_lossy(&request[..length]));
                tokio::time::sleep(wait).await;
                // The client may have closed the connection.
                let _ = stream.write_all(text.as_bytes()).await;
            });
        }
    });
    address
}

/// Returns a whole response with a JSON body.
pub(crate) fn json(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n{body}"
    )
}
