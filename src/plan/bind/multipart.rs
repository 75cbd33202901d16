//! `multipart/form-data` (RFC 7578) as bytes.
//!
//! Written by ourselves: `reqwest` writes a form while it is sent, under a boundary of its own choice.
//! What a case sends must be known before that, byte for byte, because it is shown in reports, sent again
//! by a replay, and the same for the same seed.

use bytes::Bytes;

/// One part of a form.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Written {
    pub(in crate::plan) name: String,
    pub(in crate::plan) filename: Option<String>,
    pub(in crate::plan) content_type: Option<String>,
    pub(in crate::plan) content: Bytes,
}

/// The content of a form whose parts have this boundary between them (RFC 2046, section 5.1.1).
///
/// The boundary must not occur in the parts; that it is random makes that as good as certain.
pub(in crate::plan) fn written(parts: &[Written], boundary: &str) -> Bytes {
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

/// A name as browsers write it: UTF-8, with the three characters that would end it percent-encoded
/// (RFC 7578, section 5.1; WHATWG HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_boundaries() {
        let part = |name: &str, filename: Option<&str>, content: &'static [u8]| Written {
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
        assert_eq!(written(&parts, "x"), expected.as_slice());
    }
}
