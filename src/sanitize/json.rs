//! JSON that commands no terminal and no CI system when it is printed into a log.
//!
//! What is dangerous is written as a `\u` escape, so that a reader of the JSON still gets every character.

mod line;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::json::line::Line;
use super::plain::Plain;
use super::safe;

/// Appends a value on one line, with a line break at its end.
pub(crate) fn line(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Line(out))?;
    out.push(b'\n');
    Ok(())
}

/// Writes a value on one line.
pub(crate) fn compact(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Harmless(CompactFormatter)))?;
    Ok(())
}

/// Writes a value indented, with a line break at its end.
pub(crate) fn pretty(mut out: impl Write, value: &impl Serialize) -> io::Result<()> {
    let formatter = Harmless(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    out.write_all(b"\n")
}

/// What commands nothing, whatever stands beside it.
static HARMLESS: Plain = Plain::but(*b"#");

struct Harmless<F>(F);

/// Passes a call on to the formatter inside.
macro_rules! delegate {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $kind)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        })*
    };
}

impl<F: Formatter> Formatter for Harmless<F> {
    delegate! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        // `#` is never the second half of an escape, so each `##` of a string stands in one fragment.
        while let Some((at, c)) = dangerous(rest) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}

/// The first character that must not stand there as it is: a control, or the second `#` of `##[…]`.
fn dangerous(text: &str) -> Option<(usize, char)> {
    if HARMLESS.is(text) {
        return None;
    }
    let mut before = ' ';
    text.char_indices().find(|(_, c)| {
        let found = safe::is_unsafe(*c) || (*c == '#' && before == '#');
        before = *c;
        found
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(value: &str) -> String {
        let mut out = Vec::new();
        compact(&mut out, &value).expect("memory takes it");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[track_caller]
    fn check(value: &str, expected: &str) {
        assert_eq!(text(value), format!("\"{expected}\""));
        assert_eq!(serde_json::from_str::<String>(&text(value)).expect("JSON"), value);
    }

    #[test]
    fn what_commands_a_log_is_escaped_and_nothing_is_lost() {
        check("##vso[a] ### #", r"#\u0023vso[a] #\u0023# #");
        check("\u{9b}2J\u{7f}\u{202e}\u{1b}", r"\u009b2J\u007f\u202e\u001b");
        check("\u{e0041}ß\"\\", "\\udb40\\udc41ß\\\"\\\\");
    }

    #[test]
    fn a_line_is_appended_and_ends() {
        let mut lines = Vec::new();
        for value in ["plain", "##vso[a]", "\u{9b}"] {
            line(&mut lines, &value).expect("memory takes it");
        }
        let expected = "\"plain\"\n\"#\\u0023vso[a]\"\n\"\\u009b\"\n";
        assert_eq!(String::from_utf8(lines).expect("UTF-8"), expected);
    }

    #[test]
    fn a_document_is_indented_as_ever() {
        let value = serde_json::json!({ "a": [1, {}], "b": "c" });
        let mut out = Vec::new();
        pretty(&mut out, &value).expect("memory takes it");
        let usual = serde_json::to_string_pretty(&value).expect("plain data");
        assert_eq!(String::from_utf8(out).expect("UTF-8"), usual + "\n");
    }

    proptest! {
        #[test]
        fn any_text_reads_back_as_it_was(value in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&text(&value)).expect("JSON"), value);
        }
    }
}
