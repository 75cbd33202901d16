//! Texts that are escaped several times, such as JSON inside a JSON string, or a URL in the query of another URL.

use std::ops::Range;

/// A text without the characters that repeated escaping adds: backslashes, and the `25` of `%25`.
pub(super) struct Flat {
    bytes: Vec<u8>,
    /// The offset of each byte in the original text.
    places: Vec<usize>,
}

impl Flat {
    /// Removes the escape characters. Returns `None` if the text has none.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let first = memchr::memchr2(b'\\', b'%', text)?;
        let mut bytes = text[..first].to_vec();
        let mut places: Vec<usize> = (0..first).collect();
        let mut at = first;
        while at < text.len() {
            if text[at] != b'\\' {
                bytes.push(text[at]);
                places.push(at);
            }
            if text[at] == b'%' {
                while text[at + 1..].starts_with(b"25") {
                    at += 2;
                }
            }
            at += 1;
        }
        (bytes.len() < text.len()).then_some(Self { bytes, places })
    }

    /// Returns the text without escape characters.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Converts a range of the flat text to a range of the original text.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        match range.clone().next_back() {
            Some(last) => self.places[range.start]..self.places[last] + 1,
            None => 0..0,
        }
    }
}

/// Returns a text without escape characters, or `None` if the text has none.
pub(super) fn flattened(text: &str) -> Option<String> {
    // Removing ASCII characters keeps the text valid UTF-8.
    String::from_utf8(Flat::of(text.as_bytes())?.bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Mask;

    #[track_caller]
    fn check(text: &str, expected: &str, place: Range<usize>) {
        let flat = Flat::of(text.as_bytes()).expect("it has marks");
        assert_eq!(String::from_utf8_lossy(flat.bytes()), expected);
        assert_eq!(flat.place(&(1..flat.bytes().len() - 1)), place);
    }

    #[test]
    fn characters_of_repeated_escaping_are_removed() {
        check(r#"a\\\"b"#, "a\"b", 4..5);
        check("a%25252Fb", "a%2Fb", 1..8);
        check("a%25b", "a%b", 1..2);
        check("a%2F\\b", "a%2Fb", 1..4);
    }

    #[test]
    fn a_secret_is_masked_however_often_it_was_escaped() {
        let secret = "s3cr\u{e9}t/+\"&key?";
        let mask = Mask::new([secret.to_owned()]);
        let mut json = serde_json::Value::from(secret);
        for _ in 0..4 {
            json = json.to_string().into();
            let masked = mask.text(json.as_str().expect("a string"));
            assert!(masked.contains("***") && !masked.contains("key"), "{masked}");
        }
        assert_eq!(mask.text("a=s3cr%25C3%25A9t%252F%252B%2522%2526key%253F&"), "a=***&");
        assert_eq!(mask.text("a=%2573; s3cr%25C3%25A9t%252F%252B%2522%2…"), "a=%2573; ***…");
    }

    #[test]
    fn a_text_without_escapes_is_unchanged() {
        assert!(Flat::of(b"abc").is_none() && Flat::of(b"100% %2F").is_none());
        assert_eq!(flattened("abc"), None);
    }
}
