//! Servers that never finish.

use std::time::Duration;

use crate::row::{Right, Row, row};
use crate::script::{Then, endlessly, says};

const LATE: Right = Right::IsErrored("no whole answer within 700 ms");
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

pub(crate) fn rows() -> Vec<Row> {
    [slow_or_large(), heads(), storms()].into_iter().flatten().collect()
}

fn slow_or_large() -> Vec<Row> {
    let second = Duration::from_secs(1);
    vec![
        row("never-answers", LATE, says("").then(Then::Hold)),
        row("stops-in-the-head", LATE, says(HEAD).then(Then::Hold)),
        row("byte-per-second", LATE, says(HEAD).then(Then::Repeat(b"x".into(), second))),
        row(
            "body-byte-per-second",
            LATE,
            says("HTTP/1.1 200 OK\r\n\r\n").then(Then::Repeat(b" ".into(), second)),
        ),
        row(
            "endless-body",
            Right::IsErrored("the response body is larger than 16777216 bytes"),
            says("HTTP/1.1 200 OK\r\n\r\n").then(endlessly(vec![b' '; 64 << 10])),
        )
        .large(140),
        row(
            "endless-chunks",
            Right::IsErrored("the response body is larger than 16777216 bytes"),
            says("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                .then(endlessly([&b"10000\r\n"[..], &[b' '; 0x10000], b"\r\n"].concat())),
        )
        .large(140),
    ]
}

fn heads() -> Vec<Row> {
    vec![
        row(
            "endless-empty-lines",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says("").then(endlessly(b"\r\n".repeat(1000))),
        ),
        row(
            "endless-header-fields",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says(HEAD).then(endlessly(b"x-more: and more\r\n".repeat(100))),
        ),
        row(
            "endless-header-field",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says("HTTP/1.1 200 OK\r\nx-long: ").then(endlessly(vec![b'x'; 4096])),
        ),
        row(
            "endless-status-line",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says("HTTP/1.1 200 ").then(endlessly(vec![b'x'; 4096])),
        ),
        row(
            "endless-chunk-extension",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;")
                .then(endlessly(vec![b'x'; 4096])),
        ),
        row(
            "endless-trailers",
            Right::IsErrored("the answer was not a whole HTTP response"),
            says("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n")
                .then(endlessly(b"x-more: and more\r\n".repeat(100))),
        ),
    ]
}

fn storms() -> Vec<Row> {
    vec![
        row(
            "storm-of-100",
            Right::IsErrored(""),
            says("").then(endlessly(b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100))),
        ),
        row(
            "storm-of-103",
            Right::IsErrored(""),
            says("").then(endlessly(
                b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n".repeat(100),
            )),
        ),
    ]
}
