//! `expect.links`: the response has the expected links and none of the forbidden ones.

use crate::check::broken_rule::{Broken, violations};
use crate::check::link::{Link, links, no_such_link};
use crate::check::{Check, ExpectedLink, HrefRule, LinkExpectation, View};
use crate::verdict::{CheckId, Finding};

/// For each expected relation, the response has a link with the expected method and href, or no link at all.
pub(in crate::check) struct Links;

impl Check for Links {
    fn id(&self) -> CheckId {
        CheckId::ExpectLinks
    }

    fn about(&self) -> &'static str {
        "The response has the links that the case expects, and none of those that it must not have."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        if view.subject.expectation.links.is_empty() || !view.status_fits() {
            return Vec::new();
        }
        let all = links(&view.subject.exchange.response, view.json.value(), view.subject.layers);
        let expected = view.subject.expectation.links.iter();
        expected
            .flat_map(|expected| {
                let found = broken(view, expected, &all).into_iter();
                found.map(|broken| view.against_claim(self.id(), expected.span, broken))
            })
            .collect()
    }
}

fn broken(view: &View<'_>, expected: &ExpectedLink, all: &[Link]) -> Vec<Broken> {
    let rel = &expected.rel;
    let of_rel: Vec<&Link> = all.iter().filter(|link| link.rel == *rel).collect();
    match (&expected.rule, of_rel.first()) {
        (LinkExpectation::Absent, None) => Vec::new(),
        (LinkExpectation::Absent, Some(link)) => {
            let to = format!("{} {}", link.method(), link.href.as_deref().unwrap_or_default());
            let message = format!("expected no link `{rel}`, got `{}`", to.trim_end());
            vec![Broken::new(message, "no such link", to.trim_end()).at(&link.place)]
        }
        (LinkExpectation::Present { .. }, None) => {
            let wanted = format!("a link with rel {rel:?}");
            vec![Broken::new(no_such_link(rel, all), wanted, "nothing")]
        }
        (LinkExpectation::Present { method, href }, Some(first)) => {
            let wrong = |link: &Link| {
                let mut broken = wrong_method(link, method.as_deref());
                broken.extend(href.iter().flat_map(|href| wrong_href(view, link, href)));
                broken
            };
            // Several links may share a relation. One that fulfils the expectation is enough, otherwise
            // the findings describe the first one.
            if of_rel.iter().any(|link| wrong(link).is_empty()) { Vec::new() } else { wrong(first) }
        }
    }
}

fn wrong_method(link: &Link, wanted: Option<&str>) -> Vec<Broken> {
    let Some(wanted) = wanted.filter(|wanted| *wanted != link.method()) else { return Vec::new() };
    let message = format!(
        "expected the link `{}` to have the method {wanted}, got {}",
        link.rel,
        link.method()
    );
    vec![Broken::new(message, wanted, link.method()).at(&link.place)]
}

fn wrong_href(view: &View<'_>, link: &Link, rule: &HrefRule) -> Vec<Broken> {
    let Some(href) = &link.href else {
        let message = format!("the link `{}` has no href", link.rel);
        return vec![Broken::new(message, "an href", "nothing").at(&link.place)];
    };
    match rule {
        HrefRule::Fits(schema) => violations(schema, &href.as_str().into(), &link.place),
        HrefRule::Is(wanted) if *wanted == *href || leads_to(view, href, wanted) => Vec::new(),
        HrefRule::Is(wanted) => {
            let message =
                format!("expected the link `{}` to lead to `{wanted}`, got `{href}`", link.rel);
            vec![Broken::new(message, wanted, href).at(&link.place)]
        }
    }
}

/// Returns true if an href leads to `path` on the target.
///
/// The resolved href (RFC 3986, section 5) must have the target's origin and base path, followed by `path` with its
/// query.
fn leads_to(view: &View<'_>, href: &str, path: &str) -> bool {
    let sent = &view.subject.exchange.request.url;
    let base = sent.path().strip_suffix(view.subject.path).unwrap_or_default();
    let (Ok(to), Ok(wanted)) = (sent.join(href), sent.join(&format!("{base}{path}"))) else {
        return false;
    };
    path.starts_with('/') && to == wanted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::{Fixture, schema, span};

    const LINKS: &str = r#"{"links":[{"rel":"self","href":"http://api.example/a"},
        {"rel":"pay","href":"/pay?now=1","method":"POST"},{"rel":"odd"}]}"#;

    #[track_caller]
    fn check_answer(answer: &str, rel: &str, rule: LinkExpectation, expected: &[&str]) {
        let mut fixture = Fixture::answer("GET /a", answer);
        let rel = rel.to_owned();
        fixture.expectation.links = vec![ExpectedLink { rel, rule, span: span() }];
        fixture.check(&Links, expected);
    }

    #[track_caller]
    fn check(rel: &str, rule: LinkExpectation, expected: &[&str]) {
        check_answer(&format!("200\n\n{LINKS}"), rel, rule, expected);
    }

    fn there(method: Option<&str>, href: Option<&str>) -> LinkExpectation {
        let href = href.map(|href| HrefRule::Is(href.to_owned()));
        LinkExpectation::Present { method: method.map(str::to_owned), href }
    }

    #[test]
    fn a_missing_link_is_a_finding_that_names_the_links_present() {
        check("pay", there(None, None), &[]);
        check(
            "next",
            there(None, None),
            &["must: no link `next`: the response has self, pay, odd"],
        );
        let none = &["must: no link `next`: the response has no links"];
        check_answer("200\n\n<p>", "next", there(None, None), none);
    }

    #[test]
    fn a_link_is_absent_where_it_must_be() {
        check("next", LinkExpectation::Absent, &[]);
        let got = &["must: expected no link `pay`, got `POST /pay?now=1`"];
        check("pay", LinkExpectation::Absent, got);
    }

    #[test]
    fn the_header_has_links_too() {
        let answer = "200\nlink: </a?page=2>; rel=next\n\n{}";
        check_answer(answer, "next", there(Some("GET"), Some("/a?page=2")), &[]);
    }

    #[test]
    fn a_link_has_its_method() {
        check("pay", there(Some("POST"), None), &[]);
        let got = &["must: expected the link `self` to have the method PUT, got GET"];
        check("self", there(Some("PUT"), None), got);
    }

    #[test]
    fn a_link_leads_where_it_must() {
        check("self", there(None, Some("/a")), &[]);
        check("self", there(None, Some("http://api.example/a")), &[]);
        check("pay", there(None, Some("/pay?now=1")), &[]);
        let got = &["must: expected the link `pay` to lead to `/pay`, got `/pay?now=1`"];
        check("pay", there(None, Some("/pay")), got);
        check("odd", there(None, Some("/pay")), &["must: the link `odd` has no href"]);
        let elsewhere = r#"{"links":[{"rel":"self","href":"http://other.example/a"}]}"#;
        let got = &["must: expected the link `self` to lead to `/a`, got `http://other.example/a`"];
        check_answer(&format!("200\n\n{elsewhere}"), "self", there(None, Some("/a")), got);
    }

    #[test]
    fn an_href_satisfies_a_schema() {
        let fits = |pattern: &str| LinkExpectation::Present {
            method: None,
            href: Some(HrefRule::Fits(schema(&serde_json::json!({ "pattern": pattern })))),
        };
        check("pay", fits("^/pay"), &[]);
        let mut fixture = Fixture::answer("GET /a", &format!("200\n\n{LINKS}"));
        let (rel, rule) = ("pay".to_owned(), fits("^/a"));
        fixture.expectation.links = vec![ExpectedLink { rel, rule, span: span() }];
        assert_eq!(fixture.findings(&Links)[0].path.as_deref(), Some("$.links[1]"));
    }

    #[test]
    fn one_of_several_links_will_do() {
        let two = r#"{"links":[{"rel":"item","href":"/1"},{"rel":"item","href":"/2"}]}"#;
        check_answer(&format!("200\n\n{two}"), "item", there(None, Some("/2")), &[]);
        let got = &["must: expected the link `item` to lead to `/3`, got `/1`"];
        check_answer(&format!("200\n\n{two}"), "item", there(None, Some("/3")), got);
    }

    #[test]
    fn links_are_not_judged_if_the_status_is_unexpected() {
        check_answer("404\n\n{}", "self", there(None, None), &[]);
    }
}
