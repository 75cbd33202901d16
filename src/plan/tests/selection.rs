use crate::plan::tests::{self, plan};
use crate::plan::{CaseIndex, Selection, Selector};
use crate::verdict::CaseName;

const SUITE: &str = "tags: all
setup:
  - { id: login, POST: /login }
cases:
  - { id: create, POST: /o, expect: 201, replay: true, capture: { order: $.id }, tags: [write] }
  - { id: approve, follow: { from: create, rel: approve } }
  - { id: get, GET: \"/o/${order}\", tags: read }
  - { id: none, GET: /o/none, expect: 404, after: other }
  - { id: bad, each: [ { v: A }, { v: B } ], GET: \"/v1/oauth2/${v}\", expect: 400 invalid_scope }
  - { id: other, GET: / }
teardown:
  - { id: clean, DELETE: \"/o/${order}\" }
  - { id: logout, POST: /logout }
";

fn ids(selection: &Selection) -> String {
    tests::ids(&plan(SUITE).select(selection))
}

#[track_caller]
fn check(filter: &str, expected: &str) {
    let filters = vec![Selector::parse(filter)];
    assert_eq!(ids(&Selection { filters, ..Selection::default() }), expected);
}

#[test]
fn a_case_selects_exactly_the_cases_that_it_needs() {
    check("other", "(login) other (logout)");
    check("get", "(login) (create) get (clean) (logout)");
    check("none", "(login) none (other) (logout)");
    check("create", "(login) create create~replay (clean) (logout)");
    check("clean", "(login) (create) clean (logout)");
    check("nothing", "");
}

#[test]
fn a_case_is_named_with_or_without_suite_row_and_wildcards() {
    check("s/bad[a]", "(login) bad[a] (logout)");
    check("bad", "(login) bad[a] bad[b] (logout)");
    check("bad[?]", "(login) bad[a] bad[b] (logout)");
    check("s/o*", "(login) other (logout)");
    check("create~replay", "(login) (create) create~replay (clean) (logout)");
}

#[test]
fn a_documented_code_selects_the_cases_that_claim_it() {
    check("404", "(login) none (other) (logout)");
    check("404 RESOURCE_*", "(login) none (other) (logout)");
    check("*/404 RESOURCE_NOT_FOUND", "(login) none (other) (logout)");
    check("identity/400 invalid_scope", "(login) bad[a] bad[b] (logout)");
    check("403 X", "");
}

#[test]
fn a_selected_case_matches_both_tags_and_filters() {
    let tagged = |tag: &str, filter: &[&str]| {
        let filters = filter.iter().map(|text| Selector::parse(text)).collect();
        ids(&Selection { filters, tags: vec![tag.to_owned()], cases: None })
    };
    assert_eq!(tagged("read", &[]), "(login) (create) get (clean) (logout)");
    assert_eq!(tagged("read", &["none"]), "");
    assert_eq!(tagged("all", &["other"]), "(login) other (logout)");
}

#[test]
fn cases_selected_by_name_select_what_they_need_and_unknown_names_are_reported() {
    let name = |id: &str| CaseName { suite: "s".to_owned(), id: id.to_owned() };
    let cases = Some([name("get"), name("bad[b]"), name("gone")].into());
    let selection = Selection { cases, ..Selection::default() };
    assert_eq!(ids(&selection), "(login) (create) get bad[b] (clean) (logout)");
    assert_eq!(selection.unknown(&plan(SUITE)), [&name("gone")]);
}

#[test]
fn every_case_can_be_run_alone() {
    let whole = plan(SUITE);
    for at in 0..whole.cases.len() {
        let alone = whole.clone().only(&[CaseIndex(at)]);
        assert!(alone.cases.iter().any(|case| case.name == whole.cases[at].name && case.selected));
        for (position, case) in alone.cases.iter().enumerate() {
            assert_eq!(
                case.requires.len(),
                whole.cases.iter().find(|c| c.name == case.name).map_or(0, |c| c.requires.len())
            );
            assert!(
                case.requires
                    .iter()
                    .all(|index| index.0 < alone.cases.len() && index.0 != position)
            );
        }
    }
}
