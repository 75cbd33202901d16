//! Probes alone: twelve cases that succeed prove every documented code, and their probes find every fault that a
//! probe can see.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};

use statusquo::ledger::Verdict;
use statusquo::record::RunRecord;
use statusquo::reference::{FAULTS, Faults, Reference};
use statusquo::verdict::{Level, Outcome};

use super::faults::strict_suites;
use super::fixture::{cases, judge, plan, root, rows, story};

/// The part of the suite of probes that finds a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finder {
    /// A probe or a replay finds the fault.
    Probe,
    /// The fault is in a success, so a control finds the fault, and the probes of that control are not sent.
    Control,
    /// No part finds the fault. Either the fault is in a success that the contract allows, and the suite expects only
    /// codes, or the fault is in an operation that the suite does not use.
    Nobody,
    /// The response comes from a check that, by the contract, is made earlier: the probe is masked, not wrong.
    Masked,
}

/// The faults that no probe finds, each with the reason. A probe finds every other fault.
const NOT_BY_A_PROBE: &[(&str, Finder)] = &[
    ("created-without-way-to-cancel", Finder::Nobody),
    ("pages-in-a-circle", Finder::Nobody),
    ("pages-cut-off", Finder::Nobody),
    ("capture-asked-for-never-done", Finder::Nobody),
    ("document-of-another-size", Finder::Nobody),
    ("session-cookie-for-scripts", Finder::Nobody),
    ("session-forgotten", Finder::Nobody),
    ("cookie-ignored", Finder::Nobody),
    ("query-token-ignored", Finder::Nobody),
    ("created-as-ok", Finder::Control),
    ("created-without-id", Finder::Control),
    ("created-in-another-state", Finder::Nobody),
    ("created-with-broken-location", Finder::Control),
    ("created-without-location", Finder::Control),
    ("created-without-way-to-approve", Finder::Control),
    ("created-with-relative-links", Finder::Control),
    ("list-as-203", Finder::Control),
    ("list-is-an-error", Finder::Control),
    ("order-of-another-amount", Finder::Nobody),
    ("order-created-at-a-number", Finder::Nobody),
    ("link-without-rel", Finder::Control),
    ("link-not-absolute", Finder::Control),
    ("link-with-unknown-method", Finder::Control),
    ("head-not-supported", Finder::Nobody),
    ("head-without-content-type", Finder::Nobody),
    ("approved-as-accepted", Finder::Control),
    ("accepted-as-ok", Finder::Control),
    ("accepted-with-broken-location", Finder::Control),
    ("accepted-with-unknown-method", Finder::Control),
    ("capture-never-done", Finder::Nobody),
    ("deleted-with-a-body", Finder::Control),
    ("deleted-as-ok", Finder::Control),
    ("deleted-again-as-404", Finder::Control),
    ("method-as-404", Finder::Masked),
    ("token-stored", Finder::Control),
    ("token-missing", Finder::Control),
    ("token-expires-in-words", Finder::Nobody),
];

fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_cases_with_their_probes_prove_every_documented_code() {
    let plan = plan(&root().join("suites/point-probes/probes.yaml"));
    let golden = plan.cases.iter().filter(|case| !case.name.id.contains('~')).count();
    assert!(golden <= 12, "{golden} cases");
    let documented: BTreeSet<String> =
        plan.contracts[0].rows().iter().map(|row| row.key.to_string()).collect();
    let server = Reference::start(anywhere(), Faults::none()).await.expect("a server");
    let record = judge(plan, &server.url(), true).await;
    server.stop().await;
    assert_eq!(rows(&record, &Verdict::Proven), documented, "\n{}", story(&record));
    assert!(cases(&record).all(|case| case.findings.is_empty()), "{}", story(&record));
    let undocumented = &record.ledger.contracts[0].undocumented;
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

/// Returns the finder: failed cases, failed probes, or masked probes.
fn finder(record: &RunRecord) -> Finder {
    let failed = |probe: bool| {
        let mut cases = cases(record).filter(|case| case.case.id.contains('~') == probe);
        cases.any(|case| {
            let must = case.findings.iter().any(|finding| finding.level == Level::Must);
            case.outcome == Outcome::Failed && must
        })
    };
    let masked = |case: &statusquo::event::CaseFinished| {
        case.not_exercised.as_ref().is_some_and(|why| why.starts_with("masked"))
    };
    match (failed(true), failed(false)) {
        (true, _) => Finder::Probe,
        (false, true) => Finder::Control,
        (false, false) if cases(record).any(masked) => Finder::Masked,
        (false, false) => Finder::Nobody,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_find_every_fault_that_they_can_see() {
    let folder = strict_suites("point-probes");
    let plan = plan(&folder.path().join("suites/point-probes/probes.yaml"));
    let mut wrong = Vec::new();
    for fault in FAULTS {
        let faults = Faults::named(&[fault.name]).expect("a fault of the list");
        let server = Reference::start(anywhere(), faults).await.expect("a server");
        let record = judge(plan.clone(), &server.url(), true).await;
        server.stop().await;
        let known = NOT_BY_A_PROBE.iter().find(|(name, _)| *name == fault.name);
        let expected = known.map_or(Finder::Probe, |(_, finder)| *finder);
        let found = finder(&record);
        let mut violated = rows(&record, &Verdict::Violated);
        violated.retain(|row| fault.breaks.iter().all(|breach| breach.row != row));
        if found != expected || !violated.is_empty() {
            wrong.push(format!(
                "{}: found by {found:?}, beside its own rows it violates {violated:?}\n{}",
                fault.name,
                story(&record)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_excused_fault_exists() {
    for (name, _) in NOT_BY_A_PROBE {
        assert!(FAULTS.iter().any(|fault| fault.name == *name), "{name}");
    }
}
