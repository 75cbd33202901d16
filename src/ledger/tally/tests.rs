use super::*;
use crate::diagnostic::Place;
use crate::event::{Phase, RowFacts, RowWaiver};
use crate::ledger::Verdict;
use crate::ledger::row_tally::NAMED;
use crate::verdict::{CaseName, Lapse, Waived};

fn place() -> Place {
    Place { file: "s.yaml".into(), line: 1, column: 1, width: 1, text: "x".into(), left_out: 0 }
}

fn key(status: u16) -> RowKey {
    RowKey::new(None, status, None)
}

fn facts() -> Vec<ContractFacts> {
    let row = |status| RowFacts {
        row: key(status),
        operation: None,
        meaning: None,
        waiver: None,
        place: place(),
    };
    vec![ContractFacts {
        contract: "point".into(),
        title: "Point".into(),
        file: "point.yaml".into(),
        rows: vec![row(200), row(201), row(404)],
    }]
}

fn case(id: &str, claim: Option<u16>, outcome: Outcome) -> CaseFinished {
    CaseFinished {
        case: CaseName { suite: "s".into(), id: id.into() },
        file: "s.yaml".into(),
        phase: Phase::Case,
        target: None,
        contract: "point".into(),
        claim: claim.map(key),
        claims: Vec::new(),
        asks: String::new(),
        place: place(),
        along: false,
        tags: Vec::new(),
        started: "2026-01-01T00:00:00Z".into(),
        elapsed_ms: 0,
        outcome,
        findings: Vec::new(),
        sighting: None,
        exchange: None,
        correlation: None,
        attempts: Vec::new(),
        change: None,
        not_exercised: None,
    }
}

fn seen(mut case: CaseFinished, status: u16, code: Option<&str>) -> CaseFinished {
    let standing = match (status, code) {
        (200 | 201 | 404, None) => Standing::Documented { row: key(status) },
        (200 | 201 | 404, Some(_)) => Standing::UndocumentedCode,
        _ => Standing::UndocumentedStatus,
    };
    case.sighting =
        Some(Sighting { status, code: code.map(ErrorCode::new), standing, rows: Vec::new() });
    case
}

fn with_finding(mut case: CaseFinished, level: Level, row: Option<u16>) -> CaseFinished {
    case.findings.push(Finding {
        level,
        row: row.map(key),
        ..Finding::new("body".into(), "the body is wrong", "a", "b")
    });
    case
}

fn ledger(cases: &[CaseFinished]) -> ContractLedger {
    let mut tally = Tally::new(&facts());
    for case in cases {
        tally.observe(case);
    }
    tally.ledger().contracts.remove(0)
}

/// `expected` is the verdict on 200, 201 and 404: `+`, `-`, or the reason.
#[track_caller]
fn check(cases: &[CaseFinished], expected: [&str; 3]) {
    let rows = ledger(cases).rows;
    let words = rows.iter().map(|row| match &row.verdict {
        Verdict::Proven => "+",
        Verdict::Violated => "-",
        Verdict::NotExercised { reason } | Verdict::Waived { reason, .. } => reason,
    });
    assert_eq!(words.collect::<Vec<_>>(), expected);
}

const NONE: &str = "no case asks for it";

fn passed(id: &str, claim: Option<u16>, status: u16) -> CaseFinished {
    seen(case(id, claim, Outcome::Passed), status, None)
}

#[test]
fn a_run_without_cases_exercises_no_row() {
    check(&[], [NONE, NONE, NONE]);
}

#[test]
fn a_passed_case_proves_the_row_it_claims() {
    check(&[passed("a", Some(404), 404)], [NONE, NONE, "+"]);
}

#[test]
fn a_case_that_asks_for_any_success_proves_the_row_it_saw() {
    check(&[passed("a", None, 201)], [NONE, "+", NONE]);
}

#[test]
fn a_row_seen_under_another_claim_is_not_proven() {
    let only_seen = "seen but not asked for: s/a";
    check(&[passed("a", Some(201), 200)], [only_seen, NONE, NONE]);
    let failed = seen(case("a", Some(404), Outcome::Failed), 200, None);
    check(&[failed], [only_seen, NONE, "-"]);
}

#[test]
fn one_case_against_a_row_outweighs_all_that_prove_it() {
    let broken = case("b", Some(404), Outcome::Failed);
    check(&[passed("a", Some(404), 404), broken, passed("c", Some(404), 404)], [NONE, NONE, "-"]);
}

#[test]
fn a_finding_counts_against_its_row_whatever_the_case_claims() {
    let broken = with_finding(passed("a", Some(201), 200), Level::Must, Some(200));
    check(&[CaseFinished { outcome: Outcome::Failed, ..broken }], ["-", "-", NONE]);
}

#[test]
fn a_should_level_finding_is_a_remark_and_no_more() {
    let remarked = || with_finding(passed("a", Some(200), 200), Level::Should, Some(200));
    check(&[remarked(), remarked()], ["+", NONE, NONE]);
    let remarks = ledger(&[remarked(), remarked()]).remarks;
    assert_eq!((remarks.len(), remarks[0].times), (1, 2));
}

#[test]
fn a_row_whose_cases_did_not_run_has_the_reason() {
    let skipped = case("a", Some(404), Outcome::Skipped { reason: "no fault-hook".into() });
    let errored = |id: &str| case(id, Some(201), Outcome::Errored { reason: "refused".into() });
    let errored: Vec<_> = ["b", "c", "d", "e"].map(errored).into();
    check(
        &[&[skipped], errored.as_slice()].concat(),
        [
            NONE,
            "its cases could not be judged: s/b, s/c, s/d, and 1 more",
            "skipped: no fault-hook",
        ],
    );
}

#[test]
fn an_errored_case_does_not_take_a_proof_away() {
    let errored = case("b", Some(200), Outcome::Errored { reason: "refused".into() });
    check(&[passed("a", Some(200), 200), errored], ["+", NONE, NONE]);
}

#[test]
fn evidence_is_counted_whole_and_named_in_part() {
    let cases: Vec<_> = (0..25).map(|n| passed(&n.to_string(), Some(200), 200)).collect();
    let row = &ledger(&cases).rows[0];
    assert_eq!((row.cases, row.evidence.len()), (25, NAMED));
    assert_eq!(row.evidence[0].id, "0");
}

#[test]
fn an_undocumented_status_is_listed_with_its_first_case() {
    let odd = |id, status, code| seen(case(id, Some(404), Outcome::Failed), status, code);
    let cases = [odd("a", 500, None), odd("b", 404, Some("GONE")), odd("c", 500, None)];
    let list = ledger(&cases).undocumented;
    let list: Vec<_> =
        list.iter().map(|u| (u.kind, u.status, u.times, u.first.id.as_str())).collect();
    assert_eq!(
        list,
        [(UndocumentedKind::Code, 404, 1, "b"), (UndocumentedKind::Status, 500, 2, "a"),]
    );
}

#[test]
fn a_server_that_invents_codes_does_not_fill_the_memory() {
    let invent = |n: usize| seen(case("a", None, Outcome::Passed), 404, Some(&n.to_string()));
    let list = ledger(&(0..3 * KINDS).map(invent).collect::<Vec<_>>()).undocumented;
    assert_eq!(list.len(), KINDS + 1);
    assert_eq!(list.iter().map(|seen| seen.times).sum::<u64>(), 3 * KINDS as u64);
}

fn waived() -> Waived {
    Waived { why: "known".into(), until: "2030-01-01".into(), issue: None }
}

/// Checks the verdict on 404, which has a waiver, and the lapse of the waiver, in a word each.
#[track_caller]
fn check_waived(cases: &[CaseFinished], (expired, partial): (bool, bool), expected: &str) {
    let mut facts = facts();
    facts[0].rows[2].waiver = Some(RowWaiver { waiver: waived(), expired, partial });
    let mut tally = Tally::new(&facts);
    for case in cases {
        tally.observe(case);
    }
    let row = tally.ledger().contracts.remove(0).rows.remove(2);
    let lapse = match row.lapse {
        None => "",
        Some(Lapse::Expired(_)) => ", expired",
        Some(Lapse::Stale(_)) => ", stale",
    };
    let verdict = match row.verdict {
        Verdict::Proven => "proven".to_owned(),
        Verdict::Violated => "violated".to_owned(),
        Verdict::NotExercised { .. } => "not exercised".to_owned(),
        Verdict::Waived { reason, .. } => format!("waived, {reason}"),
    };
    assert_eq!(format!("{verdict}{lapse}"), expected);
}

#[test]
fn a_waiver_accepts_that_a_row_is_violated_or_never_exercised() {
    let broken = case("b", Some(404), Outcome::Failed);
    let waived = case("c", Some(404), Outcome::Waived(waived()));
    check_waived(&[broken], (false, false), "waived, violated by s/b");
    check_waived(&[waived], (false, false), "waived, violated by s/c");
    check_waived(&[], (false, false), "waived, never exercised: no case asks for it");
}

#[test]
fn an_expired_waiver_accepts_nothing_and_lapses() {
    let broken = case("b", Some(404), Outcome::Failed);
    check_waived(&[broken], (true, false), "violated, expired");
    check_waived(&[], (true, false), "not exercised, expired");
    check_waived(&[passed("a", Some(404), 404)], (true, false), "proven, expired");
}

#[test]
fn a_waiver_is_stale_where_a_whole_run_proves_its_row() {
    let proof = || passed("a", Some(404), 404);
    let skipped = case("b", Some(404), Outcome::Skipped { reason: "no".into() });
    check_waived(&[proof()], (false, false), "proven, stale");
    check_waived(&[proof()], (false, true), "proven");
    check_waived(&[proof(), skipped], (false, false), "proven");
}

#[test]
fn a_waived_case_outweighs_all_that_prove_its_row() {
    let waived = case("b", Some(404), Outcome::Waived(waived()));
    check(&[passed("a", Some(404), 404), waived], [NONE, NONE, "violated by s/b"]);
}

#[test]
fn a_case_that_fails_for_its_waiver_alone_proves_its_row() {
    let mut stale = with_finding(passed("a", Some(404), 404), Level::Must, None);
    stale.outcome = Outcome::Failed;
    stale.findings[0].check = CheckId::Waiver;
    check(&[stale], [NONE, NONE, "+"]);
}

#[test]
fn counts_add_up() {
    let failed = case("b", Some(404), Outcome::Failed);
    let counts = ledger(&[passed("a", Some(200), 200), failed]).counts();
    assert_eq!((counts.documented, counts.proven), (3, 1));
    assert_eq!((counts.violated, counts.not_exercised), (1, 1));
    assert!(!counts.all_proven());
}
