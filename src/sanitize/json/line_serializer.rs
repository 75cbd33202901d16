//! A serializer that writes JSON on one line into memory.
//!
//! `serde_json` examines every byte of every string, names of members included, and writes in small pieces. A line of a
//! run record has about a hundred strings. Nearly all of them need no escapes, or backslashes only. This serializer
//! copies those strings and leaves the others to `serde_json`.

use itoa::{Buffer, Integer};
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Error;

use super::escaping::compact;
use crate::sanitize::plain_bytes::Plain;

/// Bytes that need no escaping.
static AS_IT_IS: Plain = Plain::but(*b"#\"\\");

/// Bytes that need no escaping, or only a backslash.
static QUOTED: Plain = Plain::but(*b"#");

/// Appends a value to a line.
pub(crate) struct LineSerializer<'o>(pub(super) &'o mut Vec<u8>);

impl LineSerializer<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn number(&mut self, number: impl Integer) {
        self.bytes(Buffer::new().format(number).as_bytes());
    }

    /// Writes a string. Strings that are printable ASCII without `#` are copied; two `#` may command a log.
    fn text(&mut self, text: &str) -> Result<(), Error> {
        if !AS_IT_IS.is(text) {
            return self.other(text);
        }
        self.0.push(b'"');
        self.bytes(text.as_bytes());
        self.0.push(b'"');
        Ok(())
    }

    /// Writes a string with quotes or backslashes, such as a JSON body, or leaves it to `serde_json`.
    fn other(&mut self, text: &str) -> Result<(), Error> {
        if !QUOTED.is(text) {
            return compact(&mut *self.0, &text).map_err(Error::io);
        }
        let start = self.0.len();
        // Every byte may need a backslash, and the last step writes beyond the end.
        self.0.resize(start + 2 * text.len() + STEP + 1, b'"');
        let end = escape(text.as_bytes(), &mut self.0[start + 1..]);
        self.0.truncate(start + 1 + end);
        self.0.push(b'"');
        Ok(())
    }

    /// Writes the name of a member. Names of Rust fields need no escapes.
    fn name(&mut self, name: &'static str) {
        self.0.push(b'"');
        self.bytes(name.as_bytes());
        self.bytes(b"\":");
    }

    /// Writes `{"variant":`.
    fn variant(&mut self, variant: &'static str) {
        self.0.push(b'{');
        self.name(variant);
    }
}

/// The number of bytes that are copied in one step.
const STEP: usize = 8;

/// Copies a string with a backslash before every quote and backslash. Returns the number of bytes written. `out` must
/// have room for twice the length and one step.
fn escape(text: &[u8], out: &mut [u8]) -> usize {
    let (mut from, mut to) = (0, 0);
    while let Some(step) = text[from..].first_chunk::<STEP>() {
        out[to..to + STEP].copy_from_slice(step);
        let plain = before_escape(u64::from_le_bytes(*step));
        from += plain;
        to += plain;
        if plain < STEP {
            out[to..to + 2].copy_from_slice(&[b'\\', text[from]]);
            from += 1;
            to += 2;
        }
    }
    for byte in &text[from..] {
        if matches!(byte, b'"' | b'\\') {
            out[to] = b'\\';
            to += 1;
        }
        out[to] = *byte;
        to += 1;
    }
    to
}

/// The number of bytes before the first quote or backslash among eight bytes, lowest first.
fn before_escape(step: u64) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // The lowest set bit belongs to the lowest byte that is zero.
    let zero = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes & (EACH << 7);
    let quotes = zero(step ^ (EACH * u64::from(b'"')));
    let backslashes = zero(step ^ (EACH * u64::from(b'\\')));
    (quotes | backslashes).trailing_zeros() as usize / 8
}

/// The parts of a list or an object.
pub(crate) struct Parts<'l, 'o> {
    line: &'l mut LineSerializer<'o>,
    is_first: bool,
    end: &'static [u8],
}

impl<'l, 'o> Parts<'l, 'o> {
    fn begin(line: &'l mut LineSerializer<'o>, start: u8, end: &'static [u8]) -> Self {
        line.0.push(start);
        Self { line, is_first: true, end }
    }

    fn part(&mut self) -> &mut LineSerializer<'o> {
        if !std::mem::take(&mut self.is_first) {
            self.line.0.push(b',');
        }
        self.line
    }

    fn member<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let line = self.part();
        line.name(name);
        value.serialize(line)
    }

    fn close(self) {
        self.line.bytes(self.end);
    }
}

/// Passes numbers on to [`LineSerializer::number`].
macro_rules! numbers {
    ($($name:ident: $kind:ty),*) => {
        $(fn $name(self, number: $kind) -> Result<(), Error> {
            self.number(number);
            Ok(())
        })*
    };
}

impl<'l, 'o> Serializer for &'l mut LineSerializer<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Parts<'l, 'o>;
    type SerializeTuple = Parts<'l, 'o>;
    type SerializeTupleStruct = Parts<'l, 'o>;
    type SerializeTupleVariant = Parts<'l, 'o>;
    type SerializeMap = Parts<'l, 'o>;
    type SerializeStruct = Parts<'l, 'o>;
    type SerializeStructVariant = Parts<'l, 'o>;

    numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64
    );

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.bytes(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.0, &number)
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        serde_json::to_writer(&mut *self.0, &number)
    }

    fn serialize_char(self, c: char) -> Result<(), Error> {
        self.text(c.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        self.text(text)
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.collect_seq(bytes)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.bytes(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.text(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.0.push(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'l, 'o>, Error> {
        Ok(Parts::begin(self, b'[', b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'l, 'o>, Error> {
        Ok(Parts::begin(self, b'[', b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'l, 'o>, Error> {
        Ok(Parts::begin(self, b'[', b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'l, 'o>, Error> {
        self.variant(variant);
        Ok(Parts::begin(self, b'[', b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'l, 'o>, Error> {
        Ok(Parts::begin(self, b'{', b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'l, 'o>, Error> {
        Ok(Parts::begin(self, b'{', b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'l, 'o>, Error> {
        self.variant(variant);
        Ok(Parts::begin(self, b'{', b"}}"))
    }
}

/// Parts without names.
macro_rules! items {
    ($($kind:ident::$name:ident),*) => {
        $(impl $kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn $name<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(self.part())
            }

            fn end(self) -> Result<(), Error> {
                self.close();
                Ok(())
            }
        })*
    };
}

/// Parts whose names are those of a type.
macro_rules! fields {
    ($($kind:ident),*) => {
        $(impl $kind for Parts<'_, '_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.member(name, value)
            }

            fn end(self) -> Result<(), Error> {
                self.close();
                Ok(())
            }
        })*
    };
}

items!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);
fields!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Parts<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let line = self.part();
        let start = line.0.len();
        key.serialize(&mut *line)?;
        if line.0.get(start) == Some(&b'"') {
            return Ok(());
        }
        Err(Error::custom("a member's name is no text"))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.line.0.push(b':');
        value.serialize(&mut *self.line)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;
    use crate::record::sample::sample_events;

    /// One of each kind that `serde` knows.
    #[derive(Debug, Serialize)]
    enum Kind {
        Unit,
        Newtype(i8),
        Tuple(u8, f32),
        Struct { a: Option<char>, b: () },
    }

    #[derive(Debug, Serialize)]
    struct Pair(bool, f64);

    #[track_caller]
    fn check(value: &impl Serialize) {
        let (mut line, mut expected) = (Vec::new(), Vec::new());
        value.serialize(&mut LineSerializer(&mut line)).expect("memory takes it");
        compact(&mut expected, value).expect("memory takes it");
        let text = |bytes| String::from_utf8(bytes).expect("JSON is UTF-8");
        assert_eq!(text(line), text(expected));
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_does() {
        check(&[Kind::Unit, Kind::Newtype(-1), Kind::Tuple(1, 2.5)]);
        check(&[Kind::Struct { a: Some('"'), b: () }, Kind::Struct { a: None, b: () }]);
        check(&(Pair(true, 1e300), Pair(false, f64::NAN), i64::MIN, u64::MAX, [0_u8; 0]));
        check(&BTreeMap::from([("a \"b\"", vec![1_u16, 2]), ("", Vec::new())]));
    }

    #[test]
    fn every_event_is_written_as_serde_json_does() {
        sample_events().iter().for_each(check);
    }

    #[test]
    fn a_name_that_is_no_text_is_refused() {
        let numbered = BTreeMap::from([(1, 2)]);
        assert!(numbered.serialize(&mut LineSerializer(&mut Vec::new())).is_err());
    }

    proptest! {
        #[test]
        fn every_text_is_written_as_serde_json_does(text in "(\\PC|[\"\\\\#:\\[a-z]|\\p{Cc}){0,40}") {
            check(&text);
        }

        #[test]
        fn json_in_json_is_written_as_serde_json_does(text in "([!-~]|\"|\\\\|[a-z]{3,9}){0,40}") {
            check(&text);
        }
    }
}
