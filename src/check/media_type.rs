//! Media types (RFC 9110, section 8.3.1).

use crate::contract::Content;

/// A media type with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MediaType {
    /// `type/subtype` in lower case.
    essence: String,
    /// Names are in lower case, values without quotes.
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads a field value. Returns `None` if it is not exactly one media type.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (essence, mut rest) = split(text);
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters = Vec::new();
        while let Some(text) = rest {
            let (parameter, behind) = split(text);
            rest = behind;
            if parameter.is_empty() {
                continue;
            }
            let (name, value) = parameter.split_once('=')?;
            if !is_token(name) {
                return None;
            }
            parameters.push((name.to_ascii_lowercase(), unquoted(value)?));
        }
        Some(Self { essence: essence.to_ascii_lowercase(), parameters })
    }

    /// Returns true if a media type is the expected one, which may be a range such as `text/*`.
    ///
    /// Only parameters of the expected media type are compared, without the charset of JSON.
    pub(super) fn accepts(&self, actual: &Self) -> bool {
        let fits = match self.essence.strip_suffix('*') {
            Some("*/") => true,
            Some(prefix) => actual.essence.starts_with(prefix),
            None => actual.essence == self.essence,
        };
        // A charset has no meaning for JSON (RFC 8259, section 11).
        let ignored = |name: &str| name == "charset" && actual.is_json();
        fits && self.parameters.iter().all(|(name, value)| ignored(name) || actual.has(name, value))
    }

    /// Returns the precision of a media type or range, to choose the most precise one.
    fn closeness(&self) -> (u8, usize) {
        let essence = match self.essence.strip_suffix('*') {
            Some("*/") => 0,
            Some(_) => 1,
            None => 2,
        };
        (essence, self.parameters.len())
    }

    fn is_json(&self) -> bool {
        ["application/json", "text/json"].contains(&self.essence.as_str())
            || self.essence.ends_with("+json")
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.parameters.iter().any(|(own_name, own_value)| {
            // The names of character sets have no case (RFC 9110, section 8.3.2).
            let same_value =
                own_value == value || (name == "charset" && own_value.eq_ignore_ascii_case(value));
            own_name == name && same_value
        })
    }
}

/// Returns true if a media type is the expected one.
pub fn fits(expected: &str, actual: &str) -> bool {
    if expected == actual {
        return MediaType::parse(actual).is_some();
    }
    match (MediaType::parse(expected), MediaType::parse(actual)) {
        (Some(expected), Some(actual)) => expected.accepts(&actual),
        _ => false,
    }
}

/// Returns the documented content that describes a media type most precisely, if any does.
pub fn nearest<'c>(contents: &'c [Content], actual: &str) -> Option<&'c Content> {
    let actual = MediaType::parse(actual)?;
    let fitting = contents.iter().filter_map(|content| {
        let documented = MediaType::parse(&content.media_type)?;
        documented.accepts(&actual).then(|| (documented.closeness(), content))
    });
    // The first of equally precise contents wins. `max_by_key` returns the last, so the order is reversed.
    fitting.rev().max_by_key(|(closeness, _)| *closeness).map(|(_, content)| content)
}

/// Returns true if content of a media type is JSON (RFC 8259, and RFC 6839, section 3.1).
pub fn is_json(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(|it| it.is_json())
}

/// Decodes text by the charset of its media type. ISO-8859-1 is decoded, everything else is read as UTF-8.
pub(super) fn decoded(media_type: &str, content: &[u8]) -> String {
    let latin =
        |it: MediaType| ["iso-8859-1", "latin1"].iter().any(|charset| it.has("charset", charset));
    if MediaType::parse(media_type).is_some_and(latin) {
        return content.iter().copied().map(char::from).collect();
    }
    String::from_utf8_lossy(content).into_owned()
}

/// Returns true if content of a media type is text, which a schema for strings can judge.
pub(super) fn is_text(media_type: &str) -> bool {
    MediaType::parse(media_type).is_some_and(|it| it.essence.starts_with("text/"))
}

/// Splits a text at the first semicolon outside of quotes. The first part is trimmed.
fn split(text: &str) -> (&str, Option<&str>) {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => return (text[..at].trim(), Some(&text[at + 1..])),
            _ => {}
        }
    }
    (text.trim(), None)
}

fn unquoted(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else {
        return is_token(value).then(|| value.to_owned());
    };
    let mut text = String::new();
    let mut characters = inner.strip_suffix('"')?.chars();
    while let Some(character) = characters.next() {
        text.push(if character == '\\' { characters.next()? } else { character });
    }
    Some(text)
}

/// Returns true if a text is a token (RFC 9110, section 5.6.2).
pub(super) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Returns true if a token may contain a byte.
pub(super) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expected: &str, actual: &str, fitting: bool) {
        assert_eq!(fits(expected, actual), fitting, "{actual}");
    }

    #[test]
    fn the_essence_ignores_case_and_extra_parameters() {
        check("application/json", "Application/JSON; charset=utf-8", true);
        check("application/json", "application/problem+json", false);
        check("application/json", "application/json, text/html", false);
        check("application/json", "json", false);
    }

    #[test]
    fn expected_parameters_must_be_present() {
        check("text/plain; charset=utf-8", "text/plain;charset=\"UTF-8\"", true);
        check("text/plain; charset=utf-8", "text/plain", false);
        check("a/b; v=\"x;y\"", "a/b; q=1; V=\"x;y\"", true);
        check("a/b; v=x", "a/b; v=X", false);
    }

    #[test]
    fn a_charset_does_not_tell_json_types_apart() {
        check("application/json;charset=UTF-8", "application/json", true);
        check("application/problem+json; charset=utf-8", "application/problem+json", true);
        check("application/json; v=1; charset=utf-8", "application/json", false);
        assert!(is_json("text/json; charset=utf-8"));
    }

    #[test]
    fn text_is_decoded_by_its_charset() {
        assert_eq!(decoded("text/plain; charset=\"ISO-8859-1\"", b"caf\xe9"), "caf\u{e9}");
        assert_eq!(decoded("text/plain", "caf\u{e9}".as_bytes()), "caf\u{e9}");
    }

    #[test]
    fn a_range_accepts_each_of_its_types() {
        check("*/*", "image/png", true);
        check("text/*", "text/html", true);
        check("text/*", "image/png", false);
    }
}
