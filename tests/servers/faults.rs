//! The engine finds faults: every row is proven at the conforming server, and each fault breaks exactly its own rows
//! and checks.

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use statusquo::check;
use statusquo::contract::{RULES, RuleLevel};
use statusquo::ledger::Verdict;
use statusquo::plan::CaseIndex;
use statusquo::reference::{FAULTS, Fault, Faults, Reference};
use statusquo::verdict::Outcome;

use super::fixture::{breaches, cases, judge, plan, root, rows, seeded_plan, story};

fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// Copies the suites and contracts of Point, with every protocol rule at `must`. This also tests the rules that the
/// API switches off or weakens.
pub(crate) fn strict_suites(folder_of_suites: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join("specs"), &folder.path().join("specs"));
    let suites = Path::new("suites").join(folder_of_suites);
    copy(&root().join(&suites), &folder.path().join(&suites));
    let contract = folder.path().join("specs/point.yaml");
    let text = fs::read_to_string(&contract).expect("the contract");
    let levels: Vec<String> =
        RULES.iter().map(|rule| format!("{}: {}", rule.id, RuleLevel::Must.as_str())).collect();
    let strict = format!("rules: {{ {} }}", levels.join(", "));
    let lines: Vec<&str> = text
        .lines()
        .map(|line| if line.starts_with("rules:") { strict.as_str() } else { line })
        .collect();
    assert!(lines.contains(&strict.as_str()), "specs/point.yaml has its rules on one line");
    fs::write(&contract, lines.join("\n")).expect("the contract");
    folder
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conforming_server_proves_every_row() {
    let server = Reference::start(anywhere(), Faults::none()).await.expect("a server");
    let plan = plan(&root().join("suites/point"));
    let documented: BTreeSet<String> =
        plan.contracts[0].rows().iter().map(|row| row.key.to_string()).collect();
    let record = judge(plan, &server.url(), true).await;
    assert_eq!(rows(&record, &Verdict::Proven), documented, "\n{}", story(&record));
    assert!(breaches(&record).is_empty(), "{}", story(&record));
    let undocumented = &record.ledger.contracts[0].undocumented;
    assert!(undocumented.is_empty(), "{undocumented:?}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_case_passes_alone_and_again() {
    let server = Reference::start(anywhere(), Faults::none()).await.expect("a server");
    let suites = root().join("suites/point");
    let whole = plan(&suites);
    for index in 0..whole.cases.len() {
        let alone = seeded_plan(&suites, index as u64).only(&[CaseIndex(index)]);
        let record = judge(alone, &server.url(), true).await;
        let name = &whole.cases[index].name;
        let ended = cases(&record).find(|case| case.case == *name).expect("it ran");
        assert_eq!(ended.outcome, Outcome::Passed, "{name}\n{}", story(&record));
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_breaks_exactly_its_rows_and_checks() {
    let folder = strict_suites("point");
    let plan = plan(&folder.path().join("suites/point"));
    let mut wrong = Vec::new();
    for fault in FAULTS {
        let faults = Faults::named(&[fault.name]).expect("a fault of the list");
        let server = Reference::start(anywhere(), faults).await.expect("a server");
        let record = judge(plan.clone(), &server.url(), true).await;
        server.stop().await;
        let promised = promised(fault);
        let mut seen = breaches(&record);
        // A case that claims a status without a code, as on HEAD, fails alone and without a row.
        seen.retain(|(row, check)| {
            row != "none" || promised.iter().all(|(_, known)| known != check)
        });
        let violated = rows(&record, &Verdict::Violated);
        if seen != promised || violated != promised_rows(fault) {
            wrong.push(format!(
                "{}\n promised {:?}\n found    {seen:?}\n violated {violated:?}\n{}",
                fault.name,
                promised,
                story(&record)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} faults:\n{}",
        wrong.len(),
        FAULTS.len(),
        wrong.join("\n\n")
    );
}

fn promised(fault: &Fault) -> BTreeSet<(String, String)> {
    let pairs = fault.breaks.iter();
    pairs.map(|breach| (breach.row.to_owned(), breach.check.to_owned())).collect()
}

fn promised_rows(fault: &Fault) -> BTreeSet<String> {
    fault.breaks.iter().map(|breach| breach.row.to_owned()).collect()
}

#[test]
fn every_check_and_every_documented_code_has_a_fault() {
    let broken: BTreeSet<&str> =
        FAULTS.iter().flat_map(|fault| fault.breaks).map(|breach| breach.check).collect();
    // Only an OpenAPI document documents header fields. The tests in `openapi.rs` break them.
    let elsewhere = ["response-headers"];
    let unbroken = check::ids()
        .map(|id| id.to_string())
        .filter(|id| !broken.contains(id.as_str()) && !elsewhere.contains(&id.as_str()));
    let unbroken: Vec<String> = unbroken.collect();
    assert!(unbroken.is_empty(), "checks without a fault: {unbroken:?}");

    let rows: BTreeSet<&str> =
        FAULTS.iter().flat_map(|fault| fault.breaks).map(|breach| breach.row).collect();
    let plan = plan(&root().join("suites/point"));
    let contract = &plan.contracts[0];
    let unharmed: Vec<String> = contract
        .rows()
        .iter()
        .map(|row| row.key.to_string())
        .filter(|key| !rows.contains(key.as_str()))
        .collect();
    assert!(unharmed.is_empty(), "documented codes without a fault: {unharmed:?}");
    assert!(FAULTS.len() >= 40, "{} faults", FAULTS.len());
}
