//! Readers and renderers against files that are almost right. `PROPTEST_CASES` says how many of each kind are tried;
//! `fuzz/` has the same readers for `cargo fuzz`.

mod changed;
mod readers;

use changed::changed;
use proptest::prelude::*;

/// What the tests are written for where nothing is said: enough to notice, and no more than some seconds.
fn config(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    // `PROPTEST_CASES` is read by proptest itself; 256 where it is not set.
    let cases = if usual.cases == 256 { cases } else { usual.cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 500, ..usual }
}

const ORDERS: &[u8] = include_bytes!("../../suites/point/orders.yaml");
const TOUR: &[u8] = include_bytes!("../../suites/features/tour.yaml");
const POINT: &[u8] = include_bytes!("../../specs/point.yaml");
const OPENAPI: &[u8] = include_bytes!("../../specs/point.openapi.yaml");
/// All of these and more are looked at in the first part of a file.
const HAR: &[u8] = include_bytes!("../../reports/conforming/run.har");
const RECORD: &[u8] = include_bytes!("../../reports/faulty/run.ndjson");

/// A text of scalars in which something stands in `${…}`.
fn interpolated() -> impl Strategy<Value = String> {
    "(\\$\\{|\\$\\$\\{|\\}|\\(|\\)|,|'|[.]|env|uuid|now|base64|sha256|random|[a-z]|[0-9]|[ \\\\\"é])\
     {0,24}"
}

/// A text that is often a query.
fn query() -> impl Strategy<Value = String> {
    let segment = "([.][a-z*]|[.][.][a*]|\\[(-?[0-9]{1,3}|[*]|'a'|\"b\"|[0-9]?:[0-9]?|\\?@[.]a ?(==|<|&&|!=) ?\
                   ('x'|1|@[.]b|null)|\\?length\\(@\\)>1|\\?match\\(@[.]a,'(a+)+'\\))\\])";
    prop_oneof![
        prop::collection::vec(segment, 0..5).prop_map(|segments| format!("${}", segments.concat())),
        "\\$[\\[\\].*?@'a-z0-9() :,=<&|!\"-]{0,30}",
        // Texts that end in the middle of an escape.
        "\\$\\[\"[a-f0-9D]{0,3}(\\\\u?[a-f0-9D]{0,4}){0,3}\"?\\]?",
    ]
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn no_suite_is_too_much(text in prop_oneof![changed(ORDERS), changed(TOUR)]) {
        readers::suite(&text);
    }

    #[test]
    fn no_contract_is_too_much(text in changed(POINT)) {
        readers::contract(&text);
    }

    #[test]
    fn no_openapi_document_is_too_much(text in changed(OPENAPI)) {
        readers::contract(&text);
    }

    #[test]
    fn no_interpolation_is_too_much(text in interpolated(), value in interpolated()) {
        let text = text.replace('"', "'");
        let value = value.replace(['"', '\\'], "");
        let suite = format!(
            "suite: s\ncontract: contract.yaml\nvars: {{ a: \"{value}\" }}\ncases:\n  - id: a\n    POST: \"/{value}\"\n    json: {{ a: '{}' }}\n    expect: 200\n",
            text.replace('\'', "''")
        );
        readers::suite(suite.as_bytes());
    }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn no_traffic_is_too_much(text in changed(HAR)) {
        readers::traffic(&text);
    }

    #[test]
    fn no_record_is_too_much(text in changed(RECORD)) {
        readers::record(&text);
        readers::traffic(&text);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_query_is_too_much(text in query()) {
        readers::query(&text);
    }
}
