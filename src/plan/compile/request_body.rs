//! Resolves the content of a request.

use http::HeaderValue;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::bind::body::UNKNOWN_BYTES;
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::generated_value::PlaceSeed;
use crate::plan::model::request::{BodyPlan, Planned};
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{Body, FormPart, FormPartContent, Named, Template, Written};

/// The length of the random part of a boundary, chosen so that practically no content contains the boundary.
const BOUNDARY_LENGTH: usize = 32;

impl SuiteNames<'_> {
    /// Resolves the content of a case.
    pub(in crate::plan) fn body(
        &mut self,
        body: &Body<Written>,
        scope: &mut ExpressionScope<'_>,
    ) -> BodyPlan {
        match body {
            Body::Empty => Body::Empty,
            Body::Json(value) => Body::Json(self.value(value, scope)),
            Body::Form(fields) => Body::Form(self.form(fields, scope)),
            Body::Text(text) => Body::Text(self.scalar(text, scope)),
            Body::Plain(text) => Body::Plain(self.scalar(text, scope)),
            Body::Bytes(bytes) => Body::Bytes(bytes.clone()),
            Body::File(path) => {
                Body::File(self.file(path, scope).map(|file| file.bytes).unwrap_or_default())
            }
            Body::Multipart { parts, .. } => {
                let (seed, suite) = (self.context.seed, &self.suite.name.text);
                let seed = PlaceSeed::new(seed, suite, &scope.owner(), 0);
                // The boundary depends on the seed, so that the same seed gives the same bytes.
                let boundary = format!("statusquo-{}", seed.text(BOUNDARY_LENGTH));
                let parts = parts.iter().filter_map(|part| self.part(part, scope)).collect();
                Body::Multipart { boundary, parts }
            }
        }
    }

    fn form(
        &mut self,
        fields: &[Named<Template>],
        scope: &mut ExpressionScope<'_>,
    ) -> Vec<Named<Scalar>> {
        let field = |field: &Named<Template>| {
            self.check_encoded_once(&field.value);
            Named { name: field.name.clone(), value: self.scalar(&field.value, scope) }
        };
        fields.iter().map(field).collect()
    }

    fn part(
        &mut self,
        part: &Named<FormPart<Written>>,
        scope: &mut ExpressionScope<'_>,
    ) -> Option<Named<FormPart<Planned>>> {
        let FormPart { content, content_type, filename } = &part.value;
        let content_type = content_type.as_ref().map(|written| {
            let value = self.scalar(written, scope);
            self.check_content_type(&value, written.span);
            value
        });
        let filename = filename.as_ref().map(|template| self.scalar(template, scope));
        let value = match content {
            FormPartContent::Text(text) => {
                let content = FormPartContent::Text(self.scalar(text, scope));
                FormPart { content, content_type, filename }
            }
            FormPartContent::File(path) => {
                let file = self.file(path, scope)?;
                let known = |text: String| Some(Scalar::Known(text));
                FormPart {
                    content: FormPartContent::File(file.bytes),
                    content_type: content_type.or_else(|| known(UNKNOWN_BYTES.to_owned())),
                    filename: filename.or_else(|| known(file.name)),
                }
            }
        };
        Some(Named { name: part.name.clone(), value })
    }

    /// Reports a content type with control characters: a line break would end the header of the part.
    fn check_content_type(&mut self, content_type: &Scalar, span: Span) {
        if let Scalar::Known(text) = content_type
            && HeaderValue::from_str(text).is_err()
        {
            let problem = Diagnostic::error(Code::BAD_HEADER, "this cannot be a content type");
            self.report(problem.at(span, "control characters are not allowed"));
        }
    }
}
