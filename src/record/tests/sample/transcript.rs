//! Exchanges and failed attempts.

use crate::event::Attempt;
use crate::redact::{Content, Header, Transcript, TranscriptRequest, TranscriptResponse};

/// Returns one request with its response.
pub(crate) fn exchange(
    method: &str,
    path: &str,
    sent: Option<&str>,
    status: u16,
    body: &str,
) -> Transcript {
    let header = |name: &str, value: &str| Header { name: name.into(), value: value.into() };
    let mut headers = vec![header("authorization", "Bearer ***")];
    headers.extend(sent.map(|_| header("content-type", "application/json")));
    Transcript {
        request: TranscriptRequest {
            method: method.into(),
            url: format!("http://127.0.0.1:8080{path}"),
            headers,
            body: sent.map(content),
        },
        response: Some(TranscriptResponse {
            status,
            version: "HTTP/1.1".into(),
            headers: vec![
                header("content-type", "application/json"),
                header("date", "Sun, 01 Mar 2026 09:30:01 GMT"),
            ],
            body: (!body.is_empty()).then(|| content(body)),
            elapsed_ms: 3,
            broken: None,
            surplus_bytes: 0,
        }),
    }
}

/// Returns a text as content.
pub(crate) fn content(text: &str) -> Content {
    Content { text: Some(text.into()), base64: None, bytes: text.len() as u64, omitted: 0 }
}

/// Returns two failed attempts: one was answered by 503, one got no response.
pub(crate) fn attempts() -> Vec<Attempt> {
    let attempt = |reason: &str, status| Attempt { reason: reason.into(), status, elapsed_ms: 9 };
    vec![attempt("it was answered by 503", Some(503)), attempt("the line went dead", None)]
}
