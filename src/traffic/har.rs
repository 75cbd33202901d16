//! HAR 1.2, as browsers and proxies write it: <http://www.softwareishard.com/blog/har-12-spec/>.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCESS_CONTROL_REQUEST_METHOD, CONTENT_LENGTH};
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use url::Url;

use crate::diagnostic::Place;
use crate::http::{Exchange, Framing, Request, Response};
use crate::verdict::CaseName;

use super::recorded_exchange::{
    NO_RESPONSE, Places, RecordedContent, RecordedExchange, SourceText, decode_base64, headers,
    request, slug, version,
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
    /// Present in the files of `--report har`.
    #[serde(rename = "_statusquo")]
    own: Option<IgnoredAny>,
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
    /// The number of bytes of the message. It is -1 if unknown.
    body_size: Option<i64>,
    #[serde(rename = "_error")]
    error: Option<String>,
}

#[derive(Deserialize, Default)]
struct Body {
    size: Option<i64>,
    text: Option<String>,
    encoding: Option<String>,
    comment: Option<String>,
    /// Members that HAR does not define, such as `_truncated`.
    #[serde(flatten)]
    others: Map<String, Value>,
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
    let mut places = Places::new(source);
    Ok(entries
        .map(|(number, raw)| {
            // The raw value borrows from the text, so its offset is the distance between their first bytes.
            let start = source.text.as_ptr() as usize;
            let offset = (raw.get().as_ptr() as usize).saturating_sub(start);
            exchange(number, raw, suite, |shown| places.place(offset, shown))
        })
        .collect())
}

fn exchange(
    number: usize,
    raw: &RawValue,
    suite: &str,
    place: impl FnOnce(String) -> Place,
) -> RecordedExchange {
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
    RecordedExchange { name, place: place(shown), started, content }
}

fn content(recorded: Recorded) -> RecordedContent {
    let Recorded { started_date_time, time, request, response, own } = recorded;
    let request = match sent(request) {
        Ok(request) => request,
        Err(why) => return RecordedContent::Unreadable(why),
    };
    if own.is_none() && is_preflight(&request) {
        let why = "a CORS preflight, which the browser sends on its own".to_owned();
        return RecordedContent::NotJudged(Box::new(request), why);
    }
    // Browsers write the status 0 for a request without a response.
    let status = u16::try_from(response.status).ok();
    let Some(status) = status.and_then(|status| StatusCode::from_u16(status).ok()) else {
        let error = response.error.filter(|error| !error.is_empty());
        let why = error.map_or(NO_RESPONSE.to_owned(), |error| format!("no response: {error}"));
        return RecordedContent::WithoutResponse(Box::new(request), why);
    };
    let (headers, version) = (fields(&response.headers), version(&response.http_version));
    let declared = Declared { own: own.is_some(), message: response.body_size, headers: &headers };
    let body = match response_body(response.content, status, &request.method, &declared) {
        Ok(body) => body,
        Err(why) => return RecordedContent::WithoutResponse(Box::new(request), why),
    };
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

/// Returns true for the request that a browser sends before a cross-origin request (Fetch Standard, section 3.3.2).
fn is_preflight(request: &Request) -> bool {
    request.method == Method::OPTIONS && request.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// The length of the body, as other members of an entry than `content` give it.
struct Declared<'d> {
    /// True if statusquo wrote the file.
    own: bool,
    message: Option<i64>,
    headers: &'d HeaderMap,
}

impl Declared<'_> {
    /// Returns true if the message had a body.
    fn has_body(&self) -> bool {
        let length = self.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let length = length.and_then(|text| text.trim().parse::<u64>().ok());
        self.message.is_some_and(|size| size > 0) || length.is_some_and(|length| length > 0)
    }
}

/// Returns the body of a response. Browsers do not keep every body, and a missing or shortened body must not be judged
/// as a complete one.
fn response_body(
    body: Body,
    status: StatusCode,
    method: &Method,
    declared: &Declared<'_>,
) -> Result<Bytes, String> {
    // Browsers record the body of their cache with a 304, which has no content itself (RFC 9110, section 15.4.5).
    if status == StatusCode::NOT_MODIFIED {
        return Ok(Bytes::new());
    }
    // The responses without content (RFC 9110, section 6.4.1).
    let bodiless = *method == Method::HEAD || status == StatusCode::NO_CONTENT;
    if !bodiless && body.is_marked_as_cut() {
        let note = body.comment.map(|note| format!(": {note}")).unwrap_or_default();
        return Err(format!("the file keeps only a part of the body{note}"));
    }
    let size = body.size.and_then(|size| usize::try_from(size).ok());
    let kept = match (body.text, body.encoding.as_deref()) {
        (Some(text), Some(encoding)) if encoding.eq_ignore_ascii_case("base64") => {
            decode_base64(&text)?
        }
        (Some(text), _) => Bytes::from(text),
        (None, _) if bodiless => return Ok(Bytes::new()),
        (None, _) if size == Some(0) && !declared.has_body() => return Ok(Bytes::new()),
        (None, _) => return Err("the body of the response was not recorded".to_owned()),
    };
    // In files of statusquo, a masked secret makes the text shorter. These files mark a body that was cut.
    if bodiless || declared.own {
        return Ok(kept);
    }
    match size {
        Some(size) if size > kept.len() => {
            Err(format!("the file keeps only {} of {size} bytes of the body", kept.len()))
        }
        _ if kept.is_empty() && declared.has_body() => {
            Err("the body of the response was not recorded".to_owned())
        }
        _ => Ok(kept),
    }
}

impl Body {
    /// Returns true if a comment or a member that HAR does not define states that the body was cut.
    fn is_marked_as_cut(&self) -> bool {
        let is_set = |value: &Value| match value {
            Value::Bool(set) => *set,
            Value::Number(count) => count.as_f64().is_some_and(|count| count > 0.0),
            Value::String(text) => !matches!(text.as_str(), "" | "false" | "0"),
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        };
        let is_mark = |name: &str| {
            let name = name.to_ascii_lowercase();
            ["truncated", "omitted"].iter().any(|word| name.contains(word))
        };
        let comment = self.comment.as_deref().unwrap_or_default().to_ascii_lowercase();
        let negated = comment.contains("not truncated");
        let said = ["truncated", "not kept"].iter().any(|word| comment.contains(word));
        said && !negated || self.others.iter().any(|(name, value)| is_mark(name) && is_set(value))
    }
}
