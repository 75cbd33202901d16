use super::{Baseline, Changes, Named};
use crate::event::CaseFinished;
use crate::ledger::Verdict;
use crate::record::sample::sample_record;
use crate::record::{CaseStore, RunRecord};
use crate::verdict::{CheckId, Outcome};

fn baseline(record: &RunRecord) -> Baseline {
    Baseline::new(record).expect("the cases are in memory")
}

fn cases(record: &RunRecord) -> Vec<CaseFinished> {
    record.cases.to_vec().expect("the cases are in memory")
}

/// Returns the sample with one documented code's verdict changed.
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

/// Returns the code 201 of the sample.
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

/// A case of the sample that failed.
fn failed() -> CaseFinished {
    let failed = |case: &CaseFinished| case.outcome == Outcome::Failed;
    cases(&sample_record()).into_iter().find(failed).expect("the sample has one")
}

#[test]
fn a_failure_with_the_findings_of_the_baseline_is_known() {
    let record = sample_record();
    let known = baseline(&record);
    for case in cases(&record).iter().filter(|case| case.outcome == Outcome::Failed) {
        assert!(known.knows(case), "{}", case.case);
    }
}

#[test]
fn a_failure_of_a_case_that_passed_in_the_baseline_is_new() {
    let mut record = sample_record();
    record.cases = CaseStore::default();
    assert!(!baseline(&record).knows(&failed()));
}

#[test]
fn a_failure_of_a_new_case_is_new_although_its_code_was_violated() {
    let mut case = failed();
    case.case.id = "a-new-case".to_owned();
    assert!(!baseline(&sample_record()).knows(&case));
}

#[test]
fn a_finding_of_another_check_is_new() {
    let mut case = failed();
    let other = CheckId::ContentType;
    assert!(case.findings.iter().all(|finding| finding.check != other));
    case.findings[0].check = other;
    assert!(!baseline(&sample_record()).knows(&case));
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
