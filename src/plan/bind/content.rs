//! The content of a request: what a case says of it, the files that it names, and its bytes.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::Path;

use bytes::Bytes;
use http::HeaderValue;

use crate::contract::Files;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::bind::multipart::{Written, written};
use crate::plan::compile::request::members;
use crate::plan::model::place_seed::PlaceSeed;
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::plan::{BodyPlan, PartContentPlan, PartPlan, Scalar, ValuePlan};
use crate::suite::{Body, FormPart, FormPartContent, Named, Template};

pub(in crate::plan) const FILE_NOT_FOUND: Code = Code::FILE_NOT_FOUND;
const UNREADABLE: Code = Code::UNREADABLE_FILE;
const FILE_TOO_LARGE: Code = Code::FILE_TOO_LARGE;
const CAPTURE_IN_PATH: Code = Code::CAPTURE_IN_PATH;
const BAD_HEADER: Code = Code::BAD_HEADER;

/// The largest file that is sent, in bytes.
const FILE_BYTES: usize = 16 << 20;

/// What is sent where nothing says what it is (RFC 2046, section 4.5.1).
const UNKNOWN_BYTES: &str = "application/octet-stream";

impl Names<'_> {
    /// The content of a case but for captured values.
    pub(in crate::plan) fn content(&mut self, body: &Body, scope: &mut Scope<'_>) -> BodyPlan {
        match body {
            // A JSON file is read with the suite; where it could not be, that was reported.
            Body::Empty | Body::JsonFile(_) => BodyPlan::Empty,
            Body::Json(value) => BodyPlan::Json(self.value(value, scope)),
            Body::Form(fields) => BodyPlan::Form(members(fields, self, scope)),
            Body::Text(text) => BodyPlan::Text(self.scalar(text, scope)),
            Body::Plain(text) => BodyPlan::Plain(self.scalar(text, scope)),
            Body::Bytes(bytes) => BodyPlan::Bytes(bytes.clone()),
            Body::File(path) => {
                let (_, bytes) = self.file(path, scope).unwrap_or_default();
                BodyPlan::Bytes(bytes)
            }
            Body::Multipart(parts) => {
                let seed =
                    PlaceSeed::new(self.given.seed, &self.suite.name.text, &scope.owner(), 0);
                let boundary = format!("statusquo-{}", seed.text(32));
                let parts = parts.iter().filter_map(|part| self.part(part, scope)).collect();
                BodyPlan::Multipart { boundary, parts }
            }
        }
    }

    fn part(&mut self, part: &Named<FormPart>, scope: &mut Scope<'_>) -> Option<PartPlan> {
        let FormPart { content, content_type, filename } = &part.value;
        let content_type = content_type.as_ref().map(|written| {
            let value = self.scalar(written, scope);
            self.check_type(&value, written.span);
            value
        });
        let filename = filename.as_ref().map(|template| self.scalar(template, scope));
        let name = part.name.text.clone();
        Some(match content {
            FormPartContent::Text(text) => {
                let content = PartContentPlan::Text(self.scalar(text, scope));
                PartPlan { name, filename, content_type, content }
            }
            FormPartContent::File(path) => {
                let (own_name, bytes) = self.file(path, scope)?;
                let filename = filename.or(Some(Scalar::Known(own_name)));
                let content_type =
                    content_type.or_else(|| Some(Scalar::Known(UNKNOWN_BYTES.to_owned())));
                let content = PartContentPlan::Bytes(bytes);
                PartPlan { name, filename, content_type, content }
            }
        })
    }

    /// A line break in it would end the head of the part.
    fn check_type(&mut self, content_type: &Scalar, span: Span) {
        if let Scalar::Known(text) = content_type
            && HeaderValue::from_str(text).is_err()
        {
            let problem = Diagnostic::error(BAD_HEADER, "this cannot be a content type");
            self.report(problem.at(span, "control characters are not allowed"));
        }
    }

    /// The name and the bytes of a file beside the suite; each is read once for a suite.
    pub(in crate::plan) fn file(
        &mut self,
        path: &Template,
        scope: &mut Scope<'_>,
    ) -> Option<(String, Bytes)> {
        let before = self.problems.len();
        let Scalar::Known(written) = self.scalar(path, scope) else {
            let message = "the path of a file has a captured value in it";
            let problem = Diagnostic::error(CAPTURE_IN_PATH, message);
            self.report(problem.at(path.span, "files are read before anything is sent"));
            return None;
        };
        // Without the environment the path is not known, and a faulty one was reported.
        if self.problems.len() > before || written.contains("${env.") {
            return None;
        }
        let whole = self.suite.folder.join(&written);
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
        if let Some(bytes) = self.files.get(&whole) {
            return Some((name.unwrap_or_default(), bytes.clone()));
        }
        match read(self.given.files.as_ref(), &whole, &written) {
            Ok(bytes) => {
                self.files.insert(whole, bytes.clone());
                Some((name.unwrap_or_default(), bytes))
            }
            Err((code, message)) => {
                let problem = Diagnostic::error(code, message).at(path.span, "this file");
                self.report(problem.help("the path is relative to the suite's own folder"));
                None
            }
        }
    }
}

fn read(files: &dyn Files, path: &Path, name: &str) -> Result<Bytes, (Code, String)> {
    match files.read(path, FILE_BYTES) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err((FILE_NOT_FOUND, format!("there is no file `{name}`")))
        }
        Err(error) => Err((UNREADABLE, format!("`{name}` cannot be read: {error}"))),
        Ok(bytes) if bytes.len() > FILE_BYTES => {
            let limit = FILE_BYTES >> 20;
            Err((FILE_TOO_LARGE, format!("`{name}` is larger than {limit} MiB")))
        }
        Ok(bytes) => Ok(bytes.into()),
    }
}

/// Bytes with the content type that they are sent under unless the case says otherwise.
type Content = (Option<Bytes>, Option<HeaderValue>);

impl Bindings {
    /// The bytes of a content, captured values put in.
    pub(in crate::plan) fn content(&self, body: &BodyPlan) -> Result<Content, BindError> {
        let typed = |bytes: Bytes, content_type: &'static str| {
            (Some(bytes), Some(HeaderValue::from_static(content_type)))
        };
        Ok(match body {
            BodyPlan::Empty => (None, None),
            BodyPlan::Json(ValuePlan::Known(value)) => {
                typed(value.to_string().into(), "application/json")
            }
            BodyPlan::Json(value) => {
                typed(self.value(value)?.to_string().into(), "application/json")
            }
            BodyPlan::Form(fields) => {
                let mut form = url::form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &self.text(value)?);
                }
                typed(form.finish().into(), "application/x-www-form-urlencoded")
            }
            BodyPlan::Text(text) => (Some(self.text(text)?.into_owned().into()), None),
            BodyPlan::Plain(text) => {
                typed(self.text(text)?.into_owned().into(), "text/plain; charset=utf-8")
            }
            BodyPlan::Bytes(bytes) => typed(bytes.clone(), UNKNOWN_BYTES),
            BodyPlan::Multipart { boundary, parts } => {
                let parts = parts.iter().map(|part| self.written(part));
                let parts = parts.collect::<Result<Vec<Written>, BindError>>()?;
                let content_type = format!("multipart/form-data; boundary={boundary}");
                let content_type = HeaderValue::from_str(&content_type)
                    .expect("a boundary has letters, digits and hyphens");
                (Some(written(&parts, boundary)), Some(content_type))
            }
        })
    }

    fn written(&self, part: &PartPlan) -> Result<Written, BindError> {
        let text = |scalar: &Option<Scalar>| {
            scalar.as_ref().map(|it| self.text(it).map(Cow::into_owned)).transpose()
        };
        let content_type = text(&part.content_type)?;
        if let Some(written) = &content_type {
            header_value(&http::header::CONTENT_TYPE, written)?;
        }
        let content = match &part.content {
            PartContentPlan::Text(text) => self.text(text)?.into_owned().into(),
            PartContentPlan::Bytes(bytes) => bytes.clone(),
        };
        let (name, filename) = (part.name.clone(), text(&part.filename)?);
        Ok(Written { name, filename, content_type, content })
    }
}
