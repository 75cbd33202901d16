//! Resolves plain scalars to values by the YAML 1.2 core schema (YAML 1.2.2, section 10.3.2).

use serde_json::Number;

use super::Value;

/// The reason why a plain scalar that is written as a number has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// `.inf` or `.nan`, which JSON does not have.
    NotFinite,
    /// An integer beyond 64 bits, or a float that would be infinite.
    TooLarge,
}

/// Returns the value of a scalar without quotes and without a tag.
pub(super) fn plain(text: &str) -> Result<Value, NumberFault> {
    match text.as_bytes().first() {
        None => Ok(Value::Null),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => number(text),
        Some(b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F') => Ok(word(text)),
        Some(_) => Ok(Value::String(text.to_owned())),
    }
}

fn word(text: &str) -> Value {
    match text {
        "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => Value::String(text.to_owned()),
    }
}

fn number(text: &str) -> Result<Value, NumberFault> {
    if let Some(digits) =
        text.strip_prefix("0o").filter(|digits| all(digits, |digit| matches!(digit, b'0'..=b'7')))
    {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x").filter(|d| all(d, u8::is_ascii_hexdigit)) {
        return radix(digits, 16);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if all(unsigned, u8::is_ascii_digit) {
        return integer(text);
    }
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(NumberFault::NotFinite);
    }
    if is_float(unsigned) {
        return float(text);
    }
    Ok(Value::String(text.to_owned()))
}

fn all(digits: &str, allowed: fn(&u8) -> bool) -> bool {
    !digits.is_empty() && digits.as_bytes().iter().all(allowed)
}

fn radix(digits: &str, base: u32) -> Result<Value, NumberFault> {
    let number = u64::from_str_radix(digits, base).map_err(|_| NumberFault::TooLarge)?;
    Ok(Value::Number(number.into()))
}

fn integer(text: &str) -> Result<Value, NumberFault> {
    if let Ok(number) = text.parse::<u64>() {
        return Ok(Value::Number(number.into()));
    }
    let number = text.parse::<i64>().map_err(|_| NumberFault::TooLarge)?;
    Ok(Value::Number(number.into()))
}

/// Returns `true` for `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, the floats of the core schema.
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        all(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), u8::is_ascii_digit)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    exponent_fits
        && digits(whole)
        && digits(fraction)
        && (!whole.is_empty() || !fraction.is_empty())
}

fn float(text: &str) -> Result<Value, NumberFault> {
    let number = text.parse::<f64>().map_err(|_| NumberFault::TooLarge)?;
    Number::from_f64(number).map(Value::Number).ok_or(NumberFault::TooLarge)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::{Sources, Span};
    use crate::source::Node;

    #[track_caller]
    fn check(text: &str, expected: &serde_json::Value) {
        let file = Sources::new().add("a.yaml", "");
        let value = plain(text).expect("a value");
        let node = Node { span: Span { file, start: 0, end: 0 }, value };
        assert_eq!(&node.to_json(), expected, "{text}");
    }

    #[test]
    fn the_core_schema_has_three_spellings_of_its_words() {
        for text in ["", "~", "null", "Null", "NULL"] {
            check(text, &json!(null));
        }
        check("TRUE", &json!(true));
        check("False", &json!(false));
        for text in ["NO", "on", "y", "nULL", "tRUE"] {
            check(text, &json!(text));
        }
    }

    #[test]
    fn integers_are_decimal_octal_or_hexadecimal() {
        check("0", &json!(0));
        check("-12", &json!(-12));
        check("+12", &json!(12));
        check("01234", &json!(1234));
        check("0o17", &json!(15));
        check("0xFf", &json!(255));
        check("18446744073709551615", &json!(u64::MAX));
        for text in ["0o8", "0x", "1_000", "-0x1", "+", "-", "1-2", "2024-01-01", "12:30"] {
            check(text, &json!(text));
        }
    }

    #[test]
    fn a_float_has_a_digit_beside_its_point() {
        check("1.10", &json!(1.1));
        check(".5", &json!(0.5));
        check("5.", &json!(5.0));
        check("-1e3", &json!(-1000.0));
        for text in [".", "..", "1e", "1.2.3", "e5", "-.", "1e+", ".e1"] {
            check(text, &json!(text));
        }
    }

    #[test]
    fn numbers_that_json_does_not_have_are_faults() {
        for text in [".inf", "-.INF", "+.Inf", ".nan", ".NaN"] {
            assert_eq!(plain(text), Err(NumberFault::NotFinite), "{text}");
        }
        for text in ["18446744073709551616", "-9223372036854775809", "1e400", "0xfffffffffffffffff"]
        {
            assert_eq!(plain(text), Err(NumberFault::TooLarge), "{text}");
        }
    }
}
