//! `location`: `Location` is one URI reference.

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::verdict::CheckId;

/// `Location`, where present, is one URI reference (RFC 3986, section 4.1).
pub(in crate::check) struct Location;

impl ProtocolRule for Location {
    const ID: CheckId = CheckId::Location;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let fields = view.headers().get_all(header::LOCATION).iter().count();
        let Some(value) = field(view.headers(), &header::LOCATION) else {
            return Vec::new();
        };
        let message = if fields > 1 {
            format!("Location stands {fields} times in the response")
        } else if is_written_as_reference(&value)
            && view.subject.exchange.request.url.join(&value).is_ok()
        {
            return Vec::new();
        } else {
            format!("the Location `{value}` is no URI reference")
        };
        vec![Broken::new(message, "one URI reference", value).at("location")]
    }
}

/// Returns true if the text has only URI characters and each percent sign precedes two hexadecimal digits.
///
/// The URL parser repairs other characters silently (WHATWG URL), so it cannot decide this.
fn is_written_as_reference(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => {
            bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        }
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(byte),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        Fixture::answer("POST /a", answer).check(&Location, expected);
    }

    #[test]
    fn a_reference_may_be_relative() {
        check("201\nlocation: https://a.example/b?c=%20#d\n", &[]);
        check("201\nlocation: ../b\n", &[]);
        check("201\n", &[]);
    }

    #[test]
    fn what_is_no_reference_is_a_finding() {
        check("201\nlocation: /a b\n", &["must: the Location `/a b` is no URI reference"]);
        check("201\nlocation: /a%2\n", &["must: the Location `/a%2` is no URI reference"]);
        check(
            "201\nlocation: http://[::1\n",
            &["must: the Location `http://[::1` is no URI reference"],
        );
    }

    #[test]
    fn it_stands_once() {
        check(
            "201\nlocation: /a\nlocation: /a\n",
            &["must: Location stands 2 times in the response"],
        );
    }
}
