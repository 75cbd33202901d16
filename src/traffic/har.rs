//! HAR 1.2, as browsers and proxies write it: <http://www.softwareishard.com/blog/har-12-spec/>.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Method, StatusCode, Version};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use crate::http::{Exchange, Request, Response};
use crate::verdict::CaseName;

use super::recorded_exchange::{RecordedContent, RecordedExchange, SourceText, headers, slug};

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
            let why = format!("it is no entry of a HAR file: {error}");
            (
                "unreadable".to_owned(),
                "{".to_owned(),
                String::new(),
                RecordedContent::Unreadable(why),
            )
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
    let part = |why: String| RecordedContent::WithoutResponse(Box::new(request.clone()), why);
    let Some(status) =
        u16::try_from(response.status).ok().and_then(|code| StatusCode::from_u16(code).ok())
    else {
        let why = response.error.filter(|error| !error.is_empty());
        return part(
            why.map_or("no response was recorded".into(), |why| format!("no response: {why}")),
        );
    };
    let body = match response_body(response.content, status, &request.method) {
        Ok(body) => body,
        Err(why) => return part(why),
    };
    let fields = response.headers.iter();
    let fields = headers(fields.map(|field| (field.name.as_str(), field.value.as_str())));
    let version = version(&response.http_version);
    let response = Response { status, version, headers: fields, body };
    let started = started_date_time.and_then(|text| text.parse().ok());
    RecordedContent::Complete(Box::new(Exchange {
        request,
        response,
        started: started.unwrap_or(Timestamp::UNIX_EPOCH),
        elapsed: Duration::try_from_secs_f64(time / 1000.0).unwrap_or_default(),
    }))
}

fn sent(sent: Sent) -> Result<Request, String> {
    let method = Method::from_bytes(sent.method.as_bytes())
        .map_err(|_| format!("{:?} is no method", sent.method))?;
    let url = Url::parse(&sent.url).map_err(|error| format!("{:?}: {error}", sent.url))?;
    let fields = sent.headers.iter();
    let headers = headers(fields.map(|field| (field.name.as_str(), field.value.as_str())));
    let body = sent.post_data.and_then(|posted| posted.text).map(Bytes::from);
    Ok(Request { method, url, headers, body })
}

/// The body of a response. Browsers do not keep every body, and a missing body must not be judged as an empty one.
fn response_body(body: Body, status: StatusCode, method: &Method) -> Result<Bytes, String> {
    let bodiless = *method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    match (body.text, body.encoding.as_deref()) {
        (Some(text), Some("base64")) => {
            let bytes = STANDARD.decode(text.trim());
            bytes.map(Bytes::from).map_err(|error| format!("its body is no base64: {error}"))
        }
        (Some(text), _) => Ok(Bytes::from(text)),
        (None, _) if bodiless || body.size == Some(0) => Ok(Bytes::new()),
        (None, _) => Err("the body of the response was not recorded".to_owned()),
    }
}

fn version(text: &str) -> Version {
    match text.to_ascii_lowercase().as_str() {
        "http/1.0" => Version::HTTP_10,
        "h2" | "http/2" | "http/2.0" => Version::HTTP_2,
        "h3" | "http/3" | "http/3.0" => Version::HTTP_3,
        _ => Version::HTTP_11,
    }
}
