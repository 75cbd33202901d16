//! `location-on-201`: a 201 names the created resource (RFC 9110, section 15.3.2).

use http::{Method, header};

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::verdict::CheckId;

/// A 201 names the created resource in `Location`. PUT is exempt: it creates the resource at the target URI.
pub(in crate::check) struct LocationOn201;

impl ProtocolRule for LocationOn201 {
    const ID: CheckId = CheckId::LocationOn201;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let is_asked = view.status() == 201 && view.subject.exchange.request.method != Method::PUT;
        if !is_asked || view.headers().contains_key(header::LOCATION) {
            return Vec::new();
        }
        vec![Broken::new("this 201 has no Location", "a URI reference", "nothing").at("location")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &[&str]) {
        Fixture::answer(request, answer).check(&LocationOn201, expected);
    }

    #[test]
    fn a_201_names_what_it_created() {
        check("POST /a", "201\nlocation: /a/1\n", &[]);
        check("POST /a", "201\n", &["should: this 201 has no Location"]);
    }

    #[test]
    fn nothing_is_asked_of_put_and_of_other_statuses() {
        check("PUT /a/1", "201\n", &[]);
        check("POST /a", "200\n", &[]);
    }
}
