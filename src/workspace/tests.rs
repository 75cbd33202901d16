//! Suites with other files, each in its own folder.

mod shared_files;

use std::collections::BTreeMap;
use std::fs;

use url::Url;

use super::{Opened, Request, open};
use crate::http;
use crate::plan::Bindings;

const CONTRACT: &str = "contract: small\ncodes:\n  - { status: 200 }\n";

/// Opens a suite with one case, which starts at line 4, column 5, and with these files in the same folder.
fn opened(case: &str, files: &[(&str, &[u8])]) -> Opened {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, content: &[u8]| {
        fs::write(folder.path().join(name), content).expect("written");
    };
    write("small.yaml", CONTRACT.as_bytes());
    let case = case.replace('\n', "\n    ");
    let suite = format!("suite: s\ncontract: small.yaml\ncases:\n  - {case}\n");
    write("suite.yaml", suite.as_bytes());
    for (name, content) in files {
        write(name, content);
    }
    let request = Request {
        paths: vec!["suite.yaml".into()],
        variables: BTreeMap::new(),
        environment: Some(BTreeMap::new()),
        seed: 1,
        unsafe_probes: false,
        streamed: false,
    };
    open(request, folder.path())
}

/// Compares all problems as `file:line:column code message`.
#[track_caller]
fn check(case: &str, files: &[(&str, &[u8])], expected: &[&str]) {
    let Opened { problems, sources, .. } = opened(case, files);
    let line = |problem: &crate::diagnostic::Diagnostic| {
        let place = problem.primary.as_ref().map(|label| sources.place(label.span).to_string());
        format!("{} {} {}", place.unwrap_or_default(), problem.code, problem.message)
    };
    let problems: Vec<String> = problems.iter().map(line).collect();
    assert_eq!(problems, expected);
}

/// Returns the requests of all cases, with the ids of the cases.
#[track_caller]
fn requests(case: &str, files: &[(&str, &[u8])]) -> Vec<(String, http::Request)> {
    let Opened { plan, problems, .. } = opened(case, files);
    let Some(plan) = plan else { panic!("{problems:#?}") };
    let target = Url::parse("https://h").expect("a URL");
    let bindings = Bindings::new(plan.slots);
    let request = |case| bindings.request(case, &target, None).expect("a request");
    plan.cases.iter().map(|case| (case.name.id.clone(), request(case))).collect()
}

fn header(request: &http::Request, name: &str) -> String {
    let value = request.headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

/// Compares the ids and the queries of the rows of a table.
#[track_caller]
fn rows(name: &str, table: &str, expected: &[(&str, &str)]) {
    let case = format!("id: a\nGET: /\neach: {name}\nquery: {{ n: \"${{n}}\" }}");
    let requests = requests(&case, &[(name, table.as_bytes())]);
    let got: Vec<(&str, &str)> = requests
        .iter()
        .map(|(id, request)| (id.as_str(), request.url.query().unwrap_or_default()))
        .collect();
    assert_eq!(got, expected);
}

#[track_caller]
fn faulty(name: &str, table: &str, expected: &[&str]) {
    check(&format!("id: a\nGET: /\neach: {name}"), &[(name, table.as_bytes())], expected);
}

#[test]
fn a_table_is_csv_json_ndjson_or_yaml() {
    let expected = [("a[one]", "n=1"), ("a[two-words]", "n=2")];
    rows("t.csv", "\u{feff}why, n\r\none,1\r\n\r\n\"Two\nWords\",2\r\n", &expected);
    rows(
        "t.json",
        "[\n\t{\"why\": \"one\", \"n\": 1},\n\t{\"why\":\"Two Words\",\"n\":2}\n]\n",
        &expected,
    );
    rows("t.ndjson", "{\"why\":\"one\",\"n\":1}\n\n  {\"why\":\"Two Words\",\"n\":2}", &expected);
    rows("_t.yaml", "- { why: one, n: 1 }\n- { why: Two Words, n: 2 }\n", &expected);
}

#[test]
fn a_row_is_named_by_its_first_column_as_written() {
    rows(
        "t.jsonl",
        "{\"n\":1.10,\"b\":2}\n{\"n\":2,\"b\":2}\n",
        &[("a[1.10]", "n=1.1"), ("a[2]", "n=2")],
    );
    rows("t.csv", "n\n0010\n", &[("a[0010]", "n=0010")]);
}

#[test]
fn a_table_without_rows_is_an_error() {
    let empty = "`each` has no rows, so the case would never run";
    faulty("t.csv", "", &[&format!("t.csv:1:1 empty-list {empty}")]);
    faulty("t.csv", "a,b\n", &[&format!("t.csv:1:1 empty-list {empty}")]);
    faulty("t.json", "[]", &[&format!("t.json:1:1 empty-list {empty}")]);
    faulty("t.ndjson", "\n", &[&format!("t.ndjson:1:1 empty-list {empty}")]);
}

#[test]
fn an_invalid_row_is_reported_at_its_line_of_the_table() {
    faulty(
        "t.csv",
        "a,b\n1,2\n3\n\n4,5,6\n1,7\n",
        &[
            "t.csv:3:1 ragged-row this row has 1 value, and the table 2 columns",
            "t.csv:5:1 ragged-row this row has 3 values, and the table 2 columns",
            "t.csv:6:1 duplicate-row two rows have the name `1`",
        ],
    );
    faulty(
        "t.csv",
        "a,b\n1,\"2\n3,4\n",
        &["t.csv:2:1 unclosed-quote a quote in this row is never closed"],
    );
    rows("t.csv", "n,b\n\"1\"\"\",\"x\n\"\n", &[("a[1]", "n=1%22")]);
    faulty("t.csv", "a,a\n1,2\n", &["t.csv:1:1 duplicate-column two columns are called `a`"]);
    faulty("t.csv", "a b\n1\n2\n", &["t.csv:1:1 bad-name `a b` cannot be the name of a column"]);
    faulty(
        "t.ndjson",
        "{\"a\":1}\n{\"a\":2,}\n {\"a\":3,\"a\":4}\n{\"b\":5}\n",
        &[
            "t.ndjson:2:8 bad-json this is not JSON: key must be a string",
            "t.ndjson:3:9 duplicate-key the key `a` appears twice",
            "t.ndjson:4:2 missing-column the row `5` has no column `a`",
            "t.ndjson:4:2 unknown-column the first row has no column `b`",
        ],
    );
    faulty(
        "t.json",
        "[\n  {\"a\": 01}\n]",
        &["t.json:2:10 bad-json this is not JSON: invalid number"],
    );
    faulty("t.ndjson", "1,\n", &["t.ndjson:1:2 bad-json this is not JSON: trailing characters"]);
    faulty("t.json", "{}", &["t.json:1:1 wrong-type a table must be a list of rows"]);
}

#[test]
fn a_missing_table_is_reported_in_the_suite() {
    check(
        "id: a\nGET: /\neach: no.csv",
        &[],
        &["suite.yaml:6:11 file-not-found there is no file no.csv"],
    );
    faulty("t.txt", "", &["suite.yaml:6:11 unknown-table `t.txt` is no table that can be read"]);
    check(
        "id: a\nGET: /\neach: \"${x}.csv\"",
        &[],
        &["suite.yaml:6:12 bad-expression the path of `each` contains an expression"],
    );
    let long = format!("n\n{}", "1\n".repeat(100_001));
    faulty(
        "t.csv",
        &long,
        &["suite.yaml:6:11 too-many-rows the table `t.csv` has more than 100000 rows"],
    );
}

#[test]
fn the_expressions_of_a_json_file_are_evaluated() {
    let case = "id: a\nPUT: /\neach: [ { n: 7 } ]\njson-file: b.json";
    let sent = requests(
        case,
        &[("b.json", b"{\n\t\"n\": \"${n}\", \"t\": \"-${n}\",\n\t\"x\": \"{{y}} $${\" }")],
    );
    let body = sent[0].1.body.as_deref().expect("a body");
    assert_eq!(String::from_utf8_lossy(body), r#"{"n":7,"t":"-7","x":"{{y}} ${"}"#);
    assert_eq!(header(&sent[0].1, "content-type"), "application/json");
}

#[test]
fn an_invalid_json_file_is_reported_at_its_own_line() {
    let case = "id: a\nPUT: /\njson-file: b.json";
    check(
        case,
        &[("b.json", b"{\n \"n\": \"${lost}\" }")],
        &["b.json:2:8 unknown-variable there is no `lost`"],
    );
    check(
        case,
        &[("b.json", b"{\n 'n': 1 }")],
        &["b.json:2:2 bad-json this is not JSON: key must be a string"],
    );
    check(case, &[], &["suite.yaml:6:16 file-not-found there is no file b.json"]);
}

#[test]
fn the_bytes_of_a_file_are_sent_unchanged() {
    let case = "id: a\nPUT: /\neach: [ { name: x.png } ]\nfile: \"${name}\"";
    let sent = requests(case, &[("x.png", b"\x89PNG\r\n\0${n}")]);
    assert_eq!(sent[0].1.body.as_deref(), Some(b"\x89PNG\r\n\0${n}".as_slice()));
    assert_eq!(header(&sent[0].1, "content-type"), "application/octet-stream");
    let case = "id: a\nPUT: /\nfile: x.png\nheaders: { Content-Type: image/png }";
    let sent = requests(case, &[("x.png", b"")]);
    assert_eq!(header(&sent[0].1, "content-type"), "image/png");
}

#[test]
fn a_file_that_cannot_be_sent_is_reported_in_the_suite() {
    let case = "id: a\nPUT: /\nfile: x.bin";
    check(case, &[], &["suite.yaml:6:11 file-not-found there is no file `x.bin`"]);
    check(
        "id: a\nPUT: /\nfile: .",
        &[],
        &["suite.yaml:6:11 unreadable-file `.` cannot be read: it is no regular file"],
    );
    let large = vec![0; (16 << 20) + 1];
    check(
        case,
        &[("x.bin", &large)],
        &["suite.yaml:6:11 file-too-large `x.bin` is larger than 16 MiB"],
    );
}

#[test]
fn a_form_has_its_parts_in_order_and_a_boundary_that_depends_on_the_seed() {
    let case = "id: a\nPUT: /\nmultipart:\n  note: hello\n  upload: { file: a.txt, content-type: text/plain }\n  \
                more: [ { file: a.txt, filename: b.txt }, { text: \"{}\", content-type: application/json } ]";
    let files: &[(&str, &[u8])] = &[("a.txt", b"A")];
    let (first, again) = (requests(case, files), requests(case, files));
    assert_eq!(first[0].1.body, again[0].1.body);
    let content_type = header(&first[0].1, "content-type");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a boundary");
    let body = String::from_utf8_lossy(first[0].1.body.as_deref().expect("a body"));
    let expected = "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
         --B\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nA\r\n\
         --B\r\nContent-Disposition: form-data; name=\"more\"; filename=\"b.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nA\r\n\
         --B\r\nContent-Disposition: form-data; name=\"more\"\r\nContent-Type: application/json\r\n\r\n{}\r\n--B--\r\n";
    assert_eq!(body.replace(boundary, "B"), expected);
}

#[test]
fn a_part_has_a_file_or_a_text() {
    check(
        "id: a\nPUT: /\nmultipart:\n  a: { file: lost.png, content-type: \"x\\ny\" }\n  b: { filename: x }\n  c: { flie: x }\n  d: null",
        &[],
        &[
            "suite.yaml:8:10 bad-part the part `b` must have `file` or `text`",
            "suite.yaml:9:12 unknown-key a part has no key `flie`",
            "suite.yaml:9:10 bad-part the part `c` must have `file` or `text`",
            "suite.yaml:10:10 wrong-type `d` must be a string",
            "suite.yaml:7:18 file-not-found there is no file `lost.png`",
            "suite.yaml:7:42 bad-header this cannot be a content type",
        ],
    );
    check(
        "id: a\nPUT: /\nmultipart: {}",
        &[],
        &["suite.yaml:6:16 empty-list `multipart` has no parts"],
    );
}
