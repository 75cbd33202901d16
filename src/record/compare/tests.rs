use super::{Baseline, Changes, Named};
use crate::event::CaseFinished;
use crate::ledger::Verdict;
use crate::record::sample::sample_record;
use crate::record::{CaseStore, RunRecord};
use crate::verdict::Outcome;

fn baseline(record: &RunRecord) -> Baseline {
    Baseline::new(record).expect("the cases are in memory")
}

fn cases(record: &RunRecord) -> Vec<CaseFinished> {
    record.cases.to_vec().expect("the cases are in memory")
}

/// The sample with one documented code's verdict changed.
fn with(code: &str, verdict: Verdict) -> RunRecord {
    let mut record = sample_record();
    let mut rows = record.ledger.contracts.iter_mut().flat_map(|contract| &mut contract.rows);
    let row = rows.find(|row| row.facts.row.to_string() == code);
    row.expect("the sample has it").verdict = verdict;
    record
}

#[track_caller]
fn check(then: &RunRecord, now: &RunRecord, expected: &Changes) {
    assert_eq!(baseline(then).changes(&now.ledger), *expected);
}

/// The code 201 of the sample.
fn created() -> Vec<Named> {
    vec![Named { contract: "point".into(), code: "201".into() }]
}

fn unexercised() -> Verdict {
    Verdict::NotExercised { reason: "no case asks for it".into() }
}

#[test]
fn a_run_does_not_differ_from_itself() {
    check(&sample_record(), &sample_record(), &Changes::default());
}

#[test]
fn each_change_of_a_verdict_is_in_its_list() {
    let (proven, violated) = (with("201", Verdict::Proven), with("201", Verdict::Violated));
    let none = with("201", unexercised());
    check(&proven, &violated, &Changes { newly_violated: created(), ..Changes::default() });
    check(&violated, &proven, &Changes { newly_proven: created(), ..Changes::default() });
    check(&none, &violated, &Changes { newly_violated: created(), ..Changes::default() });
    check(&proven, &none, &Changes { no_longer_exercised: created(), ..Changes::default() });
    check(&none, &none, &Changes::default());
}

#[test]
fn codes_are_added_and_removed() {
    let mut fewer = sample_record();
    for contract in &mut fewer.ledger.contracts {
        contract.rows.retain(|row| row.facts.row.to_string() != "204");
        contract.undocumented.clear();
    }
    let removed = baseline(&sample_record()).changes(&fewer.ledger).removed;
    assert_eq!(removed.iter().map(Named::to_string).collect::<Vec<_>>(), ["point 204"]);
    let changes = baseline(&fewer).changes(&sample_record().ledger);
    assert_eq!(changes.added.len(), 1);
    assert!(!changes.newly_undocumented.is_empty(), "{changes:?}");
}

#[test]
fn a_failure_is_known_if_all_that_it_breaks_was_broken() {
    let record = sample_record();
    let known = baseline(&record);
    let failed = cases(&record).into_iter().filter(|case| case.outcome == Outcome::Failed);
    let failed: Vec<_> = failed.collect();
    assert!(!failed.is_empty());
    for case in &failed {
        assert!(known.knows(case), "{}", case.case);
        let rows = sample_record();
        let mut ledger = rows.ledger.clone();
        for row in ledger.contracts.iter_mut().flat_map(|contract| &mut contract.rows) {
            row.verdict = Verdict::Proven;
        }
        let before = baseline(&RunRecord { ledger, cases: CaseStore::default(), ..rows });
        assert!(!before.knows(case), "{}", case.case);
    }
}

#[test]
fn an_undocumented_status_is_known_only_if_it_was_seen() {
    let mut record = sample_record();
    record.ledger.contracts.iter_mut().for_each(|contract| contract.undocumented.clear());
    let baseline = baseline(&record);
    let wrong = |case: &CaseFinished| {
        case.sighting.as_ref().is_some_and(|sighting| {
            sighting.standing == crate::verdict::Standing::UndocumentedStatus
        })
    };
    let case = cases(&record).into_iter().find(wrong).expect("the sample has one");
    assert!(!baseline.knows(&case));
}
