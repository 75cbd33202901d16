//! The body of a response as JSON.

use http::header;
use serde_json::Value;

use super::header_field::field;
use crate::http::Response;
use crate::verdict::Cause;

/// Messages of `serde_json` about its limits, and the words that replace them.
const WORDS: [(&str, &str); 2] = [
    ("recursion limit exceeded", "it is nested deeper than 128 levels"),
    // RFC 8259, section 6: implementations disagree about such a number.
    ("number out of range", "a number is beyond the range of a double"),
];

/// The body of a response, read as JSON once for all checks.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// The body is empty.
    Empty,
    /// The body is JSON.
    Value(Value),
    /// The body is not JSON.
    Invalid {
        /// The message of the JSON parser, with line and column.
        reason: String,
    },
}

impl Json {
    /// Reads the body of a response as JSON.
    ///
    /// A content coding is not undone: the request did not ask for one, and the decoded size has no bound.
    ///
    /// Content that broke off is not judged, so it is read as empty.
    pub fn of(response: &Response) -> Self {
        if response.framing.is_broken() {
            return Self::Empty;
        }
        let read = Self::read(&response.body);
        if !matches!(read, Self::Invalid { .. }) {
            return read;
        }
        let coding = field(&response.headers, &header::CONTENT_ENCODING);
        match coding.filter(|coding| !coding.trim().eq_ignore_ascii_case("identity")) {
            Some(coding) => Self::Invalid {
                reason: format!("it is in the content coding {coding}, which was not asked for"),
            },
            None => read,
        }
    }

    /// Reads bytes as JSON, whatever the media type is.
    ///
    /// More than 128 levels of nesting are invalid, and so is a byte order mark (RFC 8259, section 8.1).
    pub fn read(content: &[u8]) -> Self {
        if content.is_empty() {
            return Self::Empty;
        }
        if content.starts_with(b"\xEF\xBB\xBF") {
            let reason = "it begins with a byte order mark, at line 1 column 1".to_owned();
            return Self::Invalid { reason };
        }
        // One UTF-8 check of the whole is faster than one for each string.
        let read = match std::str::from_utf8(content) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(content),
        };
        match read {
            Ok(value) => Self::Value(value),
            Err(error) => {
                let reason = error.to_string();
                let reason =
                    WORDS.iter().fold(reason, |reason, (from, to)| reason.replace(from, to));
                Self::Invalid { reason }
            }
        }
    }

    /// Returns the value, if the body is JSON.
    pub fn value(&self) -> Option<&Value> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// Returns the cause of findings about missing values: a body that is not JSON explains all of them.
    pub fn cause(&self) -> Option<Cause> {
        matches!(self, Self::Invalid { .. }).then_some(Cause::BodyNotJson)
    }

    /// Returns the text that a finding shows as the actual value if a value is missing.
    pub fn instead(&self) -> String {
        match self {
            Self::Empty | Self::Value(_) => "nothing".to_owned(),
            Self::Invalid { reason } => format!("no JSON: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::http::Framing;

    #[track_caller]
    fn check(content: &[u8], expected: &str) {
        let Json::Invalid { reason } = Json::read(content) else {
            panic!("it is JSON or empty");
        };
        assert_eq!(reason, expected);
    }

    #[test]
    fn an_invalid_body_states_the_reason_and_the_place() {
        check(b"{\"a\": }", "expected value at line 1 column 7");
        check(b"\xEF\xBB\xBF{}", "it begins with a byte order mark, at line 1 column 1");
    }

    #[test]
    fn a_number_beyond_all_doubles_has_a_message_of_its_own() {
        check(b"[1e400]", "a number is beyond the range of a double at line 1 column 6");
    }

    #[test]
    fn an_unrequested_content_coding_is_the_reason() {
        let coded = |coding: &str, content: &'static [u8]| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_ENCODING, coding.parse().expect("a value"));
            let (status, version) = (http::StatusCode::OK, http::Version::HTTP_11);
            let framing = Framing::Whole;
            Json::of(&Response { status, version, headers, body: content.into(), framing })
        };
        let reason = "it is in the content coding gzip, which was not asked for".to_owned();
        assert_eq!(coded("gzip", b"\x1f\x8b"), Json::Invalid { reason });
        assert!(
            matches!(coded("identity", b"{"), Json::Invalid { reason } if !reason.contains("coding"))
        );
        assert_eq!(coded("gzip", b"1"), Json::Value(1.into()));
    }

    #[test]
    fn nesting_is_limited_to_128_levels() {
        let deep = "[".repeat(100_000);
        check(deep.as_bytes(), "it is nested deeper than 128 levels at line 1 column 128");
    }

    #[test]
    fn a_body_is_empty_or_a_value() {
        assert_eq!(Json::read(b""), Json::Empty);
        assert_eq!(Json::read(b" null "), Json::Value(Value::Null));
    }
}
