//! `body-schema`: the body satisfies the schema that the contract documents for the row.

use http::header::CONTENT_TYPE;

use crate::check::broken_rule::{Broken, bytes, violations};
use crate::check::header_field::field;
use crate::check::header_value::breaches_of_text;
use crate::check::media_type::{decoded, is_json, is_text, nearest};
use crate::check::{Check, Json, View};
use crate::contract::{self, BodyRule, Content};
use crate::verdict::{CheckId, Finding};

/// The body satisfies the schema that the contract documents for the row. Responses to HEAD are not judged.
pub(in crate::check) struct BodySchema;

impl Check for BodySchema {
    fn id(&self) -> CheckId {
        CheckId::BodySchema
    }

    fn about(&self) -> &'static str {
        "The body satisfies the JSON Schema that the contract names for the row, or is empty where the \
         contract says so; what calls itself JSON is JSON."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(rule) = view.body().filter(|_| !view.is_head()) else {
            return Vec::new();
        };
        let found = match rule {
            BodyRule::Unstated => unreadable(view).into_iter().collect(),
            BodyRule::None => content(view).into_iter().collect(),
            BodyRule::Schema(schema) => broken(view, schema),
            BodyRule::Content(contents) => of_media_type(view, contents),
        };
        found.into_iter().map(|broken| view.against_contract(self.id(), broken)).collect()
    }
}

/// Reports content that has a JSON media type but is not JSON (RFC 8259, section 2).
///
/// Without this finding, no check could judge the content, and the case would pass.
fn unreadable(view: &View<'_>) -> Option<Broken> {
    let Json::Invalid { reason } = view.json else { return None };
    let named = field(view.headers(), &CONTENT_TYPE)?;
    let essence = named.split(';').next()?.trim().to_ascii_lowercase();
    if !is_json(&essence) {
        return None;
    }
    let message = format!("the content is called {essence} and is not JSON: {reason}");
    Some(Broken::missing(message, "JSON", view.json).source("RFC 8259, section 2"))
}

/// Judges the body by the schema of its media type. JSON and text can be judged.
///
/// An undocumented media type is reported by `content-type`, not here.
fn of_media_type(view: &View<'_>, contents: &[Content]) -> Vec<Broken> {
    let named = field(view.headers(), &CONTENT_TYPE);
    let content = named.as_deref().and_then(|named| nearest(contents, named));
    // If the response has no Content-Type and the contract documents one JSON type, the body is judged as that.
    let only = || contents.first().filter(|only| contents.len() == 1 && is_json(&only.media_type));
    let Some(content) = content.or_else(|| only().filter(|_| named.is_none())) else {
        return unreadable(view).into_iter().collect();
    };
    let media_type = named.as_deref().unwrap_or(&content.media_type);
    match &content.schema {
        Some(schema) if is_json(media_type) => broken(view, schema),
        Some(schema) if is_text(media_type) => {
            let text = decoded(media_type, &view.subject.exchange.response.body);
            breaches_of_text(&text, schema)
        }
        _ => unreadable(view).into_iter().collect(),
    }
}

fn content(view: &View<'_>) -> Option<Broken> {
    let length = view.subject.exchange.response.body.len();
    let actual = bytes(length);
    let message = format!("the body has {actual} where the contract documents none");
    (length > 0).then(|| Broken::new(message, "no content", actual))
}

/// Returns every violation of a schema by the whole body. An empty body and a body that is not JSON are violations.
pub(in crate::check) fn broken(view: &View<'_>, schema: &contract::BodySchema) -> Vec<Broken> {
    let name = schema.name();
    let expected = || format!("JSON as `{name}` says");
    match view.json {
        Json::Value(value) => violations(schema, value, "$"),
        Json::Empty => {
            let message = format!("the body is empty where `{name}` is expected");
            vec![Broken::new(message, expected(), "nothing")]
        }
        Json::Invalid { reason } => {
            let message = format!("the body is not JSON where `{name}` is expected: {reason}");
            vec![Broken::missing(message, expected(), view.json)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_with_a_json_type_must_be_json_even_without_a_documented_body() {
        let found = |answer: &str| {
            let judged = Fixture::answer("GET /a", answer).judged();
            let mut ids = judged.findings.into_iter().map(|finding| finding.check);
            ids.any(|id| id == CheckId::BodySchema)
        };
        assert!(found("200\ncontent-type: application/json; charset=utf-8\n\n{\"a\""));
        assert!(found("200\ncontent-type: application/hal+json\n\n\u{feff}{}"));
        assert!(!found("200\ncontent-type: text/plain\n\n{\"a\""));
        assert!(!found("200\ncontent-type: application/json\n\n{}"));
    }

    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: usize) -> Vec<Finding> {
        let findings = Fixture::answer(request, answer).findings(&BodySchema);
        assert_eq!(findings.len(), expected, "{findings:?}");
        findings
    }

    #[test]
    fn a_body_as_documented_passes() {
        check("GET /a", "404\n\n{\"name\":\"NOT_FOUND\",\"message\":\"m\"}", 0);
        check("GET /a", "204\n", 0);
        check("GET /a", "200\n\nany text", 0);
    }

    #[test]
    fn each_violation_is_a_finding_with_its_path() {
        let findings = check("GET /a", "404\n\n{\"name\":1,\"message\":2}", 2);
        let mut paths: Vec<_> = findings.iter().filter_map(|f| f.path.as_deref()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["$.message", "$.name"]);
        assert!(findings.iter().all(|finding| finding.actual.starts_with("number ")));
    }

    #[test]
    fn a_body_must_be_json_where_a_schema_is_documented() {
        let findings = check("GET /a", "404\n\n<p>", 1);
        let message =
            "the body is not JSON where `error` is expected: expected value at line 1 column 1";
        assert_eq!(findings[0].message, message);
        check("GET /a", "404\n", 1);
    }

    #[test]
    fn a_body_where_none_is_documented_is_a_finding() {
        let findings = check("GET /a", "204\n\n{}", 1);
        assert_eq!(findings[0].actual, "2 bytes");
    }

    #[test]
    fn the_body_of_a_head_response_is_not_judged() {
        check("HEAD /a", "404\n", 0);
    }

    #[test]
    fn a_scope_has_its_own_body() {
        check("POST /oauth/token", "400\n\n{\"error\":\"invalid_grant\"}", 0);
        check("POST /oauth/token", "400\n\n{\"name\":\"INVALID\",\"message\":\"m\"}", 1);
    }

    #[test]
    fn many_violations_are_counted() {
        let many: Vec<String> = (0..30).map(|at| format!("\"x{at}\":1")).collect();
        let body = format!(
            "403\n\n{{\"name\":\"NO_FUNDS\",\"message\":\"m\",\"details\":{{{}}}}}",
            many.join(",")
        );
        let findings = check("GET /a", &body, 21);
        assert_eq!(findings[20].message, "10 more places of the body break `error`");
    }
}
