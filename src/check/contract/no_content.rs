//! `no-content`: a response that must not have content has none.

use http::header;

use crate::check::broken_rule::{Broken, bytes};
use crate::check::header_field::field;
use crate::check::{Check, View};
use crate::verdict::{CheckId, Finding, Level};

/// A 1xx, 204, 205 or 304 response, and every response to HEAD, has no content (RFC 9110, section 6.4.1).
///
/// A 1xx or 204 response has neither `Content-Length` nor `Transfer-Encoding` (RFC 9110, section 8.6; RFC 9112,
/// section 6.1).
pub(in crate::check) struct NoContent;

impl Check for NoContent {
    fn id(&self) -> CheckId {
        CheckId::NoContent
    }

    fn about(&self) -> &'static str {
        "A 1xx, 204, 205 or 304 and a response to HEAD have no content, and a 1xx or 204 announces none."
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let never_announces = matches!(view.status(), 100..200 | 204);
        let mut found = Vec::new();
        if never_has_content(view) {
            found.extend(content(view));
        }
        if never_announces {
            found.extend(announced_length(view));
            found.extend(announced_coding(view));
        }
        found.into_iter().map(|broken| view.against_contract(self.id(), broken)).collect()
    }
}

/// Returns true if the response must not have content.
pub(super) fn never_has_content(view: &View<'_>) -> bool {
    matches!(view.status(), 100..200 | 204 | 205 | 304) || view.is_head()
}

fn content(view: &View<'_>) -> Option<Broken> {
    let response = &view.subject.exchange.response;
    // Most of these responses end with their head, so content is what follows them (RFC 9112, section 6.3).
    let length = response.body.len() + response.framing.surplus_bytes();
    let source = match view.status() {
        205 => "RFC 9110, section 15.3.6",
        304 => "RFC 9110, section 15.4.5",
        204 => "RFC 9110, section 15.3.5",
        100..200 => "RFC 9110, section 15.2",
        _ => "RFC 9110, section 9.3.2",
    };
    let whose =
        if view.is_head() { "response to HEAD".to_owned() } else { view.status().to_string() };
    let message = format!("a {whose} has no content, but {} came", bytes(length));
    let broken = Broken::new(message, "no content", bytes(length)).source(source);
    (length > 0).then_some(broken)
}

/// Reports a `Content-Length` in a 1xx or 204 response. A length of 0 is forbidden too, but harmless: it is a
/// should-level finding.
fn announced_length(view: &View<'_>) -> Option<Broken> {
    let length = field(view.headers(), &header::CONTENT_LENGTH)?;
    let level = if length.trim() == "0" { Level::Should } else { Level::Must };
    let status = view.status();
    let message = format!("a {status} has no Content-Length, but {length} is announced");
    let broken = Broken::new(message, "no Content-Length", length).at("content-length");
    Some(broken.level(level).source("RFC 9110, section 8.6"))
}

fn announced_coding(view: &View<'_>) -> Option<Broken> {
    let coding = field(view.headers(), &header::TRANSFER_ENCODING)?;
    let status = view.status();
    let message = format!("a {status} has no Transfer-Encoding, but {coding} is announced");
    let broken = Broken::new(message, "no Transfer-Encoding", coding).at("transfer-encoding");
    Some(broken.source("RFC 9112, section 6.1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;
    use crate::http::Framing;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &[&str]) {
        Fixture::answer(request, answer).check(&NoContent, expected);
    }

    #[test]
    fn a_response_without_content_passes() {
        check("DELETE /a", "204\n", &[]);
        check("HEAD /a", "200\ncontent-length: 12\n", &[]);
        check("GET /a", "304\ncontent-length: 12\n", &[]);
        check("GET /a", "200\n\nx", &[]);
    }

    #[test]
    fn content_in_a_response_that_must_have_none_is_a_finding() {
        check("GET /a", "204\n\nx", &["must: a 204 has no content, but 1 byte came"]);
        check("GET /a", "205\n\nxy", &["must: a 205 has no content, but 2 bytes came"]);
        check(
            "HEAD /a",
            "200\n\nxy",
            &["must: a response to HEAD has no content, but 2 bytes came"],
        );
    }

    #[test]
    fn bytes_after_a_response_that_ends_with_its_head_are_content() {
        let check = |request: &str, answer: &str, message: &str| {
            let fixture = Fixture::answer(request, answer).framed(Framing::Surplus { bytes: 3 });
            fixture.check(&NoContent, &[message]);
        };
        check("GET /a", "204\n", "must: a 204 has no content, but 3 bytes came");
        check("HEAD /a", "200\n", "must: a response to HEAD has no content, but 3 bytes came");
    }

    #[test]
    fn a_204_announces_no_content() {
        check(
            "GET /a",
            "204\ncontent-length: 2\n",
            &["must: a 204 has no Content-Length, but 2 is announced"],
        );
        check(
            "GET /a",
            "204\ncontent-length: 0\n",
            &["should: a 204 has no Content-Length, but 0 is announced"],
        );
        check(
            "GET /a",
            "204\ntransfer-encoding: chunked\n",
            &["must: a 204 has no Transfer-Encoding, but chunked is announced"],
        );
    }
}
