//! Readers and renderers with files that are almost valid. `PROPTEST_CASES` sets the number of files of each kind.
//! `fuzz/` runs the same readers with `cargo fuzz`.

mod changed;
mod readers;

use changed::changed;
use proptest::prelude::*;

/// Returns the settings for `cases` inputs, a number that finds common faults within some seconds.
fn config(cases: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    // proptest reads `PROPTEST_CASES` itself. Its default is 256.
    let cases = if usual.cases == 256 { cases } else { usual.cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 500, ..usual }
}

const ORDERS: &[u8] = include_bytes!("../../suites/point/orders.yaml");
const TOUR: &[u8] = include_bytes!("../../suites/features/tour.yaml");
const POINT: &[u8] = include_bytes!("../../specs/point.yaml");
const OPENAPI: &[u8] = include_bytes!("../../specs/point.openapi.yaml");
/// The HAR file of the sample of a conforming run.
const HAR: &[u8] = include_bytes!("../../reports/conforming/run.har");
const RECORD: &[u8] = include_bytes!("../../reports/faulty/run.ndjson");

/// Generates a text of scalars with interpolation (`${…}`).
fn interpolated() -> impl Strategy<Value = String> {
    "(\\$\\{|\\$\\$\\{|\\}|\\(|\\)|,|'|[.]|env|uuid|now|base64|sha256|random|[a-z]|[0-9]|[ \\\\\"é])\
     {0,24}"
}

/// Generates a text that is often a valid query.
fn query() -> impl Strategy<Value = String> {
    let segment = "([.][a-z*]|[.][.][a*]|\\[(-?[0-9]{1,3}|[*]|'a'|\"b\"|[0-9]?:[0-9]?|\\?@[.]a ?(==|<|&&|!=) ?\
                   ('x'|1|@[.]b|null)|\\?length\\(@\\)>1|\\?match\\(@[.]a,'(a+)+'\\))\\])";
    prop_oneof![
        prop::collection::vec(segment, 0..5).prop_map(|segments| format!("${}", segments.concat())),
        "\\$[\\[\\].*?@'a-z0-9() :,=<&|!\"-]{0,30}",
        // Texts that end inside an escape.
        "\\$\\[\"[a-f0-9D]{0,3}(\\\\u?[a-f0-9D]{0,4}){0,3}\"?\\]?",
    ]
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn no_suite_makes_the_reader_panic(text in prop_oneof![changed(ORDERS), changed(TOUR)]) {
        readers::suite(&text);
    }

    #[test]
    fn no_contract_makes_the_reader_panic(text in changed(POINT)) {
        readers::contract(&text);
    }

    #[test]
    fn no_openapi_document_makes_the_reader_panic(text in changed(OPENAPI)) {
        readers::contract(&text);
    }

    #[test]
    fn no_interpolation_makes_the_reader_panic(text in interpolated(), value in interpolated()) {
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
    fn no_traffic_makes_the_reader_panic(text in changed(HAR)) {
        readers::traffic(&text);
    }

    #[test]
    fn no_record_makes_the_reader_panic(text in changed(RECORD)) {
        readers::record(&text);
        readers::traffic(&text);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_query_makes_the_reader_panic(text in query()) {
        readers::query(&text);
    }
}
