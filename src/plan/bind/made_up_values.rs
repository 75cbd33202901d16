//! Made-up resource names and credentials, in the shape of existing ones.

use crate::plan::model::generated_value::PlaceSeed;

/// The number of letters and digits from which on a random name of the same shape can be assumed not to exist.
const ENOUGH: usize = 12;

/// Returns a name in the shape of `name` that no resource has.
///
/// A number becomes a number so large that no counter reaches it. A long random name becomes another random
/// name. In a short name with a number at its end, the number becomes the largest of its length. The shape
/// stays because a server may refuse a name of another shape with 400 instead of 404.
pub(in crate::plan) fn absent(name: &str, seed: PlaceSeed) -> String {
    let tail = name.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
    // A separator may be longer than one byte, so the index is moved to a character boundary.
    let tail = (tail..=name.len()).find(|at| name.is_char_boundary(*at)).unwrap_or(name.len());
    let (head, tail) = name.split_at(tail);
    let digits = !tail.is_empty() && tail.bytes().all(|byte| byte.is_ascii_digit());
    let letters = name.chars().filter(char::is_ascii_alphanumeric).count();
    if digits && head.is_empty() {
        return if tail.len() <= 10 { "2147483629" } else { "9223372036854775783" }.to_owned();
    }
    if is_uuid(name) || !digits && tail.len() >= ENOUGH && letters >= ENOUGH {
        let kept = if is_uuid(name) { 0 } else { head.len() };
        return format!("{}{}", &name[..kept], reshaped(&name[kept..], seed));
    }
    if digits {
        return format!("{head}{}", "9".repeat(tail.len()));
    }
    format!("absent-{}", seed.text(ENOUGH).to_lowercase())
}

/// Returns a text in which other letters replace the letters, and other digits replace the digits.
pub(in crate::plan) fn reshaped(text: &str, seed: PlaceSeed) -> String {
    let hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let letters = if hexadecimal { 6 } else { 26 };
    let other = |at: usize, c: char| {
        let turn = |first: u8, count: u8| {
            let old = u8::try_from(c).unwrap_or(first) - first;
            // The step is at least 1 and less than `count`, so the result differs.
            let step = seed.nth(at).integer(1, i64::from(count) - 1);
            let step = u8::try_from(step).unwrap_or(1);
            char::from(first + (old + step) % count)
        };
        match c {
            '0'..='9' => turn(b'0', 10),
            'a'..='z' => turn(b'a', letters),
            'A'..='Z' => turn(b'A', letters),
            _ => c,
        }
    };
    let made = if is_uuid(text) {
        let made: String = text.chars().enumerate().map(|(at, c)| other(at, c)).collect();
        // The digits of version and variant decide how a UUID is read (RFC 9562, section 4), so they stay.
        format!("{}{}{}{}{}", &made[..14], &text[14..15], &made[15..19], &text[19..20], &made[20..])
    } else {
        text.chars().enumerate().map(|(at, c)| other(at, c)).collect()
    };
    if made == text { format!("{made}x") } else { made }
}

/// Returns a made-up credential in the shape of `token`. In a token of several parts, such as a JWT, only the last
/// part changes, which is the signature.
pub(in crate::plan) fn corrupted(token: &str, seed: PlaceSeed) -> String {
    let last = token.rfind('.').map_or(0, |at| at + 1);
    format!("{}{}", &token[..last], reshaped(&token[last..], seed))
}

/// Returns `true` if a text has the form of a UUID (RFC 9562, section 4).
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> PlaceSeed {
        PlaceSeed::new(1, "s", "c", 0)
    }

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(absent(name, seed()), expected, "{name}");
    }

    /// Returns the text with one representative for all letters and another one for all digits.
    fn shape(text: &str) -> String {
        let sign = |c: char| match c {
            '0'..='9' => '9',
            'a'..='z' => 'a',
            'A'..='Z' => 'A',
            _ => c,
        };
        text.chars().map(sign).collect()
    }

    #[test]
    fn a_number_becomes_one_that_no_counter_reaches() {
        check("7", "2147483629");
        check("1234567890123456789", "9223372036854775783");
        check("ORDER-00000012", "ORDER-99999999");
    }

    #[test]
    fn a_short_word_becomes_a_word_that_nobody_uses() {
        for name in ["none", "", "my-order", "é"] {
            let made = absent(name, seed());
            assert!(made.starts_with("absent-") && made.len() == 19, "{made}");
        }
    }

    #[test]
    fn a_long_random_name_becomes_another_of_its_shape() {
        for name in ["5O190127TN364715T", "cus_NffrFeUfNV2Hib", "ö-abcdefghijklmn"] {
            let made = absent(name, seed());
            assert_eq!(shape(&made), shape(name));
            assert_ne!(made, name);
        }
    }

    #[test]
    fn a_uuid_becomes_another_of_its_version() {
        let name = "018f2f3e-7c11-7d52-9f0a-1b2c3d4e5f60";
        let made = absent(name, seed());
        assert!(is_uuid(&made) && made != name, "{made}");
        assert_eq!((&made[14..15], &made[19..20]), ("7", "9"));
        assert_eq!(made, made.to_lowercase());
    }

    #[test]
    fn every_letter_of_a_corrupted_token_differs() {
        let token = "abc.def.Zm9vYmFy";
        let made = corrupted(token, seed());
        assert!(made.starts_with("abc.def."), "{made}");
        assert!(made[8..].chars().zip(token[8..].chars()).all(|(new, old)| new != old), "{made}");
        assert_eq!(corrupted("--", seed()), "--x");
    }
}
