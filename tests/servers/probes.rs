//! Probes alone: twelve cases that succeed prove every documented code, and find every fault that a probe
//! can see.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};

use statusquo::reference::{FAULTS, Faults, Reference};
use statusquo::verdict::{Outcome, Verdict};

use super::fixture::{breaches, judge, plan, root, rows, story};

fn anywhere() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

/// The faults that no probe of the suite can see, each with the reason.
const UNSEEN: &[(&str, &str)] = &[];

#[tokio::test(flavor = "multi_thread")]
async fn twelve_cases_with_their_probes_prove_every_documented_code() {
    let plan = plan(&root().join("suites/point-probes"));
    let golden = plan.cases.iter().filter(|case| !case.name.id.contains('~')).count();
    assert!(golden <= 12, "{golden} cases");
    let documented: BTreeSet<String> =
        plan.contracts[0].rows().iter().map(|row| row.key.to_string()).collect();
    let server = Reference::start(anywhere(), Faults::none()).await.expect("a server");
    let record = judge(plan, &server.url(), true).await;
    server.stop().await;
    assert_eq!(rows(&record, &Verdict::Proven), documented, "\n{}", story(&record));
    assert!(record.cases.iter().all(|case| case.findings.is_empty()), "{}", story(&record));
    let undocumented = &record.ledger.contracts[0].undocumented;
    assert!(undocumented.is_empty(), "{undocumented:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_find_every_fault_that_they_can_see() {
    let unseen: BTreeMap<&str, &str> = UNSEEN.iter().copied().collect();
    let plan = plan(&root().join("suites/point-probes"));
    let mut wrong = Vec::new();
    for fault in FAULTS {
        let faults = Faults::named(&[fault.name]).expect("a fault of the list");
        let server = Reference::start(anywhere(), faults).await.expect("a server");
        let record = judge(plan.clone(), &server.url(), true).await;
        server.stop().await;
        let red = |case: &&statusquo::event::CaseFinished| {
            case.case.id.contains('~') && matches!(case.outcome, Outcome::Failed)
        };
        let found = record.cases.iter().any(|case| red(&case));
        let foreign: Vec<String> = rows(&record, &Verdict::Violated)
            .into_iter()
            .filter(|row| !fault.breaks.iter().any(|breach| breach.row == row))
            .collect();
        match (found, unseen.get(fault.name)) {
            (true, None) | (false, Some(_)) if foreign.is_empty() => {}
            (found, _) => wrong.push(format!(
                "{}: found {found}, {:?} beside {:?}\n{}",
                fault.name, foreign, breaches(&record), story(&record)
            )),
        }
    }
    assert!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n\n"));
}
