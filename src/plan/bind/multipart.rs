//! `multipart/form-data` (RFC 7578) as bytes.
//!
//! Written here because `reqwest` composes a form while it sends it, with a boundary of its own choice. The
//! bytes of a request have to be known before it is sent: reports show them, a replay sends them again, and
//! the same seed has to give the same bytes.

use bytes::Bytes;

/// One part of a `multipart/form-data` form, with its content as bytes.
#[derive(Debug, Clone)]
pub(in crate::plan) struct MultipartPart {
    pub(in crate::plan) name: String,
    pub(in crate::plan) filename: Option<String>,
    pub(in crate::plan) content_type: Option<String>,
    pub(in crate::plan) content: Bytes,
}

/// Returns the content of a form with `boundary` between its parts (RFC 2046, section 5.1.1). The boundary must not
/// occur in the parts, so callers pass a random one.
pub(in crate::plan) fn multipart(parts: &[MultipartPart], boundary: &str) -> Bytes {
    let mut form = Vec::new();
    for part in parts {
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"");
        head.push_str(&quoted(&part.name));
        head.push('"');
        if let Some(filename) = &part.filename {
            head.push_str("; filename=\"");
            head.push_str(&quoted(filename));
            head.push('"');
        }
        if let Some(content_type) = &part.content_type {
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        head.push_str("\r\n\r\n");
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(&part.content);
        form.extend_from_slice(b"\r\n");
    }
    form.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    form.into()
}

/// Returns a name as browsers write it: UTF-8 (RFC 7578, section 5.1), in which the three characters that would
/// end the name are percent-encoded (WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_separated_by_boundaries() {
        let part = |name: &str, filename: Option<&str>, content: &'static [u8]| MultipartPart {
            name: name.to_owned(),
            filename: filename.map(str::to_owned),
            content_type: filename.map(|_| "image/png".to_owned()),
            content: Bytes::from_static(content),
        };
        let parts = [part("größe", None, b"10"), part("a\"b", Some("c\r\nd"), b"\xff\0")];
        let expected =
            b"--x\r\nContent-Disposition: form-data; name=\"gr\xc3\xb6\xc3\x9fe\"\r\n\r\n10\r\n\
            --x\r\nContent-Disposition: form-data; name=\"a%22b\"; filename=\"c%0D%0Ad\"\r\n\
            Content-Type: image/png\r\n\r\n\xff\0\r\n--x--\r\n";
        assert_eq!(multipart(&parts, "x"), expected.as_slice());
    }
}
