//! The content of a request as bytes, with captured values put in.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::bind::multipart::{MultipartPart, multipart};
use crate::plan::model::request::{BodyPlan, Planned};
use crate::plan::model::value::{Scalar, ValuePlan};
use crate::suite::{Body, FormPart, FormPartContent, Named};

/// The media type of bytes whose type is unknown (RFC 2046, section 4.5.1).
pub(in crate::plan) const UNKNOWN_BYTES: &str = "application/octet-stream";

/// The bytes of a content and its default media type, which the headers of the case can override.
pub(in crate::plan) struct BoundBody {
    pub(in crate::plan) bytes: Option<Bytes>,
    pub(in crate::plan) content_type: Option<HeaderValue>,
}

impl BoundBody {
    fn typed(bytes: impl Into<Bytes>, content_type: &'static str) -> Self {
        let content_type = Some(HeaderValue::from_static(content_type));
        Self { bytes: Some(bytes.into()), content_type }
    }
}

impl Bindings {
    /// Returns the content of a request as bytes.
    pub(in crate::plan) fn body(&self, body: &BodyPlan) -> Result<BoundBody, BindError> {
        Ok(match body {
            Body::Empty => BoundBody { bytes: None, content_type: None },
            // Not through `value`, which would clone the whole JSON.
            Body::Json(ValuePlan::Known(value)) => {
                BoundBody::typed(value.to_string(), "application/json")
            }
            Body::Json(value) => {
                BoundBody::typed(self.value(value)?.to_string(), "application/json")
            }
            Body::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for field in fields {
                    form.append_pair(&field.name.text, &self.text(&field.value)?);
                }
                BoundBody::typed(form.finish(), "application/x-www-form-urlencoded")
            }
            Body::Text(text) => {
                let bytes = Some(self.text(text)?.into_owned().into());
                BoundBody { bytes, content_type: None }
            }
            Body::Plain(text) => {
                BoundBody::typed(self.text(text)?.into_owned(), "text/plain; charset=utf-8")
            }
            Body::Bytes(bytes) | Body::File(bytes) => {
                BoundBody::typed(bytes.clone(), UNKNOWN_BYTES)
            }
            Body::Multipart { boundary, parts } => self.form_data(boundary, parts)?,
        })
    }

    /// Returns the content of `multipart/form-data`, with the boundary in its content type.
    fn form_data(
        &self,
        boundary: &str,
        parts: &[Named<FormPart<Planned>>],
    ) -> Result<BoundBody, BindError> {
        let parts = parts.iter().map(|part| self.part(part));
        let parts = parts.collect::<Result<Vec<MultipartPart>, BindError>>()?;
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::from_str(&content_type)
            .expect("a boundary has letters, digits and hyphens");
        Ok(BoundBody { bytes: Some(multipart(&parts, boundary)), content_type: Some(content_type) })
    }

    fn part(&self, part: &Named<FormPart<Planned>>) -> Result<MultipartPart, BindError> {
        let FormPart { content, content_type, filename } = &part.value;
        let text = |scalar: &Option<Scalar>| {
            scalar.as_ref().map(|it| self.text(it).map(Cow::into_owned)).transpose()
        };
        let content_type = text(content_type)?;
        // A line break in a captured value would end the header of the part.
        if let Some(written) = &content_type {
            header_value(&CONTENT_TYPE, written)?;
        }
        let content = match content {
            FormPartContent::Text(text) => self.text(text)?.into_owned().into(),
            FormPartContent::File(bytes) => bytes.clone(),
        };
        let (name, filename) = (part.name.text.clone(), text(filename)?);
        Ok(MultipartPart { name, filename, content_type, content })
    }
}
