//! HAR 1.2, as browsers and proxies write it: <http://www.softwareishard.com/blog/har-12-spec/>.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::http::{Exchange, Framing, Request, Response};
use crate::verdict::CaseName;

use super::recorded_exchange::{
    NO_RESPONSE, RecordedContent, RecordedExchange, SourceText, decode_base64, headers, request,
    slug, version,
};

#[derive(Deserialize)]
struct File<'f> {
    #[serde(borrow)]
    log: Log<'f>,
}

#[derive(Deserialize)]
struct Log<'f> {
    #[serde(borrow)]
    entries: Vec<&'f RawValue>,
}

/// The members of an entry that are needed. Further members are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recorded {
    started_date_time: Option<String>,
    #[serde(default)]
    time: f64,
    request: Sent,
    response: Answered,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<Field>,
    post_data: Option<Posted>,
}

#[derive(Deserialize)]
struct Posted {
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: i64,
    #[serde(default)]
    http_version: String,
    #[serde(default)]
    headers: Vec<Field>,
    #[serde(default)]
    content: Body,
    #[serde(rename = "_error")]
    error: Option<String>,
}

#[derive(Deserialize, Default)]
struct Body {
    size: Option<i64>,
    text: Option<String>,
    encoding: Option<String>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    value: String,
}

/// Reads every entry of a HAR file. An entry that is not valid is an exchange that cannot be judged; it does not prevent
/// the others from being read.
pub(super) fn read(source: SourceText<'_>, suite: &str) -> Result<Vec<RecordedExchange>, String> {
    let har: File<'_> = serde_json::from_str(source.text).map_err(|error| error.to_string())?;
    // Each entry is parsed alone, so that one invalid entry does not make the file unreadable.
    let entries = (1..).zip(har.log.entries);
    Ok(entries.map(|(number, raw)| exchange(number, raw, source, suite)).collect())
}

fn exchange(
    number: usize,
    raw: &RawValue,
    source: SourceText<'_>,
    suite: &str,
) -> RecordedExchange {
    // The raw value borrows from the text, so its offset is the distance between their first bytes.
    let offset = (raw.get().as_ptr() as usize).saturating_sub(source.text.as_ptr() as usize);
    let read: Result<Recorded, _> = serde_json::from_str(raw.get());
    let (id, shown, started, content) = match read {
        Ok(recorded) => {
            let url = Url::parse(&recorded.request.url);
            let path = url.as_ref().map(|url| url.path().to_owned()).unwrap_or_default();
            let line = format!("{} {path}", recorded.request.method);
            let started = recorded.started_date_time.clone().unwrap_or_default();
            (slug(&line), line, started, content(recorded))
        }
        Err(error) => {
            let why = format!("it is not a HAR entry: {error}");
            let content = RecordedContent::Unreadable(why);
            ("unreadable".to_owned(), "{".to_owned(), String::new(), content)
        }
    };
    let name = CaseName { suite: suite.to_owned(), id: format!("{number:04}-{id}") };
    RecordedExchange { name, place: source.place(offset, shown), started, content }
}

fn content(recorded: Recorded) -> RecordedContent {
    let Recorded { started_date_time, time, request, response } = recorded;
    let request = match sent(request) {
        Ok(request) => request,
        Err(why) => return RecordedContent::Unreadable(why),
    };
    // Browsers write the status 0 for a request without a response.
    let status = u16::try_from(response.status).ok();
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else {
        let error = response.error.filter(|error| !error.is_empty());
        let why = error.map_or(NO_RESPONSE.to_owned(), |error| format!("no response: {error}"));
        return RecordedContent::WithoutResponse(Box::new(request), why);
    };
    let body = match response_body(response.content, status, &request.method) {
        Ok(body) => body,
        Err(why) => return RecordedContent::WithoutResponse(Box::new(request), why),
    };
    let (headers, version) = (fields(&response.headers), version(&response.http_version));
    let response = Response { status, version, headers, body, framing: Framing::Whole };
    let started = started_date_time.and_then(|text| text.parse().ok());
    RecordedContent::Complete(Box::new(Exchange {
        request,
        response,
        started: started.unwrap_or(Timestamp::UNIX_EPOCH),
        elapsed: Duration::try_from_secs_f64(time / 1000.0).unwrap_or_default(),
    }))
}

fn sent(sent: Sent) -> Result<Request, String> {
    let body = sent.post_data.and_then(|posted| posted.text).map(Bytes::from);
    request(&sent.method, &sent.url, fields(&sent.headers), body)
}

fn fields(fields: &[Field]) -> HeaderMap {
    headers(fields.iter().map(|field| (field.name.as_str(), field.value.as_str())))
}

/// Returns the body of a response. Browsers do not keep every body, and a missing body must not be judged as an empty
/// one.
fn response_body(body: Body, status: StatusCode, method: &Method) -> Result<Bytes, String> {
    // The responses without content (RFC 9110, section 6.4.1).
    let bodiless = *method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    match (body.text, body.encoding.as_deref()) {
        (Some(text), Some("base64")) => decode_base64(&text),
        (Some(text), _) => Ok(Bytes::from(text)),
        (None, _) if bodiless || body.size == Some(0) => Ok(Bytes::new()),
        (None, _) => Err("the body of the response was not recorded".to_owned()),
    }
}
