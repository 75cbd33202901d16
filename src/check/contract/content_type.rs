//! `content-type`: the media type is the documented one.

use http::header;

use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::check::media_type::fits;
use crate::check::{Check, View};
use crate::contract::BodyRule;
use crate::verdict::{CheckId, Finding};

/// The media type is the documented one. A response without content is not judged.
///
/// For HEAD the field is judged if present, because it is the field of the GET response (RFC 9110, section 9.3.2).
pub(in crate::check) struct ContentType;

impl Check for ContentType {
    fn id(&self) -> CheckId {
        CheckId::ContentType
    }

    fn about(&self) -> &'static str {
        "The media type in Content-Type is the one that the contract documents for the row."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let documented = documented(view);
        let named = || documented.join(" or ");
        if documented.is_empty() {
            return Vec::new();
        }
        let is_empty = view.subject.exchange.response.body.is_empty();
        let broken = match field(view.headers(), &header::CONTENT_TYPE) {
            None if is_empty => return Vec::new(),
            None => {
                let named = named();
                let message = format!("the content has no Content-Type, documented is {named}");
                Broken::new(message, named, "nothing")
            }
            Some(_) if is_empty && !view.is_head() => return Vec::new(),
            Some(actual) if documented.iter().any(|known| fits(known, &actual)) => {
                return Vec::new();
            }
            Some(actual) => {
                let named = named();
                let message = format!("the content is {actual} where {named} is documented");
                Broken::new(message, named, actual)
            }
        };
        vec![view.against_contract(self.id(), broken.at("content-type"))]
    }
}

/// Returns the media types that are documented for the response. Empty if the contract documents none.
fn documented<'a>(view: &View<'a>) -> Vec<&'a str> {
    let row = view.described().and_then(|row| row.content_type.as_deref());
    match view.body() {
        Some(BodyRule::Content(contents)) => {
            contents.iter().map(|content| content.media_type.as_str()).collect()
        }
        _ => row.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &[&str]) {
        Fixture::answer(request, answer).check(&ContentType, expected);
    }

    #[test]
    fn the_documented_type_passes_whatever_its_parameters() {
        check("GET /a", "404\ncontent-type: application/json; charset=utf-8\n\n{}", &[]);
        check("GET /a", "200\ncontent-type: text/html\n\n<p>", &[]);
    }

    #[test]
    fn another_type_is_a_finding() {
        let message = "must: the content is text/html where application/json is documented";
        check("GET /a", "404\ncontent-type: text/html\n\n{}", &[message]);
        check("HEAD /a", "404\ncontent-type: text/html\n", &[message]);
    }

    #[test]
    fn content_without_a_type_is_a_finding() {
        check(
            "GET /a",
            "404\n\n{}",
            &["must: the content has no Content-Type, documented is application/json"],
        );
    }

    #[test]
    fn a_response_without_content_is_not_judged() {
        check("GET /a", "404\n", &[]);
        check("GET /a", "404\ncontent-type: text/html\n", &[]);
        check("HEAD /a", "404\n", &[]);
    }

    #[test]
    fn two_fields_are_not_one_type() {
        let answer = "404\ncontent-type: application/json\ncontent-type: application/json\n\n{}";
        check(
            "GET /a",
            answer,
            &[
                "must: the content is application/json, application/json where application/json is documented",
            ],
        );
    }
}
