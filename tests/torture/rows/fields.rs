//! Invalid header fields, and header fields that are not text.

use crate::row::{Right, Row, row};
use crate::script::{sends, with_fields};

const NO_HTTP: Right = Right::IsErrored("the answer was not a whole HTTP response");
const NOT_WHOLE: Right = Right::Fails("the response is not a complete HTTP message");
const GOOD: &str = "{\"id\":1}";

pub(crate) fn rows() -> Vec<Row> {
    let raw = |line: &[u8]| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n";
        sends([&head[..], line, b"\r\n\r\n", GOOD.as_bytes()].concat())
    };
    let long = format!("x-long: {}\r\n", "x".repeat(60_000));
    vec![
        row("field-in-latin-1", Right::Passes, raw(b"x-name: caf\xe9")),
        row("field-with-nul", NOT_WHOLE, raw(b"x-name: a\0b")),
        row("field-with-escape", NOT_WHOLE, raw(b"x-name: \x1b[2J")),
        row("field-with-bare-cr", NOT_WHOLE, raw(b"x-name: a\rb")),
        row("field-without-colon", NOT_WHOLE, raw(b"x-name")),
        row("field-without-name", NOT_WHOLE, raw(b": value")),
        row("field-name-with-space", NOT_WHOLE, raw(b"x name: value")),
        row("field-name-in-latin-1", NOT_WHOLE, raw(b"caf\xe9: value")),
        row("field-folded", NOT_WHOLE, raw(b"x-name: a\r\n b")),
        row("status-line-with-nul", NOT_WHOLE, sends(&b"HTTP/1.1 200 \0\r\n\r\n"[..])),
        row("field-of-60-kb", Right::Passes, with_fields(&long, GOOD)),
        row("hundred-fields", Right::Passes, with_fields(&"x-a: b\r\n".repeat(90), GOOD)),
        row("thousand-fields", NO_HTTP, with_fields(&"x-a: b\r\n".repeat(1000), GOOD)),
        row(
            "two-types",
            Right::Fails("application/json, text/html"),
            with_fields("content-type: text/html\r\n", GOOD),
        ),
        row("location-of-bytes", Right::Fails("no URI reference"), raw(b"location: caf\xe9 \xff")),
    ]
}
