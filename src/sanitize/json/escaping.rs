//! The formatter of `serde_json`, with escapes for characters that command a terminal or a log.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::sanitize::plain_bytes::Plain;
use crate::sanitize::visible_text;

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

/// Characters that are harmless next to any other character.
static HARMLESS: Plain = Plain::but(*b"#");

/// A formatter that escapes dangerous characters.
struct Harmless<F>(F);

/// Forwards a call to the inner formatter.
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
        // serde_json splits a string into fragments at characters that it escapes. `#` is not one of them, so each `##`
        // is inside one fragment.
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

/// The first character that must be escaped: a control character, or the second `#` of `##[…]`, with which a line of a
/// log commands a CI system.
fn dangerous(text: &str) -> Option<(usize, char)> {
    if HARMLESS.is(text) {
        return None;
    }
    let mut before = ' ';
    text.char_indices().find(|(_, c)| {
        let found = visible_text::is_unsafe(*c) || (*c == '#' && before == '#');
        before = *c;
        found
    })
}
