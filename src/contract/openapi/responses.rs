//! Reads `responses:`. Each status that an operation documents is a row.

use std::sync::Arc;

use super::files::At;
use super::operations::first_line;
use super::reading_state::Reading;
use super::schema_names::Way;
use super::version::Version;
use crate::contract::{
    BodyRule, Content, Documented, Operation, OperationLink, ResponseHeader, Row, RowKey, RowStatus,
};
use crate::diagnostic::{Code, Diagnostic};

/// The key of a response in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Documented(RowStatus),
    Default,
}

impl Status {
    /// Parses the key of a response. `OpenAPI` 2.0 has no classes such as `4XX`.
    fn parse(text: &str, version: Version) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        let status = RowStatus::parse(text);
        status.filter(|status| !(status.is_class() && version == Version::V2)).map(Self::Documented)
    }
}

impl<'n> Reading<'n, '_> {
    /// Adds the rows of an operation. `index` is the index of the operation.
    pub(super) fn responses(&mut self, at: &At<'n>, index: usize, operation: &mut Operation) {
        let all = at.get("responses").map(|all| all.entries()).unwrap_or_default();
        for (text, written) in all {
            let Some(status) = Status::parse(text, self.version) else {
                self.bad_status(text, &written);
                continue;
            };
            let Some(response) = self.resolve(&written) else { continue };
            let name = format!("{} {text}", operation.name());
            let body = self.body(&response, at, status, &name);
            let Status::Documented(status) = status else {
                operation.territory.otherwise = Some(body);
                continue;
            };
            let headers = self.headers(&response);
            let row = self.rows.len();
            self.links(&response, row, &mut operation.links);
            let meaning = response.text_of("description").or(response.text_of("summary"));
            self.rows.push(Row {
                key: RowKey::of_operation(&operation.name(), status, None),
                operation: Some(index),
                also: Vec::new(),
                meaning: meaning.map(first_line).filter(|line| !line.is_empty()),
                message: None,
                cause: None,
                note: None,
                replay: None,
                waiver: None,
                repeats: None,
                span: written.node.span,
            });
            let documented = Documented { row, body, content_type: None, headers: headers.into() };
            let territory = &mut operation.territory;
            let rows = match status {
                RowStatus::Class(digit) => territory.classes.entry(digit),
                RowStatus::Code(status) => territory.codes.entry(status),
            };
            rows.or_default().push(documented);
        }
    }

    fn bad_status(&mut self, text: &str, at: &At<'n>) {
        let message = format!("`{text}` is no status");
        let problem = Diagnostic::error(Code::OPENAPI_STATUS, message);
        let help = match self.version {
            Version::V2 => "a response stands under a status from 100 to 599, or `default`",
            _ => "a response stands under a status from 100 to 599, a class as `4XX`, or `default`",
        };
        self.report(problem.help(help), at);
    }

    /// Returns the rule for the body of a response.
    ///
    /// If the document does not describe content, the body can be anything, because many documents leave out the bodies
    /// of their errors. 1xx, 204 and 304 responses have no body (RFC 9110, sections 15.2, 15.3.5 and 15.4.5).
    fn body(
        &mut self,
        response: &At<'n>,
        operation: &At<'n>,
        status: Status,
        name: &str,
    ) -> BodyRule {
        let content = match self.version {
            Version::V2 => self.old_content_of(response, operation, status, name),
            _ => response.get("content").map(|at| self.content(&at, name, Way::Response)),
        };
        match (content, status) {
            (
                _,
                Status::Documented(RowStatus::Code(100..200 | 204 | 304) | RowStatus::Class(1)),
            ) => BodyRule::None,
            (Some(content), _) if !content.is_empty() => BodyRule::Content(content.into()),
            _ => BodyRule::Unstated,
        }
    }

    /// Reads the content of a response of 2.0: one schema for all media types in `produces`.
    ///
    /// An error may be JSON although `produces` lists other types. Real APIs do that, and documents do not say it.
    fn old_content_of(
        &mut self,
        response: &At<'n>,
        operation: &At<'n>,
        status: Status,
        name: &str,
    ) -> Option<Vec<Content>> {
        let schema = response.get("schema")?;
        let schema = self.schemas.at(&schema, name, Way::Response, self.problems);
        let mut types = self.media_types(operation, "produces");
        let is_error = !matches!(status, Status::Documented(RowStatus::Code(..400)));
        if types.is_empty() {
            types.push("*/*".to_owned());
        } else if is_error && !types.iter().any(|known| known.ends_with("json")) {
            types.push("application/json".to_owned());
        }
        let examples = response.get("examples");
        let content = types.into_iter().map(|media_type| Content {
            examples: examples
                .iter()
                .filter_map(|all| all.get(&media_type))
                .map(|example| example.node.to_json())
                .collect(),
            media_type,
            schema: schema.clone(),
            named_examples: Vec::new(),
        });
        Some(content.collect())
    }

    fn headers(&mut self, response: &At<'n>) -> Vec<ResponseHeader> {
        let all = response.get("headers").map(|all| all.entries_all()).unwrap_or_default();
        let mut headers = Vec::new();
        for (name, written) in all {
            // A `Content-Type` in `headers` is ignored: `content` has the media types (3.0.4, section 4.7.17.1).
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let Some(header) = self.resolve(&written) else { continue };
            if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
                let message = format!("`{name}` is no name of a header field");
                self.error(Code::OPENAPI_VALUE, message, &written);
                continue;
            }
            let schema = self.header_schema(&header, name);
            let (name, required) = (name.to_ascii_lowercase(), header.is_true("required"));
            headers.push(ResponseHeader { name, required, schema });
        }
        headers
    }

    fn header_schema(
        &mut self,
        header: &At<'n>,
        name: &str,
    ) -> Option<Arc<crate::contract::BodySchema>> {
        if self.version == Version::V2 {
            let schema = self.schemas.beside(header, self.problems);
            return self.schemas.of_value(header, name, schema, self.problems);
        }
        let schema = header.get("schema")?;
        self.schemas.at(&schema, name, Way::Response, self.problems)
    }

    fn links(&mut self, response: &At<'n>, row: usize, links: &mut Vec<OperationLink>) {
        for (name, written) in response.get("links").map(|all| all.entries()).unwrap_or_default() {
            let Some(link) = self.resolve_softly(&written) else { continue };
            let target = link.text_of("operationId").or_else(|| link.text_of("operationRef"));
            let parameters =
                link.get("parameters").map(|all| all.entries_all()).unwrap_or_default();
            links.push(OperationLink {
                name: name.to_owned(),
                row,
                target: target.unwrap_or_default().to_owned(),
                parameters: parameters
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.node.to_json()))
                    .collect(),
            });
        }
    }
}
