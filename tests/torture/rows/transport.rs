//! Failures before there is a response: names, certificates, and HTTP/2 frames.

use crate::row::{Kind, Right, Row, Wrong, of};

pub(crate) fn tls() -> Vec<Row> {
    let untrusted =
        Right::IsErrored("the certificate is not signed by an authority that this system trusts");
    vec![
        of(
            "wrong-name",
            Right::IsErrored("the certificate is for another host name"),
            Kind::Tls(Wrong::Name),
        ),
        of("expired", Right::IsErrored("the certificate has expired"), Kind::Tls(Wrong::Expired)),
        of("self-signed", untrusted, Kind::Tls(Wrong::SelfSigned)),
        of("untrusted", untrusted, Kind::Tls(Wrong::Untrusted)),
    ]
    .into_iter()
    .map(|row| row.asked(0))
    .collect()
}

pub(crate) fn names() -> Vec<Row> {
    vec![
        of(
            "no-such-name",
            Right::IsErrored("no such host"),
            Kind::Nowhere("http://no-such-name.invalid"),
        ),
        of("refused", Right::IsErrored("could not connect"), Kind::Nowhere("http://127.0.0.1:1")),
    ]
    .into_iter()
    .map(|row| row.asked(0))
    .collect()
}

pub(crate) fn http2() -> Vec<Row> {
    let not_whole = Right::Fails("the response is not a complete HTTP message");
    let reset = Right::IsErrored("the answer was not a whole HTTP response");
    vec![
        of("goaway", reset, Kind::Http2),
        of("goaway-in-order", Right::IsErrored(""), Kind::Http2),
        of("gone", reset, Kind::Http2),
        of("rst-stream", reset, Kind::Http2),
        // A refused stream was not processed, so its request may be retried (RFC 9113, section 8.7).
        of("refused-stream", reset, Kind::Http2).asked(3),
        of("rst-in-the-body", not_whole, Kind::Http2),
        of("too-short-in-http2", not_whole, Kind::Http2),
        of(
            "endless-in-http2",
            Right::IsErrored("the response body is larger than 16777216 bytes"),
            Kind::Http2,
        )
        .large(160),
    ]
}
