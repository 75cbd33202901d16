//! Documents that a client attaches to an order, sent as `multipart/form-data` (RFC 7578).

use serde_json::{Value, json};

use super::api_error::ApiError;
use super::api_request::ApiRequest;
use super::new_order::body_detail;

/// The metadata of one document. The content is not kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    name: String,
    media_type: String,
    size: usize,
    /// The note that the client sent with the document.
    note: Option<String>,
}

/// One part of the multipart content.
struct Part<'c> {
    name: String,
    filename: Option<String>,
    media_type: String,
    content: &'c [u8],
}

impl Document {
    /// Reads the content of a request: the file in the part `document`, and the optional part `note`.
    ///
    /// # Errors
    ///
    /// 400 if the content is not such a form.
    pub(super) fn read(call: &ApiRequest) -> Result<Document, ApiError> {
        let body = call.body.as_deref().unwrap_or_default();
        let boundary = parameter(call.header("content-type"), "boundary");
        let parts = boundary.and_then(|boundary| parts(body, &boundary));
        let parts = parts.ok_or_else(|| refused("", "The content is not a form in parts."))?;
        let named = |name: &str| parts.iter().find(|part| part.name == name);
        let document = named("document");
        let Some(Part { filename: Some(filename), media_type, content, .. }) = document else {
            return Err(refused("document", "The part `document` is a file with a name."));
        };
        if content.is_empty() {
            return Err(refused("document", "The file is empty."));
        }
        let note = named("note").map(|note| String::from_utf8_lossy(note.content).into_owned());
        let (name, media_type) = (filename.clone(), media_type.clone());
        Ok(Document { name, media_type, size: content.len(), note })
    }

    /// Returns the document as JSON, with a link to its order.
    pub(super) fn to_json(&self, number: u32, order: &str) -> Value {
        json!({
            "number": number,
            "name": self.name,
            "media_type": self.media_type,
            "size": self.size,
            "note": self.note,
            "links": [{ "href": order, "rel": "up", "method": "GET" }],
        })
    }
}

fn refused(field: &str, description: &str) -> ApiError {
    ApiError::documented(400).with_details(vec![body_detail(
        field,
        None,
        "MALFORMED_FORM",
        description,
    )])
}

/// Returns the parts between the boundaries (RFC 2046, section 5.1.1), or `None` if the last boundary is missing.
fn parts<'c>(body: &'c [u8], boundary: &str) -> Option<Vec<Part<'c>>> {
    let first = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(first.as_bytes())?;
    let mut found = Vec::new();
    while !rest.starts_with(b"--") {
        let part = rest.strip_prefix(b"\r\n")?;
        let end = find(part, between.as_bytes())?;
        found.push(read(&part[..end])?);
        rest = &part[end + between.len()..];
    }
    Some(found)
}

fn read(part: &[u8]) -> Option<Part<'_>> {
    let end = find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..end]).ok()?;
    let field = |wanted: &str| {
        let mut fields = head.lines().filter_map(|line| line.split_once(':'));
        let found = fields.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim())
    };
    let disposition = field("content-disposition")?;
    Some(Part {
        name: parameter(disposition, "name")?,
        filename: parameter(disposition, "filename"),
        media_type: field("content-type").unwrap_or("text/plain").to_owned(),
        content: &part[end + 4..],
    })
}

/// Returns the value of a parameter of a header field, with or without quotes.
fn parameter(field: &str, wanted: &str) -> Option<String> {
    field.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_it = name.trim().eq_ignore_ascii_case(wanted);
        is_it.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Option<&[(&str, Option<&str>, &str)]>) {
        let body = body.replace('\n', "\r\n");
        let parts = parts(body.as_bytes(), "b");
        let found = parts.as_ref().map(|parts| {
            let part = |part: &Part<'_>| {
                let content = String::from_utf8_lossy(part.content).into_owned();
                (part.name.clone(), part.filename.clone(), content)
            };
            parts.iter().map(part).collect::<Vec<_>>()
        });
        let owned = |(name, file, content): &(&str, Option<&str>, &str)| {
            ((*name).to_owned(), file.map(str::to_owned), (*content).to_owned())
        };
        assert_eq!(found, expected.map(|parts| parts.iter().map(owned).collect()));
    }

    const NOTE: &str = "--b\nContent-Disposition: form-data; name=\"note\"\n\nhello\n";
    const FILE: &str =
        "--b\nContent-Disposition: form-data; name=document; filename=\"a.txt\"\n\n1\n2\n";

    #[test]
    fn parts_stand_between_the_boundaries() {
        check(&format!("{NOTE}--b--\n"), Some(&[("note", None, "hello")]));
        check(
            &format!("{NOTE}{FILE}--b--"),
            Some(&[("note", None, "hello"), ("document", Some("a.txt"), "1\r\n2")]),
        );
    }

    #[test]
    fn a_form_that_is_cut_off_is_none() {
        check(NOTE, None);
        check("--c\n", None);
        check("", None);
        check("--b\nno head--b--", None);
    }
}
