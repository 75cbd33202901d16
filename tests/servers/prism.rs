//! An independent server for an independent document: Prism mocks a published API of orders, layered with the
//! contract of Point. The suite that `init` drafts for the document is run without changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use statusquo::contract::Contract;
use statusquo::diagnostic::Sources;
use statusquo::ledger::Verdict;
use statusquo::record::RunRecord;
use statusquo::verdict::Outcome;
use statusquo::workspace::{Request, open};

use super::fixture::{breaches, cases, judge, plan_with, root, rows, story};

/// The path of the document below the fixtures.
const DOCUMENT: &str = "openapi/paypal-checkout_orders_v2.json";

/// The path of the suite that `init` drafts.
const SUITE: &str = "suites/paypal-checkout-orders-v2.yaml";

/// The environment variable that the credentials of the suite read.
const TOKEN: &str = "PAYPAL_CHECKOUT_ORDERS_V2_TOKEN";

/// A Prism process that serves the document. It is killed on drop.
struct Prism {
    process: Child,
    url: String,
}

impl Drop for Prism {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the document and the program. If one of them is missing, reports this and returns `None`.
fn found() -> Option<(PathBuf, PathBuf)> {
    let given = std::env::var_os("STATUSQUO_FIXTURES").map(PathBuf::from);
    let document = given.unwrap_or_else(|| root().join("../shared")).join(DOCUMENT);
    let program = std::env::var_os("STATUSQUO_PRISM").unwrap_or_else(|| "prism".into());
    let answers = Command::new(&program).arg("--version").stdout(Stdio::null()).status();
    let why = if !document.is_file() {
        "there are no documents beside the repository (STATUSQUO_FIXTURES)"
    } else if answers.is_err() {
        "prism is not installed (npm install @stoplight/prism-cli, STATUSQUO_PRISM)"
    } else {
        return Some((document.canonicalize().expect("the document exists"), program.into()));
    };
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr is open");
    None
}

/// Starts the mock server and waits for its first response.
async fn start(program: &Path, document: &Path) -> Prism {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = port.local_addr().expect("an address");
    drop(port);
    let process = Command::new(program)
        .args(["mock", "-h", "127.0.0.1", "-p", &address.port().to_string(), "--seed", "1"])
        .arg(document)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("prism is installed");
    let prism = Prism { process, url: format!("http://{address}") };
    let deadline = Instant::now() + Duration::from_secs(120);
    while reqwest::get(&prism.url).await.is_err() {
        assert!(Instant::now() < deadline, "prism was not ready in 120 s");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    prism
}

/// Runs `init` on the document with Point as a layer, in a temporary folder. Returns the folder and the suite.
fn drafted(document: &Path) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut init = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    init.current_dir(folder.path()).arg("init").arg(document);
    let output = init.arg("--layer").arg(root().join("specs/point.yaml")).output();
    let output = output.expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let suite = fs::read_to_string(folder.path().join(SUITE)).expect("a suite");
    (folder, suite)
}

/// Runs the suite in a folder.
async fn run(folder: &Path, prism: &Prism) -> RunRecord {
    let environment = BTreeMap::from([(TOKEN.to_owned(), "a-token-of-the-mock".to_owned())]);
    judge(plan_with(&folder.join("suites"), 7, environment), &prism.url, false).await
}

/// Loads the document as a contract.
fn contract(document: &Path) -> Contract {
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    Contract::load(document, "orders", &mut sources, &mut problems).expect("a contract")
}

/// Returns the suite with the ids that an author would fill in. The mock accepts any id. The id of an order is filled
/// in too, because the mock's responses to the creation of an order are invalid.
fn filled_in(suite: &str) -> String {
    let id = "5O190127TN364715T";
    let own = suite.replace("    capture: { order-id: $.id }\n", "").replace("FILL-IN", id);
    own.replace("vars:\n", &format!("vars:\n  order-id: {id}\n"))
}

/// Returns the suite with a case for each documented status of each operation, selected with Prism's `__code`, and
/// for two statuses that only the layer documents.
fn with_codes(suite: &str, contract: &Contract) -> String {
    let (head, cases) = suite.split_once("\ncases:\n").expect("there are cases");
    let mut lines = vec![head.replace("probes: all\n", ""), "cases:".to_owned()];
    for case in cases.split("\n\n") {
        let start = case.find("  - id: ").expect("a case has an id") + "  - id: ".len();
        let id = case[start..].lines().next().expect("the process ends");
        let is_of_case =
            |at: Option<usize>| at.is_some_and(|at| contract.operations()[at].name() == id);
        let of_case = contract.rows().iter().filter(|row| is_of_case(row.operation));
        let mut statuses: Vec<u16> = of_case.map(|row| row.key.status.first()).collect();
        if id == "orders.get" {
            statuses.extend([429, 503]);
        }
        for status in statuses {
            lines.extend(case.lines().map(|line| match line.trim_start() {
                line if line.starts_with("- id: ") => {
                    format!("  - id: {id}-{status}\n    query: {{ __code: {status} }}")
                }
                line if line.starts_with("expect: ") => format!("    expect: {status}"),
                _ => line.to_owned(),
            }));
        }
    }
    lines.join("\n")
}

/// Returns the findings of a case as pairs of check and message.
fn found_in<'r>(record: &'r RunRecord, case: &str) -> Vec<(&'r str, &'r str)> {
    let case = cases(record).find(|known| known.case.id == case);
    let case = case.unwrap_or_else(|| panic!("no such case\n{}", story(record)));
    let findings = case.findings.iter();
    findings.map(|finding| (finding.check.as_str(), finding.message.as_str())).collect()
}

fn checks<'r>(record: &'r RunRecord, case: &str) -> BTreeSet<&'r str> {
    found_in(record, case).into_iter().map(|(check, _)| check).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_that_init_drafts_finds_the_deviations_of_a_mock() {
    let Some((document, program)) = found() else { return };
    let (folder, suite) = drafted(&document);
    let prism = start(&program, &document).await;

    // Unchanged suite: the mock creates an order that its own schema refuses, and all other cases need an order.
    let record = run(folder.path(), &prism).await;
    let create = checks(&record, "orders.create");
    assert!(create.contains("body-schema"), "{create:?}\n{}", story(&record));
    assert!(cases(&record).count() > 100, "each operation has a case and its probes");
    let passed = cases(&record).filter(|case| case.outcome == Outcome::Passed).count();
    assert_eq!(passed, 0, "{}", story(&record));

    // Suite with ids: one 2xx response of the mock is valid, and the probes of that case run.
    fs::write(folder.path().join(SUITE), filled_in(&suite)).expect("written");
    let record = run(folder.path(), &prism).await;
    let proven = rows(&record, &Verdict::Proven);
    let seen = || format!("{proven:?}\n{}", story(&record));
    assert!(proven.contains("orders.patch 204"), "{}", seen());
    assert!(proven.contains("orders.trackers.patch 204"), "{}", seen());
    let allow = checks(&record, "orders.patch~405-options");
    assert!(allow.contains("allow-on-405"), "{allow:?}\n{}", seen());
    let challenge = checks(&record, "orders.patch~401-no-credentials");
    assert!(challenge.contains("challenge-on-401"), "{challenge:?}\n{}", seen());
    for operation in ["orders.create", "orders.get", "orders.confirm", "orders.capture"] {
        let invalid = (format!("{operation} 200"), "body-schema".to_owned());
        assert!(breaches(&record).contains(&invalid), "{operation}\n{}", seen());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_documented_status_is_elicited_and_wrong_pairs_of_status_and_code_are_found() {
    let Some((document, program)) = found() else { return };
    let (folder, suite) = drafted(&document);
    let text = with_codes(&filled_in(&suite), &contract(&document));
    fs::write(folder.path().join(SUITE), &text).expect("written");
    let prism = start(&program, &document).await;
    let record = run(folder.path(), &prism).await;

    // 47 documented responses, and two that only the layer documents. Each was elicited by its case.
    assert_eq!(cases(&record).count(), 49, "{}", story(&record));
    for case in cases(&record) {
        let errored = matches!(case.outcome, Outcome::Errored { .. } | Outcome::Skipped { .. });
        let checks = checks(&record, &case.case.id);
        let answered = !errored && !checks.contains("expect.status");
        assert!(answered, "{}: {checks:?}\n{}", case.case.id, story(&record));
    }
    for (case, code) in [("orders.get-429", 429), ("orders.get-503", 503)] {
        let found = found_in(&record, case);
        let message = format!("INVALID_REQUEST is documented for 400, not for {code}");
        assert!(found.contains(&("error-code", &message)), "{found:?}");
        let point = ["`error`", "`client-error`"];
        let refused = |(check, message): &&(&str, &str)| {
            *check == "body-schema" && !point.iter().any(|body| message.contains(body))
        };
        assert_eq!(found.iter().find(refused), None, "the document's own schema accepts it");
    }
    let paired = checks(&record, "orders.get-404");
    assert!(
        !paired.contains("error-code"),
        "a valid pair of status and code has no finding: {paired:?}"
    );
}

#[test]
fn error_schemas_that_accept_anything_are_reported_at_load_time() {
    let Some((document, _)) = found() else { return };
    let (folder, _) = drafted(&document);
    let request = Request { paths: vec![folder.path().join("suites")], ..Request::default() };
    let opened = open(request, folder.path());
    assert!(opened.plan.is_some());
    let hollow =
        opened.problems.iter().filter(|problem| problem.code.as_str() == "schema-proves-nothing");
    let told: Vec<&str> =
        hollow.filter_map(|problem| Some(&*problem.primary.as_ref()?.text)).collect();
    for row in ["orders.create 422", "orders.get 404", "orders.capture 500"] {
        assert!(told.iter().any(|text| text.contains(row)), "{row}: {told:#?}");
    }
}
