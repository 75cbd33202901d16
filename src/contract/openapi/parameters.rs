//! The parameters and the content of requests.

use serde_json::{Map, Value, json};

use super::examples::of_schema;
use super::files::At;
use super::reading_state::Reading;
use super::schema_names::Way;
use super::version::Version;
use crate::contract::{Content, Parameter, ParameterPlace, RequestContent};

/// The parameters and the content of one operation's requests.
pub(super) struct Carried {
    pub(super) beside: Vec<Parameter>,
    pub(super) content: Option<RequestContent>,
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl<'n> Reading<'n, '_> {
    /// Reads the parameters and the content of an operation.
    ///
    /// A parameter of the operation overrides the parameter of its path with the same name and location.
    pub(super) fn parameters(&mut self, item: &At<'n>, at: &At<'n>, name: &str) -> Carried {
        let mut written: Vec<At<'n>> = Vec::new();
        for owner in [at, item] {
            for parameter in owner.get("parameters").map(|all| all.items()).unwrap_or_default() {
                let Some(parameter) = self.resolve(&parameter) else { continue };
                let is = |known: &At<'n>| {
                    let same = |key| known.text_of(key) == parameter.text_of(key);
                    same("name") && same("in")
                };
                if !written.iter().any(is) {
                    written.push(parameter);
                }
            }
        }
        let beside = written.iter().filter_map(|at| self.parameter(at)).collect();
        let content = match self.version {
            Version::V2 => self.old_content(&written, at, name),
            _ => at.get("requestBody").and_then(|body| self.request_body(&body, name)),
        };
        Carried { beside, content }
    }

    /// Reads a parameter that is not content. Returns `None` for content, and for a parameter that was reported.
    fn parameter(&mut self, at: &At<'n>) -> Option<Parameter> {
        let place = place(at.text_of("in")?)?;
        let name = at.text_of("name").unwrap_or_default();
        let media = at.get("content").and_then(|all| all.entries().into_iter().next());
        let (schema, examples) = if self.version == Version::V2 {
            let schema = self.schemas.beside(at, self.problems);
            (self.schemas.of_value(at, name, schema, self.problems), of_schema(at))
        } else {
            let owner = media.map_or_else(|| at.clone(), |(_, media)| media);
            let schema = owner.get("schema");
            let schema = schema
                .and_then(|schema| self.schemas.at(&schema, name, Way::Request, self.problems));
            (schema, self.examples(&owner))
        };
        let required = at.is_true("required") || place == ParameterPlace::Path;
        Some(Parameter { name: name.to_owned(), place, required, schema, examples })
    }

    fn request_body(&mut self, written: &At<'n>, name: &str) -> Option<RequestContent> {
        let body = self.resolve(written)?;
        let name = format!("request of {name}");
        let content = body.get("content")?;
        let content = self.content(&content, &name, Way::Request);
        Some(RequestContent { required: body.is_true("required"), content })
    }

    /// Reads the content that 2.0 describes with parameters: one `body` parameter, or the `formData` parameters.
    fn old_content(&mut self, all: &[At<'n>], at: &At<'n>, name: &str) -> Option<RequestContent> {
        let is = |kind: &'static str| move |at: &&At<'n>| at.text_of("in") == Some(kind);
        let consumed = self.media_types(at, "consumes");
        let name = format!("request of {name}");
        if let Some(body) = all.iter().find(is("body")) {
            let schema = body.get("schema");
            let schema =
                schema.and_then(|s| self.schemas.at(&s, &name, Way::Request, self.problems));
            let examples = self.examples(body);
            let types = if consumed.is_empty() { vec!["*/*".to_owned()] } else { consumed };
            let content = types.into_iter().map(|media_type| Content {
                media_type,
                schema: schema.clone(),
                examples: examples.clone(),
                named_examples: Vec::new(),
            });
            let content = content.collect();
            return Some(RequestContent { required: body.is_true("required"), content });
        }
        let fields: Vec<&At<'n>> = all.iter().filter(is("formData")).collect();
        let first = fields.first()?;
        let has_file = fields.iter().any(|field| field.text_of("type") == Some("file"));
        let media_type = if has_file { MULTIPART } else { FORM };
        let is_named =
            consumed.iter().any(|known| known == MULTIPART) && !consumed.contains(&FORM.to_owned());
        let media_type = if is_named { MULTIPART } else { media_type };
        let required: Vec<&str> = fields
            .iter()
            .filter(|field| field.is_true("required"))
            .filter_map(|field| field.text_of("name"))
            .collect();
        let mut properties = Map::new();
        for field in &fields {
            let schema = self.schemas.beside(field, self.problems);
            properties.insert(field.text_of("name").unwrap_or_default().to_owned(), schema);
        }
        let is_required = !required.is_empty();
        let mut schema = json!({ "type": "object", "properties": properties });
        if is_required {
            schema["required"] = Value::from(required);
        }
        let schema = self.schemas.of_value(first, &name, schema, self.problems);
        let content = vec![Content {
            media_type: media_type.to_owned(),
            schema,
            examples: Vec::new(),
            named_examples: Vec::new(),
        }];
        Some(RequestContent { required: is_required, content })
    }
}

/// Returns the location of a parameter. `None` for content, and for an unknown word.
pub(super) fn place(word: &str) -> Option<ParameterPlace> {
    match word {
        "path" => Some(ParameterPlace::Path),
        "query" => Some(ParameterPlace::Query),
        "querystring" => Some(ParameterPlace::QueryString),
        "header" => Some(ParameterPlace::Header),
        "cookie" => Some(ParameterPlace::Cookie),
        _ => None,
    }
}
