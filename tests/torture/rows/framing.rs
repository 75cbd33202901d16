//! Responses whose framing does not match their content.

use crate::row::{Right, Row, row};
use crate::script::{Script, Then, json, says};

const NO_HTTP: Right = Right::IsErrored("the answer was not a whole HTTP response");
const NO_STATUS: Right =
    Right::IsErrored("the connection was closed before the response was complete");
/// The status and the header fields are judged, and the case fails.
const BROKEN_OFF: Right = Right::Fails(
    "the response is not a complete HTTP message: the connection was closed before the response was complete",
);
const NOT_WHOLE: Right = Right::Fails("the response is not a complete HTTP message");

const TYPE: &str = "content-type: application/json\r\n";

fn head(fields: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{TYPE}{fields}\r\n")
}

/// Returns a response with these fields and this content, after which the connection is closed.
fn message(fields: &str, content: &str) -> Script {
    crate::script::sends((head(fields) + content).into_bytes())
}

pub(crate) fn rows() -> Vec<Row> {
    [lengths(), chunks(), connections(), statuses()].into_iter().flatten().collect()
}

fn lengths() -> Vec<Row> {
    let smuggled = "HTTP/1.1 500 Oops\r\ncontent-length: 4\r\n\r\nevil";
    vec![
        row("body-too-short", BROKEN_OFF, message("content-length: 100\r\n", "{\"id\":1}")),
        row("body-missing", BROKEN_OFF, message("content-length: 100\r\n", "")),
        row(
            "body-too-long",
            Right::Fails("7 bytes followed the response"),
            message("content-length: 8\r\n", "{\"id\":1}garbage"),
        ),
        row(
            "another-response-behind",
            Right::Fails("176 bytes followed the response"),
            message("content-length: 8\r\n", &format!("{{\"id\":1}}{}", smuggled.repeat(4)))
                .then(Then::Listen),
        ),
        row(
            "two-lengths-alike",
            Right::Passes,
            message("content-length: 8\r\ncontent-length: 8\r\n", "{\"id\":1}"),
        ),
        row(
            "two-lengths-that-differ",
            NOT_WHOLE,
            message("content-length: 8\r\ncontent-length: 9\r\n", "{\"id\":1} "),
        ),
        row("length-list", NOT_WHOLE, message("content-length: 8, 9\r\n", "{\"id\":1} ")),
        row("length-negative", NOT_WHOLE, message("content-length: -8\r\n", "{\"id\":1}")),
        row("length-with-plus", NOT_WHOLE, message("content-length: +8\r\n", "{\"id\":1}")),
        row("length-no-number", NOT_WHOLE, message("content-length: eight\r\n", "{\"id\":1}")),
        row(
            "length-beyond-numbers",
            NOT_WHOLE,
            message("content-length: 99999999999999999999999\r\n", "{\"id\":1}"),
        ),
        row(
            "length-of-ten-gigabytes",
            Right::IsErrored("the response body is larger than 16777216 bytes"),
            message("content-length: 10737418240\r\n", "{\"id\":1}").then(Then::Hold),
        ),
        row("no-length-until-closed", Right::Passes, message("", "{\"id\":1}")),
    ]
}

fn chunks() -> Vec<Row> {
    let chunked = |content: &str| message("transfer-encoding: chunked\r\n", content);
    vec![
        row("chunks", Right::Passes, chunked("4\r\n{\"id\r\n4;x=y\r\n\":1}\r\n0\r\nx: y\r\n\r\n")),
        row("chunk-size-no-number", NOT_WHOLE, chunked("eight\r\n{\"id\":1}\r\n0\r\n\r\n")),
        row("chunk-size-negative", NOT_WHOLE, chunked("-8\r\n{\"id\":1}\r\n0\r\n\r\n")),
        row(
            "chunk-size-overflows",
            NOT_WHOLE,
            chunked("ffffffffffffffffff\r\n{\"id\":1}\r\n0\r\n\r\n"),
        ),
        row("chunk-too-long", NOT_WHOLE, chunked("8\r\n{\"id\":1}    \r\n0\r\n\r\n")),
        row("chunk-too-short", BROKEN_OFF, chunked("ff\r\n{\"id\":1}")),
        row("last-chunk-missing", BROKEN_OFF, chunked("8\r\n{\"id\":1}\r\n")),
        row(
            "chunks-and-length",
            Right::Passes,
            message(
                "transfer-encoding: chunked\r\ncontent-length: 3\r\n",
                "8\r\n{\"id\":1}\r\n0\r\n\r\n",
            ),
        ),
        // The connection's end delimits the content (RFC 9112, section 6.3), so the content is judged as received.
        row(
            "unknown-transfer-coding",
            Right::Passes,
            message("transfer-encoding: x-unknown, gzip\r\n", "{\"id\":1}"),
        ),
    ]
}

fn connections() -> Vec<Row> {
    vec![
        row("closes-after-the-request", NO_STATUS, says("")),
        row("resets-after-the-request", NO_HTTP, says("").then(Then::Reset)),
        row("resets-in-the-head", NOT_WHOLE, says("HTTP/1.1 200 OK\r\nx: ").then(Then::Reset)),
        row(
            "resets-in-the-body",
            NOT_WHOLE,
            message("content-length: 100\r\n", "{\"id\":1}").then(Then::Reset),
        ),
        row("http-1.0", Right::Passes, says("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{\"id\":1}")),
        row(
            "http-1.0-keeps-alive",
            Right::Passes,
            says("HTTP/1.0 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: 8\r\n\r\n{\"id\":1}")
                .then(Then::Listen),
        ),
        row("http-0.9", NO_HTTP, says("{\"id\":1}")),
        row("ssh", NO_HTTP, says("SSH-2.0-OpenSSH_9.9\r\n").then(Then::Hold)),
        row("http-3.0", NO_HTTP, says("HTTP/3.0 200 OK\r\ncontent-length: 0\r\n\r\n")),
        row(
            "continue",
            Right::Passes,
            says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}"),
        )
        .case("POST: /continue, headers: { Expect: 100-continue }, json: { a: 1 }, expect: 200"),
        row(
            "early-hints",
            Right::Passes,
            says("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}")
                .then(Then::Listen),
        ),
        row(
            "switches-protocols",
            Right::Fails("101"),
            says("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n").then(Then::Hold),
        ),
    ]
}

fn statuses() -> Vec<Row> {
    vec![
        row("status-of-two-digits", NO_HTTP, says("HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n")),
        row("status-of-four-digits", NO_HTTP, says("HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n")),
        row("status-zero", NO_HTTP, says("HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n")),
        row("status-999", Right::Fails("999"), says("HTTP/1.1 999 ?\r\ncontent-length: 0\r\n\r\n")),
        row("no-reason", Right::Passes, says("HTTP/1.1 200\r\ncontent-type: application/json\r\ncontent-length: 8\r\n\r\n{\"id\":1}")),
        row(
            "redirect-loop",
            Right::Fails("302"),
            says("HTTP/1.1 302 Found\r\nlocation: /redirect-loop\r\ncontent-length: 0\r\n\r\n").then(Then::Listen),
        ),
        row(
            "redirect-loop-that-is-documented",
            Right::Passes,
            says("HTTP/1.1 302 Found\r\nlocation: /redirect-loop-that-is-documented\r\ncontent-length: 0\r\n\r\n").then(Then::Listen),
        )
        .case("GET: /redirect-loop-that-is-documented, expect: 302"),
        row(
            "no-content-with-content",
            Right::Fails("a 204 has no Content-Length"),
            says("HTTP/1.1 204 No Content\r\ncontent-length: 8\r\n\r\n{\"id\":1}").then(Then::Listen),
        )
        .case("GET: /no-content-with-content, expect: 204"),
        row("head-with-content", Right::Fails("a response to HEAD has no content, but 8 bytes came"), json("{\"id\":1}"))
            .case("HEAD: /head-with-content, expect: 200"),
    ]
}
