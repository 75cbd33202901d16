//! A run record as traffic: its exchanges can be judged by another contract, or by a newer version of it.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use url::Url;

use crate::event::{CaseFinished, Event};
use crate::http::{Exchange, Framing, Request, Response};
use crate::redact::{Content, Header, TranscriptRequest, TranscriptResponse};

use super::recorded_exchange::{
    self, NO_RESPONSE, Places, RecordedContent, RecordedExchange, SourceText, decode_base64,
    headers, version,
};

/// Reads the exchanges of all cases of a run record, and the base URL of its target.
pub(super) fn read(source: SourceText<'_>) -> Result<(Vec<RecordedExchange>, Option<Url>), String> {
    let (mut exchanges, mut base, mut offset) = (Vec::new(), None, 0);
    let mut places = Places::new(source);
    for (at, line) in source.text.split_inclusive('\n').enumerate() {
        if !line.trim().is_empty() {
            let event: Event =
                serde_json::from_str(line).map_err(|error| format!("line {}: {error}", at + 1))?;
            match event {
                Event::RunStarted(started) => base = Url::parse(&started.target.url).ok(),
                Event::CaseFinished(case) => exchanges.extend(exchange(*case, &mut places, offset)),
                Event::CaseStarted(_) | Event::RunFinished(_) => {}
            }
        }
        // `split_inclusive` keeps the line breaks, so the lengths add up to the offset in the file.
        offset += line.len();
    }
    Ok((exchanges, base))
}

fn exchange(
    case: CaseFinished,
    places: &mut Places<'_>,
    offset: usize,
) -> Option<RecordedExchange> {
    let exchange = case.exchange?;
    let shown = format!("{} {}", exchange.request.method, case.case.id);
    let elapsed = exchange.response.as_ref().map_or(0, |response| response.elapsed_ms);
    let response = exchange.response.as_ref().ok_or_else(|| NO_RESPONSE.to_owned());
    let content = match (request(&exchange.request), response.and_then(response_of)) {
        (Err(why), _) => RecordedContent::Unreadable(why),
        (Ok(request), Err(why)) => RecordedContent::WithoutResponse(Box::new(request), why),
        (Ok(request), Ok(response)) => RecordedContent::Complete(Box::new(Exchange {
            request,
            response,
            started: case.started.parse().unwrap_or_default(),
            elapsed: Duration::from_millis(elapsed),
        })),
    };
    let place = places.place(offset, shown);
    Some(RecordedExchange { name: case.case, place, started: case.started, content })
}

fn request(sent: &TranscriptRequest) -> Result<Request, String> {
    // Checks do not look at the bytes of a request body, so a body that the record cut short is left out.
    let body = sent.body.as_ref().and_then(|content| bytes(content).ok());
    let headers = headers(sent.headers.iter().map(pair));
    recorded_exchange::request(&sent.method, &sent.url, headers, body)
}

fn response_of(answered: &TranscriptResponse) -> Result<Response, String> {
    let status = StatusCode::from_u16(answered.status)
        .map_err(|_| format!("{} is no status", answered.status))?;
    let version = version(&answered.version);
    let body = answered.body.as_ref().map_or(Ok(Bytes::new()), bytes)?;
    let headers = headers(answered.headers.iter().map(pair));
    Ok(Response { status, version, headers, body, framing: framing(answered) })
}

fn framing(answered: &TranscriptResponse) -> Framing {
    match &answered.broken {
        Some(reason) => Framing::Broken { reason: reason.clone() },
        None if answered.surplus_bytes == 0 => Framing::Whole,
        None => Framing::Surplus {
            bytes: usize::try_from(answered.surplus_bytes).unwrap_or(usize::MAX),
        },
    }
}

fn pair(header: &Header) -> (&str, &str) {
    (&header.name, &header.value)
}

fn bytes(content: &Content) -> Result<Bytes, String> {
    // A check of a shortened body would report faults that the API does not have.
    if content.omitted > 0 {
        let (kept, all) = (content.bytes.saturating_sub(content.omitted), content.bytes);
        return Err(format!("the record kept only {kept} of {all} bytes of the body"));
    }
    match (&content.text, &content.base64) {
        (Some(text), _) => Ok(Bytes::from(text.clone())),
        (None, Some(base64)) => decode_base64(base64),
        (None, None) => Ok(Bytes::new()),
    }
}
