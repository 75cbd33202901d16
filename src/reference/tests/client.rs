//! A client that writes requests as text and keeps every byte of the response.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::reference::{Faults, Reference};

/// Credentials of the test clients, as values of `Authorization`.
pub(super) const BUYER: &str = "authorization: Bearer buyer-token";
pub(super) const READER: &str = "authorization: Bearer reader-token";
pub(super) const STRANGER: &str = "authorization: Bearer no-such-token";
/// `point-buyer:buyer-secret`
pub(super) const BUYER_CLIENT: &str = "authorization: Basic cG9pbnQtYnV5ZXI6YnV5ZXItc2VjcmV0";
/// `point-limited:limited-secret`
pub(super) const LIMITED_CLIENT: &str =
    "authorization: Basic cG9pbnQtbGltaXRlZDpsaW1pdGVkLXNlY3JldA==";
/// `point-partner:partner-secret`
pub(super) const PARTNER_CLIENT: &str =
    "authorization: Basic cG9pbnQtcGFydG5lcjpwYXJ0bmVyLXNlY3JldA==";
/// `point-buyer:a-guess`
pub(super) const IMPOSTOR: &str = "authorization: Basic cG9pbnQtYnV5ZXI6YS1ndWVzcw==";
pub(super) const JSON: &str = "content-type: application/json";
pub(super) const FORM: &str = "content-type: application/x-www-form-urlencoded";

/// One request: method and path, header fields, body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask<'ask>(
    pub(super) &'ask str,
    pub(super) &'ask [&'ask str],
    pub(super) &'ask str,
);

/// One response as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) status: u16,
    /// Header fields with names in lower case, without `date`.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Told {
    /// Returns the value of a header field. Empty if the field is missing.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Returns the body as JSON. Null if the body is not JSON.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Returns the error code in either form. Empty if there is none.
    pub(super) fn code(&self) -> String {
        let body = self.json();
        let code = body.get("name").or_else(|| body.get("error")).and_then(Value::as_str);
        code.unwrap_or_default().to_owned()
    }
}

/// Runs a test against a new server with these faults.
pub(super) fn with_server<T>(faults: &[&str], test: impl AsyncFnOnce(SocketAddr) -> T) -> T {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let faults = Faults::named(faults).expect("the test names faults that exist");
        let server =
            Reference::start((Ipv4Addr::LOCALHOST, 0).into(), faults).await.expect("a free port");
        let outcome = test(server.address()).await;
        server.stop().await;
        outcome
    })
}

/// Sends one request on a new connection and reads the response to the end of the stream.
pub(super) async fn tell(address: SocketAddr, Ask(line, headers, body): Ask<'_>) -> Told {
    let mut text = format!("{line} HTTP/1.1\r\nhost: point.test\r\nconnection: close\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    if !body.is_empty() {
        text.push_str("content-length: ");
        text.push_str(&body.len().to_string());
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body);
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(text.as_bytes()).await.expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("the server answers in UTF-8");
    read(&answer)
}

fn read(answer: &str) -> Told {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head ends in an empty line");
    let mut lines = head.lines();
    let status =
        lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let headers = headers.filter(|(name, _)| name != "date").collect();
    Told { status: status.expect("a status line has a status"), headers, body: body.to_owned() }
}
