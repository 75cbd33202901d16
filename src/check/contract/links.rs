//! `links`: every link in a JSON body satisfies the contract's schema for links.

use serde_json::Value;

use crate::check::broken_rule::{Broken, below, capped, violations};
use crate::check::{Check, View};
use crate::contract::{LinkRule, typed};
use crate::verdict::{CheckId, Finding};

/// Every link in a JSON body satisfies the contract's schema for links. Error bodies are judged too.
pub(in crate::check) struct Links;

impl Check for Links {
    fn id(&self) -> CheckId {
        CheckId::Links
    }

    fn about(&self) -> &'static str {
        "Links stand in a list, and each satisfies the JSON Schema that the contract names for links."
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(body) = view.json.value() else {
            return Vec::new();
        };
        let found = view.subject.layers.links().flat_map(|rule| {
            let lists = rule.at.locate(body).into_iter();
            lists.flat_map(move |(path, list)| broken(rule, &path, list))
        });
        let found = capped(found, || "break the rule for links").into_iter();
        found.map(|broken| view.against_contract(self.id(), broken)).collect()
    }
}

/// Returns the violations of one list of links, computed lazily.
fn broken<'a>(
    rule: &'a LinkRule,
    path: &str,
    list: &'a Value,
) -> impl Iterator<Item = Broken> + use<'a> {
    let no_list = list.as_array().is_none().then(|| {
        let actual = typed(list);
        let message = format!("the links at {path} are no list but {actual}");
        Broken::new(message, "a list of links", actual).at(path)
    });
    let path = path.to_owned();
    let items = list.as_array().into_iter().flatten().enumerate();
    let links = items.flat_map(move |(at, item)| {
        violations(&rule.item, item, &below(&path, &format!("$[{at}]")))
    });
    no_list.into_iter().chain(links)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(links: &str, expected: &[&str]) {
        let answer = format!("200\n\n{{\"links\":{links}}}");
        let findings = Fixture::answer("GET /a", &answer).findings(&Links);
        let paths: Vec<_> = findings.iter().filter_map(|finding| finding.path.as_deref()).collect();
        assert_eq!(paths, expected, "{findings:?}");
    }

    #[test]
    fn good_links_and_no_links_pass() {
        check(r#"[{"href":"https://a/","rel":"self"}]"#, &[]);
        check("[]", &[]);
        Fixture::answer("GET /a", "200\n\n{}").check(&Links, &[]);
        Fixture::answer("GET /a", "200\n\n<p>").check(&Links, &[]);
    }

    #[test]
    fn a_bad_link_is_named_by_its_place() {
        check(r#"[{"href":"a","rel":"self"},{"href":1,"rel":"up"}]"#, &["$.links[1].href"]);
        check(r#"[{"href":"a"}]"#, &["$.links[0].rel"]);
    }

    #[test]
    fn links_are_a_list() {
        check(r#"{"self":"a"}"#, &["$.links"]);
    }
}
