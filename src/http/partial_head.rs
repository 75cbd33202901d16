//! Reads the head of a response that hyper cannot read, or of which only a part arrived.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Version};

use super::{Framing, Response};
use bytes::Bytes;

/// Returns the response without content that the first bytes of an answer describe, if they contain a status line.
///
/// Informational responses are skipped. A line that is no header field is left out, and so is the last line if it broke
/// off.
pub(super) fn partial_response(mut bytes: &[u8], reason: &str) -> Option<Response> {
    loop {
        let (status, version) = status_line(line(&mut bytes)?)?;
        let mut headers = HeaderMap::new();
        let is_complete = loop {
            match line(&mut bytes) {
                None => break false,
                Some([]) => break true,
                Some(field) => headers.extend(header_field(field)),
            }
        };
        // 101 ends the exchange like a final response (RFC 9110, section 15.2.2).
        if is_complete && status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS {
            continue;
        }
        let framing = Framing::Broken { reason: reason.to_owned() };
        return Some(Response { status, version, headers, body: Bytes::new(), framing });
    }
}

/// Takes a line from the beginning of the bytes. A line ends with LF, and a CR before it is no part of the line
/// (RFC 9112, section 2.2).
fn line<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let end = memchr::memchr(b'\n', bytes)?;
    let line = &bytes[..end];
    *bytes = &bytes[end + 1..];
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

/// Reads `HTTP/1.1 200 OK` (RFC 9112, section 4).
fn status_line(line: &[u8]) -> Option<(StatusCode, Version)> {
    let (version, rest) = line.split_at_checked(9)?;
    let version = match version {
        b"HTTP/1.1 " => Version::HTTP_11,
        b"HTTP/1.0 " => Version::HTTP_10,
        _ => return None,
    };
    let (code, rest) = rest.split_at_checked(3)?;
    let is_whole = rest.first().is_none_or(|byte| *byte == b' ');
    StatusCode::from_bytes(code).ok().filter(|_| is_whole).map(|status| (status, version))
}

fn header_field(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = memchr::memchr(b':', line)?;
    let name = HeaderName::from_bytes(&line[..colon]).ok()?;
    Some((name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &str, expected: Option<(u16, &[(&str, &str)])>) {
        let response = partial_response(bytes.as_bytes(), "it broke off");
        let read = response.as_ref().map(|response| {
            let fields = response.headers.iter();
            let fields = fields.map(|(name, value)| (name.as_str(), value.to_str().expect("text")));
            (response.status.as_u16(), fields.collect::<Vec<_>>())
        });
        assert_eq!(read, expected.map(|(status, fields)| (status, fields.to_vec())), "{bytes:?}");
    }

    #[test]
    fn the_fields_that_arrived_are_read() {
        check(
            "HTTP/1.1 200 OK\r\na: b\r\nc:d \r\nx-broken: o",
            Some((200, &[("a", "b"), ("c", "d")])),
        );
        check("HTTP/1.0 404\na: b\n\nbody", Some((404, &[("a", "b")])));
        check("HTTP/1.1 200 \r\na b: c\r\nno field\r\nd: e\r\n\r\n", Some((200, &[("d", "e")])));
    }

    #[test]
    fn an_informational_response_is_skipped() {
        let hints = "HTTP/1.1 103 Hints\r\nlink: <a>\r\n\r\n";
        check(&format!("{hints}HTTP/1.1 503 No\r\na: b\r\n"), Some((503, &[("a", "b")])));
        check(hints, None);
        check("HTTP/1.1 103 Hints\r\nlink: <a>\r\n", Some((103, &[("link", "<a>")])));
    }

    #[test]
    fn bytes_without_a_status_line_are_no_response() {
        for bytes in [
            "",
            "HTTP/1.1 20",
            "HTTP/1.1 200",
            "HTTP/1.1 20 OK\r\n",
            "HTTP/1.1 2000 OK\r\n",
            "HTTP/3.0 200 OK\r\n",
            "SSH-2.0-OpenSSH\r\n",
            "{\"id\":1}\n",
        ] {
            check(bytes, None);
        }
    }
}
