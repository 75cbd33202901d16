//! The tour of the suite language runs green against the reference server, and each feature in it can fail.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use statusquo::reference::{Faults, Reference};
use statusquo::report::RunRecord;
use statusquo::verdict::Outcome;

use super::fixture::{judge, plan, root, story};

async fn run(folder: &Path, faults: &[&str]) -> RunRecord {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let faults = Faults::named(faults).expect("faults of the list");
    let server = Reference::start(address, faults).await.expect("a server");
    let record = judge(plan(folder), &server.url(), true).await;
    server.stop().await;
    record
}

fn outcome<'r>(record: &'r RunRecord, id: &str) -> &'r Outcome {
    let case = record.cases.iter().find(|case| case.case.id == id);
    &case.unwrap_or_else(|| panic!("`{id}` was not run")).outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tour_is_green() {
    let record = run(&root().join("suites/features"), &[]).await;
    let red: Vec<_> = record
        .cases
        .iter()
        .filter(|case| case.outcome != Outcome::Passed && case.case.id != "wrong-on-purpose")
        .map(|case| case.case.to_string())
        .collect();
    assert!(red.is_empty(), "{red:?}\n{}", story(&record));
    assert!(matches!(outcome(&record, "wrong-on-purpose"), Outcome::Waived(_)));
}

/// A fault of the server and the case of the tour that fails by it.
const FAULTS: &[(&str, &str)] = &[
    ("document-of-another-size", "attach"),
    ("session-cookie-for-scripts", "open-session"),
    ("session-forgotten", "with-session"),
    ("created-without-way-to-approve", "approve"),
    ("pages-in-a-circle", "other-pages"),
    ("pages-cut-off", "other-pages"),
    ("capture-asked-for-never-done", "captured"),
    ("replay-creates-anew", "create-order~replay"),
    ("limited-as-403", "too-many"),
    ("head-not-supported", "steady"),
    ("created-without-id", "oldest-order"),
    ("unauthorized-without-challenge", "no-token"),
    ("deleted-as-ok", "delete-spare"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_feature_fails_by_a_fault() {
    for (fault, id) in FAULTS {
        let record = run(&root().join("suites/features"), &[fault]).await;
        assert_eq!(*outcome(&record, id), Outcome::Failed, "{fault}\n{}", story(&record));
    }
}

/// A line of the tour, what stands in its place in a wrong one, and the case that fails then.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "    text: 10.00 EUR\n",
        "    json: { amount: { value: \"1.00\", currency: EUR } }\n",
        "words",
    ),
    ("    file: data/receipt.txt\n", "    json-file: data/order.json\n", "a-file"),
    ("    bytes: eyAi/yI6IDEgfQ==\n", "    json-file: data/order.json\n", "no-utf-8"),
    ("    body: '{ \"amount\": '\n", "    json-file: data/order.json\n", "cut-off"),
    (
        "    each: data/amounts.csv\n",
        "    each: [{ why: good, amount: \"1.00\" }]\n",
        "bad-amount[good]",
    ),
    ("$.note: \"until ${tomorrow}\"", "$.note: \"until ${request}\"", "attach"),
    ("cancel: { method: DELETE }", "cancel: { method: POST }", "its-links"),
    ("status: null }", "approve: null }", "its-links"),
    ("    as: issued\n", "    as: nobody\n", "with-token"),
    (
        "    form: { grant_type: client_credentials, scope",
        "    form: { grant_type: telepathy, scope",
        "token",
    ),
    ("pages: all }", "pages: 1 }", "other-pages"),
    (
        "json-file: data/order.json\n    expect: 201",
        "json-file: data/order.json\n    expect: 200",
        "spare-order",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_feature_fails_by_a_mistake() {
    let text = fs::read_to_string(root().join("suites/features/tour.yaml")).expect("the tour");
    for (line, wrong, id) in MISTAKES {
        assert!(text.contains(line), "the tour has {line:?}");
        let folder = tempfile::tempdir().expect("a folder");
        super::faults::copy(&root().join("specs"), &folder.path().join("specs"));
        let suites = folder.path().join("suites/features");
        super::faults::copy(&root().join("suites/features"), &suites);
        fs::write(suites.join("tour.yaml"), text.replacen(line, wrong, 1)).expect("a suite");
        let record = run(&suites, &[]).await;
        assert_eq!(*outcome(&record, id), Outcome::Failed, "{line}\n{}", story(&record));
    }
}

/// A waiver of what works fails the run.
#[tokio::test(flavor = "multi_thread")]
async fn a_waiver_of_what_works_fails() {
    let text = fs::read_to_string(root().join("suites/features/tour.yaml")).expect("the tour");
    let folder = tempfile::tempdir().expect("a folder");
    super::faults::copy(&root().join("specs"), &folder.path().join("specs"));
    let suites = folder.path().join("suites/features");
    super::faults::copy(&root().join("suites/features"), &suites);
    let text = text.replace("    expect: 200\n    waive:", "    expect: 404\n    waive:");
    fs::write(suites.join("tour.yaml"), text).expect("a suite");
    let record = run(&suites, &[]).await;
    assert_eq!(*outcome(&record, "wrong-on-purpose"), Outcome::Failed);
}
