//! The encoded forms that a secret can have in a message.

use std::collections::BTreeSet;

use base64::Engine;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// All characters except the unreserved ones of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters that `encodeURIComponent` of JavaScript encodes. It leaves five more unencoded than RFC 3986.
const COMPONENT: &AsciiSet =
    &RESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');

/// The characters that a URL parser encodes in a path.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The characters that a URL parser encodes in a query.
const QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

/// The minimum length in bytes of a secret that is searched for inside longer base64.
const EMBEDDED: usize = 8;

/// Returns a secret in every form that it can have in a message.
///
/// The forms are raw, escaped for JSON, percent-encoded, form-encoded, escaped for markup, and base64, including the
/// base64 of a longer text that contains the secret. Combinations such as JSON in a URL are included. A secret of at
/// least 8 bytes is also searched for in hexadecimal, in base64 of UTF-16, and in upper or lower case. Other choices of
/// escaped characters are found by decoding the text, see [`super::decoded`].
pub(super) fn forms(secret: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::new();
    // Some software decodes only the percent signs of a form, so `+` for a space remains.
    let plus = secret.replace(' ', "+");
    for text in BTreeSet::from([secret, &plus]) {
        forms.extend(json_forms(text));
        forms.extend(markup_forms(text));
        let [json, ..] = escaped_json(text);
        for text in BTreeSet::from([text, &json]) {
            forms.insert(text.to_owned());
            forms.extend(url_forms(text));
            forms.extend(all_base64_forms(text.as_bytes()));
        }
    }
    forms.extend(all_base64_forms(utf8_percent_encode(secret, RESERVED).to_string().as_bytes()));
    forms.extend(all_base64_forms(form_encoded(secret).as_bytes()));
    if secret.len() >= EMBEDDED {
        forms.extend(hexadecimal(secret.as_bytes()));
        forms.extend([secret.to_uppercase(), secret.to_lowercase()]);
        forms.extend([u16::to_le_bytes, u16::to_be_bytes].iter().flat_map(|order| {
            let utf16: Vec<u8> = secret.encode_utf16().flat_map(order).collect();
            all_base64_forms(&utf16).collect::<Vec<_>>()
        }));
    }
    forms
}

/// Returns the bytes in hexadecimal, in lower case and in upper case.
fn hexadecimal(bytes: &[u8]) -> [String; 2] {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).expect("a nibble is one digit");
    let lower: String =
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    let upper = lower.to_uppercase();
    [lower, upper]
}

fn url_forms(text: &str) -> impl Iterator<Item = String> {
    let sets = [NON_ALPHANUMERIC, RESERVED, COMPONENT, PATH, QUERY];
    let encoded = sets.map(|set| utf8_percent_encode(text, set).to_string());
    encoded.into_iter().chain([form_encoded(text)]).flat_map(|encoded| both_cases(&encoded))
}

fn form_encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn all_base64_forms(bytes: &[u8]) -> impl Iterator<Item = String> {
    let forms = |alphabet| base64_forms(bytes, alphabet);
    [&STANDARD, &URL_SAFE].map(forms).into_iter().flatten()
}

/// Returns the secret escaped for HTML and XML, as common serializers do: without or with escaped quotes.
fn markup_forms(secret: &str) -> Vec<String> {
    let text = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut forms = vec![text.clone()];
    for (double, single) in [
        ("&quot;", "'"),
        ("&quot;", "&#39;"),
        ("&quot;", "&#x27;"),
        ("&#34;", "&#39;"),
        ("&quot;", "&apos;"),
    ] {
        forms.push(text.replace('"', double).replace('\'', single));
    }
    forms
}

/// Returns the secret escaped for JSON, as common serializers do.
///
/// They escape only what is required, or also `/`, all characters outside ASCII, or HTML markup, in any combination.
fn json_forms(secret: &str) -> Vec<String> {
    let forms = escaped_json(secret);
    let markup = |form: &String, less: &str, greater: &str, and: &str| {
        form.replace('<', less).replace('>', greater).replace('&', and)
    };
    let lower = forms.iter().map(|form| markup(form, "\\u003c", "\\u003e", "\\u0026"));
    let upper = forms.iter().map(|form| markup(form, "\\u003C", "\\u003E", "\\u0026"));
    let marked: Vec<String> = lower.chain(upper).collect();
    let all: Vec<String> = forms.into_iter().chain(marked).collect();
    let slashed: Vec<String> = all.iter().map(|form| form.replace('/', "\\/")).collect();
    all.into_iter().chain(slashed).collect()
}

fn escaped_json(secret: &str) -> [String; 3] {
    let mut plain = serde_json::Value::from(secret).to_string();
    plain.pop();
    plain.remove(0);
    let ascii = |digits: fn(u16) -> String| -> String {
        let mut text = String::new();
        for character in plain.chars() {
            if character.is_ascii() {
                text.push(character);
            } else {
                let mut units = [0; 2];
                text.extend(character.encode_utf16(&mut units).iter().map(|unit| digits(*unit)));
            }
        }
        text
    };
    let lower = ascii(|unit| format!("\\u{unit:04x}"));
    let upper = ascii(|unit| format!("\\u{unit:04X}"));
    [plain, lower, upper]
}

/// Returns a percent-encoded text with upper-case and with lower-case hexadecimal digits.
fn both_cases(encoded: &str) -> [String; 2] {
    let mut lower = String::with_capacity(encoded.len());
    let mut digits = 0;
    for character in encoded.chars() {
        lower.push(if digits > 0 { character.to_ascii_lowercase() } else { character });
        digits = if character == '%' { 2 } else { u32::saturating_sub(digits, 1) };
    }
    [encoded.to_owned(), lower]
}

fn base64_forms(secret: &[u8], alphabet: &Alphabet) -> Vec<String> {
    let padded = GeneralPurpose::new(alphabet, PAD);
    let bare = GeneralPurpose::new(alphabet, NO_PAD);
    let mut forms = vec![padded.encode(secret), bare.encode(secret)];
    if secret.len() >= EMBEDDED {
        forms.extend((0..3).map(|before| embedded(secret, before, &bare)));
    }
    forms
}

/// Returns the characters that the base64 of any text has if the secret is at this offset modulo 3.
fn embedded(secret: &[u8], before: usize, engine: &GeneralPurpose) -> String {
    let mut text = vec![0; before];
    text.extend_from_slice(secret);
    let first = (before * 8).div_ceil(6);
    let behind = text.len() * 8 / 6;
    engine.encode(&text)[first..behind].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Mask;

    #[track_caller]
    fn check(text: &str) {
        assert!(forms("p\"s <&> 'é").contains(text), "{text}");
    }

    #[test]
    fn a_secret_is_recognized_in_markup() {
        check("p\"s &lt;&amp;&gt; 'é");
        check("p&quot;s &lt;&amp;&gt; &#39;é");
        check("p&#34;s &lt;&amp;&gt; &#39;é");
    }

    #[test]
    fn a_secret_is_recognized_in_json_inside_a_url() {
        check("p%5C%22s%20%3C%26%3E%20%27%C3%A9");
        check("p%5C%22s+%3C%26%3E+%27%C3%A9");
    }

    #[test]
    fn a_secret_without_anything_to_escape_has_few_forms() {
        assert!(forms("abcdefghijkl").len() < 18, "{:?}", forms("abcdefghijkl"));
    }

    #[test]
    fn a_secret_is_recognized_in_hexadecimal() {
        let masked = |text: &str| Mask::new(["bearer-11/22".to_owned()]).text(text);
        assert_eq!(masked("key 6265617265722d31312f3232."), "key ***.");
        assert_eq!(masked("key 6265617265722D31312F3232."), "key ***.");
    }

    #[test]
    fn a_secret_is_recognized_in_another_letter_case() {
        let masked = |text: &str| Mask::new(["Bearer-11/22".to_owned()]).text(text);
        assert_eq!(masked("key BEARER-11/22."), "key ***.");
        assert_eq!(masked("key bearer-11/22."), "key ***.");
    }

    #[test]
    fn a_secret_is_recognized_in_base64_of_utf_16() {
        let masked = |text: &str| Mask::new(["bearer-11/é😀22".to_owned()]).text(text);
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let alone = utf16("bearer-11/é😀22", order);
            for engine in
                [&GeneralPurpose::new(&STANDARD, PAD), &GeneralPurpose::new(&URL_SAFE, NO_PAD)]
            {
                assert_eq!(masked(&engine.encode(&alone)), "***");
                for before in ["\u{feff}", "ab", "abc"] {
                    let longer =
                        engine.encode(utf16(&format!("{before}bearer-11/é😀22 and more"), order));
                    let shown = masked(&longer);
                    assert!(shown.contains("***") && shown.len() < longer.len() - 30, "{shown}");
                }
            }
        }
    }
}
