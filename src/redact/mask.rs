//! The mask: masks all secrets of a run in one place, before an event is created.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Version};

use super::header_fields::{MASKED, printable, shown};
use super::learned_secrets;
use super::secret_members::secret_members;
use super::secrets::{Known, merged};
use super::{Content, Header, Transcript, TranscriptRequest, TranscriptResponse};
use crate::http::{Exchange, Framing, Request, Response};

/// The number of body bytes that a transcript keeps.
const BODY_BYTES: usize = 16 << 10;

/// Masks the secrets of a run in everything that reports show.
///
/// Every encoded form of a secret is masked: raw, escaped for JSON, percent-encoded, form-encoded and base64. A secret
/// of fewer than 4 bytes is ignored, because masking it would make reports unreadable.
#[derive(Debug, Default)]
pub struct Mask {
    known: RwLock<Known>,
}

impl Mask {
    /// Creates a mask for these secrets.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mask = Self::default();
        let mut known = mask.known.write().unwrap_or_else(PoisonError::into_inner);
        known.learn(secrets.into_iter().collect());
        drop(known);
        mask
    }

    /// Adds a secret that became known during the run, such as a captured token.
    pub fn add(&self, secret: &str) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.learn(vec![secret.to_owned()]);
    }

    /// Adds the credentials of a request. Must be called before any event shows the request.
    pub fn learn_request(&self, request: &Request) {
        self.learn(learned_secrets::of_request(request));
    }

    /// Adds the secrets that a response issues, such as cookies and access tokens.
    pub fn learn_response(&self, response: &Response) {
        self.learn(learned_secrets::of_response(response));
    }

    fn learn(&self, secrets: Vec<String>) {
        // Most requests carry a token that is already known. The read lock is shared, so they do not wait for each
        // other.
        if self.read(|known| known.lacks(&secrets)) {
            self.known.write().unwrap_or_else(PoisonError::into_inner).learn(secrets);
        }
    }

    /// Returns the text with every secret masked.
    ///
    /// Messages shorten long values with `…`. The visible beginning of a shortened secret is masked too if it has at
    /// least 8 bytes.
    pub fn text(&self, text: &str) -> String {
        let mut ranges = self.read(|known| {
            let mut ranges = known.find(text);
            ranges.extend(known.find_cut(text));
            ranges
        });
        if ranges.len() > 1 {
            ranges = merged(ranges);
        }
        replaced(text.into(), &ranges)
    }

    /// Returns the masked transcript of an exchange.
    ///
    /// In addition to the known secrets, the credentials in `Authorization`, `Proxy-Authorization` and `Cookie`, the
    /// values of `Set-Cookie`, and members such as `access_token` in bodies are always masked.
    pub fn transcript(&self, exchange: &Exchange) -> Transcript {
        self.read(|known| {
            let elapsed_ms = exchange.elapsed.as_millis();
            Transcript {
                request: Keeping(known).request(&exchange.request),
                response: Some(Keeping(known).response(&exchange.response, elapsed_ms)),
            }
        })
    }

    /// Returns the masked transcript of a request that got no response.
    pub fn unanswered(&self, request: &Request) -> Transcript {
        self.read(|known| Transcript { request: Keeping(known).request(request), response: None })
    }

    fn read<T>(&self, question: impl FnOnce(&Known) -> T) -> T {
        question(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Builds transcripts without the known secrets.
#[derive(Clone, Copy)]
struct Keeping<'k>(&'k Known);

impl Keeping<'_> {
    fn request(self, request: &Request) -> TranscriptRequest {
        let url = if request.url.password().is_some() {
            let mut url = request.url.clone();
            // `set_password` fails only for a URL without a host, and a URL with a password has a host.
            let _ = url.set_password(Some(MASKED));
            self.text(url.as_str().into())
        } else {
            self.text(request.url.as_str().into())
        };
        TranscriptRequest {
            method: request.method.as_str().to_owned(),
            url,
            headers: self.headers(&request.headers),
            body: request.body.as_deref().and_then(|body| self.content(body)),
        }
    }

    fn response(self, response: &Response, elapsed_ms: u128) -> TranscriptResponse {
        TranscriptResponse {
            status: response.status.as_u16(),
            version: version(response.version),
            headers: self.headers(&response.headers),
            body: self.content(&response.body),
            elapsed_ms: u64::try_from(elapsed_ms).unwrap_or(u64::MAX),
            broken: match &response.framing {
                Framing::Broken { reason } => Some(self.text(reason.as_str().into())),
                Framing::Whole | Framing::Surplus { .. } => None,
            },
            surplus_bytes: response.framing.surplus_bytes() as u64,
        }
    }

    fn headers(self, headers: &HeaderMap) -> Vec<Header> {
        let header = |name: &HeaderName, value: &HeaderValue| {
            let raw = printable(value);
            let value = shown(name, &raw, || self.text(Cow::Borrowed(&raw)));
            Header { name: name.as_str().to_owned(), value }
        };
        headers.iter().map(|(name, value)| header(name, value)).collect()
    }

    /// Masks a body and then shortens it. The other order could leave half of a secret at the cut.
    fn content(self, body: &[u8]) -> Option<Content> {
        if body.is_empty() {
            return None;
        }
        let window = self.window(body);
        let Some(text) = readable(window, body.len()) else { return Some(self.binary(body)) };
        let ranges = self.ranges(text);
        let end = cut(text, &ranges);
        let kept = replaced(Cow::Borrowed(&text[..end]), &ranges);
        Some(Content { text: Some(kept), base64: None, ..sizes(body.len(), end) })
    }

    /// Returns the beginning of a body: the part that is kept, plus the length of the longest secret, so that a secret
    /// at the cut is recognized.
    fn window(self, body: &[u8]) -> &[u8] {
        &body[..body.len().min(BODY_BYTES + self.0.longest())]
    }

    /// Returns the transcript of binary content. Secrets are masked before the content is encoded in base64.
    fn binary(self, body: &[u8]) -> Content {
        let window = self.window(body);
        let mut kept = Vec::new();
        let mut from = 0;
        for range in self.0.find(window) {
            if range.start >= BODY_BYTES {
                break;
            }
            kept.extend_from_slice(&window[from..range.start]);
            kept.extend_from_slice(MASKED.as_bytes());
            from = range.end;
        }
        let end = window.len().min(BODY_BYTES).max(from);
        kept.extend_from_slice(&window[from..end]);
        Content { text: None, base64: Some(STANDARD.encode(kept)), ..sizes(body.len(), end) }
    }

    /// Masks the known secrets in a text, and the values of members with secret names.
    fn text(self, text: Cow<'_, str>) -> String {
        let ranges = self.ranges(&text);
        replaced(text, &ranges)
    }

    fn ranges(self, text: &str) -> Vec<Range<usize>> {
        let mut ranges = self.0.find(text);
        let members = secret_members(text);
        if members.is_empty() {
            return ranges;
        }
        ranges.extend(members);
        merged(ranges)
    }
}

/// Formats the protocol version as in the status line (RFC 9112, section 2.3).
fn version(version: Version) -> String {
    if version == Version::HTTP_11 { "HTTP/1.1".to_owned() } else { format!("{version:?}") }
}

/// Replaces each range of a text by [`MASKED`].
fn replaced(text: Cow<'_, str>, ranges: &[Range<usize>]) -> String {
    if ranges.is_empty() {
        return text.into_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges.iter().take_while(|range| range.start < text.len()) {
        kept.push_str(&text[from..range.start]);
        kept.push_str(MASKED);
        from = range.end.min(text.len());
    }
    kept.push_str(&text[from..]);
    kept
}

/// Returns the window as text if it is UTF-8. A character that the end of the window splits is left out.
fn readable(window: &[u8], whole: usize) -> Option<&str> {
    match std::str::from_utf8(window) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() && window.len() < whole => {
            std::str::from_utf8(&window[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    }
}

/// Returns the offset at which a text is shortened: at a character boundary and not inside a masked range.
fn cut(text: &str, ranges: &[Range<usize>]) -> usize {
    let end = (0..=text.len().min(BODY_BYTES)).rfind(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let split = ranges.iter().find(|range| range.start < end && end < range.end);
    split.map_or(end, |range| range.end)
}

fn sizes(whole: usize, kept: usize) -> Content {
    let omitted = (whole - kept) as u64;
    Content { text: None, base64: None, bytes: whole as u64, omitted }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Method, StatusCode};
    use jiff::Timestamp;

    use super::*;

    const SECRET: &str = "s3cr\u{e9}t/+\"&key?";

    fn mask() -> Mask {
        Mask::new([SECRET.to_owned()])
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mask().text(text), expected);
    }

    fn request(name: &'static str, value: &'static [u8], body: &'static str) -> Request {
        let value = HeaderValue::from_bytes(value).expect("a value");
        Request {
            method: Method::POST,
            url: "http://me:hidden@host/?access_token=abc&x=1".parse().expect("a URL"),
            headers: HeaderMap::from_iter([(HeaderName::from_static(name), value)]),
            body: Some(Bytes::from_static(body.as_bytes())),
        }
    }

    #[track_caller]
    fn check_header(name: &'static str, value: &'static [u8], expected: &str) {
        let shown = mask().unanswered(&request(name, value, "x")).request;
        assert_eq!(shown.headers[0].value, expected);
    }

    #[track_caller]
    fn check_body(body: &'static str, expected: &str) {
        let shown = mask().unanswered(&request("a", b"b", body)).request.body;
        assert_eq!(shown.and_then(|content| content.text).as_deref(), Some(expected));
    }

    #[track_caller]
    fn bounded(mask: &Mask, body: Vec<u8>) -> Content {
        let exchange = Exchange {
            request: request("a", b"b", ""),
            response: Response {
                status: StatusCode::OK,
                version: Version::HTTP_11,
                headers: HeaderMap::new(),
                body: Bytes::from(body),
                framing: Framing::Whole,
            },
            started: Timestamp::UNIX_EPOCH,
            elapsed: Duration::ZERO,
        };
        let response = mask.transcript(&exchange).response.expect("there was one");
        response.body.expect("there was content")
    }

    #[test]
    fn a_raw_secret_is_masked() {
        check(&format!("a {SECRET} b {SECRET}"), "a *** b ***");
        check("nothing to see", "nothing to see");
    }

    #[test]
    fn a_secret_is_masked_in_json() {
        check(&serde_json::json!({ "a": SECRET }).to_string(), r#"{"a":"***"}"#);
        check(r#""s3cr\u00e9t\/+\"&key?""#, r#""***""#);
        check(r#""s3cr\u00e9t\/+\"\u0026key?""#, r#""***""#);
        check(r#""s3cr\u00e9t/+\"&key?""#, r#""***""#);
        check(r#""s3cr\u00E9t/+\"&key?""#, r#""***""#);
    }

    #[test]
    fn a_secret_is_masked_in_urls_and_forms() {
        check("?a=s3cr%C3%A9t%2F%2B%22%26key%3F", "?a=***");
        check("?a=s3cr%c3%a9t%2f%2b%22%26key%3f", "?a=***");
        let mut url = url::Url::parse("http://h/").expect("a URL");
        url.set_path(SECRET);
        check(url.as_str(), "http://h/***");
        url.set_path("");
        url.query_pairs_mut().append_pair("a", SECRET);
        check(url.as_str(), "http://h/?a=***");
    }

    #[test]
    fn a_secret_is_masked_in_base64() {
        for engine in [&STANDARD, &base64::engine::general_purpose::URL_SAFE_NO_PAD] {
            check(&format!("Basic {}!", engine.encode(SECRET)), "Basic ***!");
        }
        for user in ["a:", "ab:", "abc:"] {
            let masked = mask().text(&STANDARD.encode(format!("{user}{SECRET}")));
            assert!(masked.contains("***") && masked.len() <= 12, "{masked}");
        }
    }

    #[test]
    fn overlapping_secrets_are_masked_completely() {
        let mask = Mask::new(["abcdef".to_owned(), "abcd".to_owned(), "defghi".to_owned()]);
        assert_eq!(mask.text("xabcdefghix abcd"), "x***x ***");
    }

    #[test]
    fn the_visible_part_of_a_shortened_secret_is_masked() {
        let mask = Mask::new(["abcdefghijklmnop".to_owned()]);
        assert_eq!(mask.text("got string \"xabcdefghij…\""), "got string \"x***…\"");
        assert_eq!(mask.text("abcdefghijklmnop…"), "***…");
        assert_eq!(mask.text("an abc… of it"), "an abc… of it");
    }

    #[test]
    fn a_secret_of_three_bytes_is_ignored() {
        assert_eq!(Mask::new(["abc".to_owned()]).text("abc"), "abc");
    }

    #[test]
    fn a_secret_can_be_added_during_the_run() {
        let mask = Mask::default();
        for secret in ["first", "second", "third", "fourth", "first"] {
            mask.add(secret);
        }
        assert_eq!(mask.text("first second third fourth fifth"), "*** *** *** *** fifth");
    }

    #[test]
    fn a_mask_never_shows_its_secrets() {
        let shown = format!("{:?}", mask());
        assert!(shown.contains("1 secrets"), "{shown}");
        assert!(!shown.contains("s3cr"), "{shown}");
    }

    #[test]
    fn only_the_scheme_of_credentials_is_kept() {
        check_header("authorization", b"Bearer abc", "Bearer ***");
        check_header("proxy-authorization", b"Basic YTpi", "Basic ***");
        check_header("authorization", b"abc", "***");
        let whole = Mask::new(["Bearer of-all".to_owned(), "of two".to_owned()]);
        let shown = |value| whole.unanswered(&request("authorization", value, "x")).request;
        assert_eq!(shown(b"Bearer of-all").headers[0].value, "Bearer ***");
        assert_eq!(shown(b"of two").headers[0].value, "***");
        check_header("cookie", b"a=1; b=2", "a=***; b=***");
        check_header("set-cookie", b"a=1; Path=/; HttpOnly", "a=***; Path=/; HttpOnly");
    }

    #[test]
    fn bytes_outside_of_utf_8_are_shown_in_hexadecimal() {
        check_header("x", b"caf\xe9", "caf\\xE9");
    }

    #[test]
    fn passwords_and_tokens_in_urls_are_masked() {
        let shown = mask().unanswered(&request("a", b"b", "")).request;
        assert_eq!(shown.url, "http://me:***@host/?access_token=***&x=1");
        assert_eq!(shown.body, None);
    }

    #[test]
    fn members_with_secret_names_are_masked() {
        check_body(
            r#"{"access_token" : "a\"b", "scope":"c"}"#,
            r#"{"access_token" : "***", "scope":"c"}"#,
        );
        check_body("grant_type=x&client_secret=abc&a=b", "grant_type=x&client_secret=***&a=b");
        check_body(r#"{"password":"cut"#, r#"{"password":"***"#);
        check_body(r#"{"password":"","password":1}"#, r#"{"password":"","password":1}"#);
    }

    #[test]
    fn a_long_body_is_cut_at_a_character_and_counts_the_omitted_bytes() {
        let mut body = vec![b'a'; BODY_BYTES - 1];
        body.extend("é and more".bytes());
        let whole = body.len() as u64;
        let content = bounded(&Mask::default(), body);
        assert_eq!((content.bytes, content.omitted), (whole, whole - BODY_BYTES as u64 + 1));
        assert_eq!(content.text.map(|text| text.len()), Some(BODY_BYTES - 1));
    }

    #[test]
    fn a_secret_at_the_cut_is_masked_whole() {
        let mut body = vec![b'a'; BODY_BYTES - 2];
        body.extend(SECRET.bytes());
        body.extend([b'z'; 100]);
        let content = bounded(&mask(), body);
        assert_eq!(content.omitted, 100);
        assert!(content.text.is_some_and(|text| text.ends_with("a***")));
    }

    #[test]
    fn what_is_no_text_is_kept_in_base64_without_its_secrets() {
        let mut body = vec![0xff];
        body.extend(SECRET.bytes());
        let content = bounded(&mask(), body);
        assert_eq!(content.base64, Some(STANDARD.encode(b"\xff***")));
        assert_eq!((content.text, content.omitted), (None, 0));
    }
}
