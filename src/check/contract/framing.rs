//! `framing`: a response is a complete HTTP message, and nothing follows it.

use http::Version;

use super::no_content::never_has_content;
use crate::check::broken_rule::{Broken, bytes};
use crate::check::{Check, View};
use crate::http::Framing as Arrived;
use crate::verdict::{CheckId, Finding};

/// A response is a complete HTTP message: it does not break off, its head and its framing are valid, and no bytes follow
/// it (RFC 9112, sections 6.3, 8 and 9.2; RFC 9113, section 8.1.1).
///
/// Bytes after a response that ends with its head are content, which `no-content` reports.
pub(in crate::check) struct Framing;

impl Check for Framing {
    fn id(&self) -> CheckId {
        CheckId::Framing
    }

    fn about(&self) -> &'static str {
        "A response is a complete HTTP message, and no bytes follow it on its connection."
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let response = &view.subject.exchange.response;
        let broken = match &response.framing {
            Arrived::Whole => return Vec::new(),
            Arrived::Surplus { .. } if never_has_content(view) => return Vec::new(),
            Arrived::Surplus { bytes: count } => {
                let count = bytes(*count);
                let message = format!("{count} followed the response, outside of its framing");
                Broken::new(message, "nothing", count).source("RFC 9112, section 6.3")
            }
            Arrived::Broken { reason } => {
                let message = format!("the response is not a complete HTTP message: {reason}");
                let source = if response.version == Version::HTTP_2 {
                    "RFC 9113, section 8.1.1"
                } else {
                    "RFC 9112, section 8"
                };
                Broken::new(message, "a complete HTTP message", reason.as_str()).source(source)
            }
        };
        vec![view.against_contract(self.id(), broken)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;
    use crate::verdict::Standing;

    fn broken() -> Arrived {
        Arrived::Broken { reason: "the connection was closed".to_owned() }
    }

    const BROKEN: &str =
        "must: the response is not a complete HTTP message: the connection was closed";

    #[track_caller]
    fn check(request: &str, answer: &str, framing: Arrived, expected: &[&str]) {
        Fixture::answer(request, answer).framed(framing).check(&Framing, expected);
    }

    #[test]
    fn a_whole_response_passes() {
        check("GET /a", "200\n\n{}", Arrived::Whole, &[]);
    }

    #[test]
    fn a_response_that_breaks_off_is_a_finding() {
        check("GET /a", "200\n\n{", broken(), &[BROKEN]);
    }

    #[test]
    fn bytes_after_a_response_are_a_finding() {
        let message = "must: 7 bytes followed the response, outside of its framing";
        check("GET /a", "200\n\n{}", Arrived::Surplus { bytes: 7 }, &[message]);
        check("GET /a", "204\n", Arrived::Surplus { bytes: 7 }, &[]);
        check("HEAD /a", "200\n", Arrived::Surplus { bytes: 7 }, &[]);
    }

    #[test]
    fn content_that_broke_off_is_not_judged() {
        let head = "404\ncontent-type: text/html";
        let judgement = Fixture::answer("GET /a", &format!("{head}\n\n<p"))
            .expects(404)
            .claims("404 NOT_FOUND")
            .framed(broken())
            .judged();
        let checks = judgement.findings.iter().map(|finding| finding.check.to_string());
        assert_eq!(checks.collect::<Vec<_>>(), ["framing", "content-type"]);
        assert!(matches!(judgement.sighting.standing, Standing::Documented { .. }));
        assert!(judgement.json.value().is_none());
    }
}
