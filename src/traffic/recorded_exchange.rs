//! One exchange of a recording, as far as it was recorded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Version};
use url::Url;

use crate::diagnostic::Place;
use crate::http::{Exchange, Request};
use crate::verdict::CaseName;

/// One recorded exchange, with its name and its place in the file.
#[derive(Debug)]
pub struct RecordedExchange {
    /// The name of the exchange in reports.
    pub name: CaseName,
    /// The position of the exchange in the file.
    pub place: Place,
    /// The time of the request, RFC 3339.
    pub started: String,
    /// The request and the response, as far as they were recorded.
    pub content: RecordedContent,
}

/// The parts of an exchange that were recorded.
#[derive(Debug)]
pub enum RecordedContent {
    /// The request and its response were recorded.
    Complete(Box<Exchange>),
    /// Only the request was recorded. The text is the reason why the response cannot be judged.
    WithoutResponse(Box<Request>, String),
    /// A request that the contract does not describe, and the reason why it is not judged.
    NotJudged(Box<Request>, String),
    /// Not even the request can be read, for this reason.
    Unreadable(String),
}

impl RecordedContent {
    /// Returns the request, if it was recorded.
    pub(super) fn request(&self) -> Option<&Request> {
        match self {
            Self::Complete(exchange) => Some(&exchange.request),
            Self::WithoutResponse(request, _) | Self::NotJudged(request, _) => Some(request),
            Self::Unreadable(_) => None,
        }
    }
}

/// The reason why an exchange without a response cannot be judged.
pub(super) const NO_RESPONSE: &str = "no response was recorded";

/// The path and the text of a recording, to locate exchanges in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceText<'f> {
    /// The path of the file, to show in messages.
    pub(super) file: &'f str,
    pub(super) text: &'f str,
}

/// Finds the places of exchanges in a file.
///
/// Exchanges are read in the order of the file, so each search starts at the previous place. A search from the start of
/// the file would make the time quadratic.
#[derive(Debug)]
pub(super) struct Places<'f> {
    source: SourceText<'f>,
    offset: usize,
    line: usize,
    column: usize,
}

impl<'f> Places<'f> {
    pub(super) fn new(source: SourceText<'f>) -> Self {
        Self { source, offset: 0, line: 1, column: 1 }
    }

    /// Returns the place at an offset. It shows `shown` instead of the whole line: a recording often is one line.
    pub(super) fn place(&mut self, offset: usize, shown: String) -> Place {
        if offset < self.offset {
            *self = Self::new(self.source);
        }
        let passed = self.source.text.get(self.offset..offset).unwrap_or_default();
        match passed.rsplit_once('\n') {
            Some((before, last)) => {
                self.line += 1 + before.bytes().filter(|byte| *byte == b'\n').count();
                self.column = last.chars().count() + 1;
            }
            None => self.column += passed.chars().count(),
        }
        self.offset = offset;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Place {
            file: self.source.file.to_owned(),
            line: number(self.line),
            column: number(self.column),
            width: number(shown.chars().count().max(1)),
            text: shown,
            // The shown text starts at the column, so the characters before it are left out.
            left_out: number(self.column - 1),
        }
    }
}

/// Returns the words of a text in lower case, joined with hyphens. Returns `recorded` for a text without letters and
/// digits.
pub(super) fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let text: String = text.chars().map(plain).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() { "recorded".to_owned() } else { words.join("-") }
}

/// Collects header fields. Fields that HTTP does not allow are left out, and so are the pseudo-header fields of HTTP/2
/// (RFC 9113, section 8.3), which browsers record among the others.
pub(super) fn headers<'h>(fields: impl Iterator<Item = (&'h str, &'h str)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields.filter(|(name, _)| !name.starts_with(':')) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            // A field may occur several times (RFC 9110, section 5.3), so it must not replace an earlier one.
            headers.append(name, value);
        }
    }
    headers
}

/// Builds a request from its recorded parts.
///
/// # Errors
///
/// If the method or the URL is not valid.
pub(super) fn request(
    method: &str,
    url: &str,
    headers: HeaderMap,
    body: Option<Bytes>,
) -> Result<Request, String> {
    let method =
        Method::from_bytes(method.as_bytes()).map_err(|_| format!("{method:?} is no method"))?;
    let url = Url::parse(url).map_err(|error| format!("{url:?}: {error}"))?;
    Ok(Request { method, url, headers, body })
}

/// Reads an HTTP version. Browsers write the protocol names of ALPN (`h2`, `h3`). Any other text is HTTP/1.1.
pub(super) fn version(text: &str) -> Version {
    match text.to_ascii_lowercase().as_str() {
        "http/1.0" => Version::HTTP_10,
        "h2" | "http/2" | "http/2.0" => Version::HTTP_2,
        "h3" | "http/3" | "http/3.0" => Version::HTTP_3,
        _ => Version::HTTP_11,
    }
}

/// Decodes a body that was recorded as base64.
///
/// # Errors
///
/// If the text is not base64.
pub(super) fn decode_base64(text: &str) -> Result<Bytes, String> {
    let bytes = STANDARD.decode(text.trim());
    bytes.map(Bytes::from).map_err(|error| format!("its body is not valid base64: {error}"))
}
