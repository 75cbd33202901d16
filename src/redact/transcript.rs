//! An exchange as reports keep it: masked, bounded, and plain data.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An exchange as reports keep it; no secret is left in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Transcript {
    /// The request as sent.
    pub request: TranscriptRequest,
    /// The response; absent where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<TranscriptResponse>,
}

impl Transcript {
    /// Bytes of its texts: URL, header fields and content, as far as they are kept.
    pub fn bytes(&self) -> usize {
        let Self { request, response } = self;
        let sent = request.url.len() + fields(&request.headers) + content(request.body.as_ref());
        let came = response.as_ref();
        sent + came.map_or(0, |came| fields(&came.headers) + content(came.body.as_ref()))
    }
}

fn fields(headers: &[Header]) -> usize {
    headers.iter().map(|header| header.name.len() + header.value.len()).sum()
}

fn content(body: Option<&Content>) -> usize {
    let texts = body.into_iter().flat_map(|body| body.text.iter().chain(&body.base64));
    texts.map(String::len).sum()
}

/// A request as reports keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct TranscriptRequest {
    /// The method.
    pub method: String,
    /// The absolute URL, secrets masked.
    pub url: String,
    /// Header fields in the order they were sent.
    pub headers: Vec<Header>,
    /// The content, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Content>,
}

/// A response as reports keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct TranscriptResponse {
    /// The status code.
    pub status: u16,
    /// The protocol version, such as `HTTP/1.1`.
    pub version: String,
    /// Header fields in the order they came.
    pub headers: Vec<Header>,
    /// The content; absent where it was empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Content>,
    /// Milliseconds from sending to the last byte.
    pub elapsed_ms: u64,
    /// The reason why the response is not a complete HTTP message. The content is what arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<String>,
    /// The number of bytes that followed the response; absent if none did.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub surplus_bytes: u64,
}

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Header {
    /// The field name in lower case.
    pub name: String,
    /// The field value; bytes outside of UTF-8 are shown as `\xNN`.
    pub value: String,
}

/// Content of a message: text where it is UTF-8, else base64; cut where it is long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Content {
    /// The content as text, if it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The content in base64, if it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// Bytes of the whole content.
    pub bytes: u64,
    /// Bytes that were left out at the end; 0 where it is whole.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
