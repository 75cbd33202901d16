//! Texts without the escapes of JSON, HTML and URLs.
//!
//! Serializers choose which characters they escape, so a secret has more escaped forms than can be listed. Decoding the
//! text finds all of them.

use std::ops::Range;

/// The number of times that a text is decoded: JSON in JSON in a URL has three levels.
const ROUNDS: usize = 5;

/// The length in bytes of the longest escape: `&#1114111;`.
const LONGEST_ESCAPE: usize = 10;

/// The character references by name that serializers of HTML and XML write (HTML, section 13.5).
const NAMED: [(&[u8], char); 8] = [
    (b"&amp;", '&'),
    (b"&lt;", '<'),
    (b"&gt;", '>'),
    (b"&quot;", '"'),
    (b"&apos;", '\''),
    (b"&plus;", '+'),
    (b"&sol;", '/'),
    (b"&equals;", '='),
];

/// A text whose escapes are decoded until none is left.
pub(super) struct Decoded {
    bytes: Vec<u8>,
    /// The range of each byte in the original text.
    places: Vec<Range<usize>>,
}

impl Decoded {
    /// Decodes a text. Returns `None` if the text has no escapes.
    pub(super) fn of(text: &[u8]) -> Option<Self> {
        let mut decoded = Self::once(text)?;
        for _ in 1..ROUNDS {
            let Some(next) = Self::once(&decoded.bytes) else { break };
            let places = next.places.iter().map(|range| decoded.place(range)).collect();
            decoded = Self { bytes: next.bytes, places };
        }
        Some(decoded)
    }

    fn once(text: &[u8]) -> Option<Self> {
        let mut at = memchr::memchr3(b'\\', b'%', b'&', text)?;
        let mut bytes = text[..at].to_vec();
        let mut places: Vec<Range<usize>> = (0..at).map(|at| at..at + 1).collect();
        while at < text.len() {
            let found = match text[at] {
                b'\\' | b'%' | b'&' => escape(&text[at..]),
                _ => None,
            };
            let (character, length) = found.unwrap_or((Unescaped::Byte(text[at]), 1));
            let mut buffer = [0; 4];
            let encoded = match character {
                Unescaped::Byte(byte) => {
                    buffer[0] = byte;
                    &buffer[..1]
                }
                Unescaped::Character(character) => character.encode_utf8(&mut buffer).as_bytes(),
            };
            bytes.extend_from_slice(encoded);
            places.extend(encoded.iter().map(|_| at..at + length));
            at += length;
        }
        (bytes.len() < text.len()).then_some(Self { bytes, places })
    }

    /// Returns the decoded text.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Converts a range of the decoded text to a range of the original text.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        match range.clone().next_back() {
            Some(last) => self.places[range.start].start..self.places[last].end,
            None => 0..0,
        }
    }
}

/// Returns a decoded text, or `None` if the text has no escapes or is no longer UTF-8 without them.
pub(super) fn decoded(text: &str) -> Option<String> {
    String::from_utf8(Decoded::of(text.as_bytes())?.bytes).ok()
}

/// Returns the text without an escape that its end may have split, such as `\u00`.
pub(super) fn without_split_escape(text: &str) -> &str {
    let from =
        (0..=text.len().saturating_sub(LONGEST_ESCAPE)).rfind(|at| text.is_char_boundary(*at));
    let from = from.unwrap_or(0);
    match text[from..].rfind(['\\', '%', '&']) {
        Some(at) => text[..from + at].trim_end_matches('\\'),
        None => text,
    }
}

enum Unescaped {
    Byte(u8),
    Character(char),
}

/// Returns the character that an escape at the start of a text stands for, and the length of the escape.
fn escape(text: &[u8]) -> Option<(Unescaped, usize)> {
    match text {
        [b'\\' | b'%', b'u', ..] => unicode_escape(text),
        [b'\\', b'x', high, low, ..] => Some((Unescaped::Byte(byte(*high, *low)?), 4)),
        [b'\\', simple, ..] => {
            let character = match simple {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                b'"' | b'\'' | b'\\' | b'/' => *simple,
                _ => return None,
            };
            Some((Unescaped::Byte(character), 2))
        }
        [b'%', high, low, ..] => Some((Unescaped::Byte(byte(*high, *low)?), 3)),
        [b'&', ..] => reference(text),
        _ => None,
    }
}

fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Decodes `\u00e9` of JSON and `%u00e9` of JavaScript, also as a surrogate pair (RFC 8259, section 7).
fn unicode_escape(text: &[u8]) -> Option<(Unescaped, usize)> {
    let unit = |text: &[u8]| -> Option<u16> {
        let [_, b'u', a, b, c, d, ..] = text else { return None };
        Some(u16::from(byte(*a, *b)?) << 8 | u16::from(byte(*c, *d)?))
    };
    let first = unit(text)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((Unescaped::Character(character), 6));
    }
    let second = unit(text.get(6..)?)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((Unescaped::Character(character), 12))
}

/// Decodes `&#x2B;`, `&#43;` and the most common references by name.
fn reference(text: &[u8]) -> Option<(Unescaped, usize)> {
    if let Some((name, character)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return Some((Unescaped::Character(*character), name.len()));
    }
    let window = &text[..text.len().min(LONGEST_ESCAPE)];
    let end = memchr::memchr(b';', window)?;
    let number = std::str::from_utf8(window[..end].strip_prefix(b"&#")?).ok()?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    Some((Unescaped::Character(char::from_u32(code.ok()?)?), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Mask;

    const SECRET: &str = "bearer+11/22&33==<é😀>";

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(decoded(text).as_deref(), Some(expected));
    }

    #[track_caller]
    fn masked(form: &str) {
        let mask = Mask::new([SECRET.to_owned()]);
        assert_eq!(mask.text(&format!("{{\"a\":\"{form}\"}}")), "{\"a\":\"***\"}", "{form}");
    }

    /// Writes each character that is not a letter or digit with `escape`.
    fn escaped(escape: impl Fn(char) -> String) -> String {
        let one = |it: char| if it.is_ascii_alphanumeric() { it.to_string() } else { escape(it) };
        SECRET.chars().map(one).collect()
    }

    #[test]
    fn escapes_are_decoded() {
        check(r"a\u002Bb\u00e9\ud83d\ude00\/\\x", "a+bé😀/\\x");
        check("a&#x2B;b&#43;&#X2f;&amp;&quot;&apos;", "a+b+/&\"'");
        check("a%2Bb%c3%a9%u002B", "a+bé+");
        check(r"a\x2Bb", "a+b");
    }

    #[test]
    fn nested_escapes_are_decoded() {
        check(r"a\\u002Bb", "a+b");
        check("a%255Cu002Bb", "a+b");
        check("a&amp;#x2B;b", "a+b");
    }

    #[test]
    fn what_only_resembles_an_escape_stays() {
        for text in ["100% of", r"C:\way", "a & b", r"\ud83d", r"\u12", "&#x110000;", "&#;", "%2"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_original_text() {
        let decoded = Decoded::of(br"ab\u002Bc%252Fd").expect("escapes");
        assert_eq!(decoded.bytes(), b"ab+c/d");
        assert_eq!(decoded.place(&(2..3)), 2..8);
        assert_eq!(decoded.place(&(1..5)), 1..14);
    }

    #[test]
    fn a_secret_is_masked_with_any_characters_escaped_for_json() {
        let units = |it: char, upper: bool| -> String {
            let mut buffer = [0; 2];
            let unit = |unit: &u16| {
                if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") }
            };
            it.encode_utf16(&mut buffer).iter().map(unit).collect()
        };
        masked(&escaped(|it| units(it, true)));
        masked(&escaped(|it| units(it, false)));
        // `System.Text.Json` escapes `+`, `&`, `<` and `>`, and all characters outside of ASCII.
        masked(&escaped(|it| if "/=".contains(it) { it.into() } else { units(it, true) }));
        masked(&SECRET.replace('+', r"\u002B"));
        masked(&SECRET.replace('+', r"\\u002b"));
    }

    #[test]
    fn a_secret_is_masked_with_any_characters_escaped_for_html() {
        masked(&escaped(|it| format!("&#x{:X};", u32::from(it))));
        masked(&escaped(|it| format!("&#x{:x};", u32::from(it))));
        masked(&escaped(|it| format!("&#{};", u32::from(it))));
        // ASP.NET escapes `+`, but not `/` and `=`.
        masked(&SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('+', "&#x2B;"));
        masked(&SECRET.replace('+', "&#43;"));
    }

    #[test]
    fn a_secret_is_masked_with_any_characters_percent_encoded() {
        let bytes = |it: char, upper: bool| -> String {
            let mut buffer = [0; 4];
            let byte = |it: u8| if upper { format!("%{it:02X}") } else { format!("%{it:02x}") };
            it.encode_utf8(&mut buffer).bytes().map(byte).collect()
        };
        // `urllib.parse.quote` of Python keeps `/`.
        masked(&escaped(|it| if it == '/' { it.into() } else { bytes(it, true) }));
        masked(&escaped(|it| if it == '/' { it.into() } else { bytes(it, false) }));
        masked(&escaped(|it| if "/=&".contains(it) { it.into() } else { bytes(it, true) }));
        masked(&SECRET.bytes().map(|it| format!("%{it:02X}")).collect::<Vec<_>>().concat());
    }

    #[test]
    fn the_beginning_of_an_escaped_secret_is_masked_in_a_shortened_value() {
        let mask = Mask::new(["bearertok-11+22/33".to_owned()]);
        for cut in [
            r"bearertok-11\u002B22…",
            r"bearertok-11\u00…",
            "bearertok-11&#x2B;2…",
            "bearertok-11&#x…",
        ] {
            let shown = mask.text(&format!("a {cut}"));
            assert!(!shown.contains("bearertok"), "{shown}");
        }
    }

    #[test]
    fn a_secret_that_contains_escapes_is_masked() {
        let mask = Mask::new([r"a1%2Fb2\u002Bc3&amp;d4".to_owned()]);
        assert_eq!(mask.text(r"x a1%2Fb2\u002Bc3&amp;d4 y"), "x *** y");
        assert_eq!(mask.text(r#""a1%2Fb2\\u002Bc3\u0026amp;d4""#), r#""***""#);
    }
}
