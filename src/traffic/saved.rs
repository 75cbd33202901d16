//! A run record as traffic: its exchanges, to be judged by another contract, or by a newer one.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, StatusCode, Version};
use url::Url;

use crate::event::{CaseFinished, Event};
use crate::http::{Exchange, Request, Response};
use crate::redact::{Content, Header, TranscriptRequest, TranscriptResponse};

use super::recording::{headers, place};
use super::{Entry, Taken};

/// Every case of a run record with an exchange, and the base URL of its target.
pub(super) fn read(text: &str, file: &str) -> Result<(Vec<Entry>, Option<Url>), String> {
    let (mut entries, mut base, mut offset) = (Vec::new(), None, 0);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        if !line.trim().is_empty() {
            let event: Event =
                serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
            match event {
                Event::RunStarted(started) => base = Url::parse(&started.target.url).ok(),
                Event::CaseFinished(case) => entries.extend(entry(*case, (text, file), offset)),
                Event::CaseStarted(_) | Event::RunFinished(_) => {}
            }
        }
        offset += line.len();
    }
    Ok((entries, base))
}

fn entry(case: CaseFinished, (text, file): (&str, &str), offset: usize) -> Option<Entry> {
    let exchange = case.exchange?;
    let shown = format!("{} {}", exchange.request.method, case.case.id);
    let elapsed = exchange.response.as_ref().map_or(0, |response| response.elapsed_ms);
    let taken = match request(&exchange.request) {
        Err(why) => Taken::Nothing(why),
        Ok(request) => match exchange.response.as_ref().map(response) {
            None => Taken::Part(Box::new(request), "no response was recorded".to_owned()),
            Some(Err(why)) => Taken::Part(Box::new(request), why),
            Some(Ok(response)) => Taken::Whole(Box::new(Exchange {
                request,
                response,
                started: case.started.parse().unwrap_or_default(),
                elapsed: Duration::from_millis(elapsed),
            })),
        },
    };
    let place = place(file, text, offset, shown);
    Some(Entry { name: case.case, place, started: case.started, taken })
}

fn request(sent: &TranscriptRequest) -> Result<Request, String> {
    let method = Method::from_bytes(sent.method.as_bytes())
        .map_err(|_| format!("{:?} is no method", sent.method))?;
    let url = Url::parse(&sent.url).map_err(|error| format!("{:?}: {error}", sent.url))?;
    // What was sent is not judged by its bytes, so a request that the record cut short will do.
    let body = sent.body.as_ref().and_then(|content| bytes(content).ok());
    Ok(Request { method, url, headers: headers(sent.headers.iter().map(pair)), body })
}

fn response(answered: &TranscriptResponse) -> Result<Response, String> {
    let status = StatusCode::from_u16(answered.status)
        .map_err(|_| format!("{} is no status", answered.status))?;
    let version = match answered.version.as_str() {
        "HTTP/1.0" => Version::HTTP_10,
        "HTTP/2.0" => Version::HTTP_2,
        _ => Version::HTTP_11,
    };
    let body = answered.body.as_ref().map_or(Ok(Bytes::new()), bytes)?;
    Ok(Response { status, version, headers: headers(answered.headers.iter().map(pair)), body })
}

fn pair(header: &Header) -> (&str, &str) {
    (&header.name, &header.value)
}

fn bytes(content: &Content) -> Result<Bytes, String> {
    if content.omitted > 0 {
        let (kept, all) = (content.bytes.saturating_sub(content.omitted), content.bytes);
        return Err(format!("the record kept only {kept} of {all} bytes of the body"));
    }
    match (&content.text, &content.base64) {
        (Some(text), _) => Ok(Bytes::from(text.clone())),
        (None, Some(base64)) => {
            let bytes = STANDARD.decode(base64);
            bytes.map(Bytes::from).map_err(|error| format!("its body is no base64: {error}"))
        }
        (None, None) => Ok(Bytes::new()),
    }
}
