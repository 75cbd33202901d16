use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Coverage, Merge, RecordFile};
use crate::event::{CaseFinished, Event, RunStarted, Shard};
use crate::record::sample::{case, sample_events};
use crate::verdict::Outcome;

/// Records in a folder, to be merged.
struct Parts {
    folder: tempfile::TempDir,
    records: Vec<RecordFile>,
}

impl Parts {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), records: Vec::new() }
    }

    /// Adds a record that begins as the sample does, with these cases.
    fn with(
        mut self,
        name: &str,
        change: impl Fn(&mut RunStarted),
        cases: &[CaseFinished],
    ) -> Self {
        let mut text = String::new();
        let mut line = |event: &Event| {
            let line = serde_json::to_string(event).expect("an event is plain data");
            writeln!(text, "{line}").expect("memory takes it");
        };
        let events = sample_events();
        let Some(Event::RunStarted(mut started)) = events.first().cloned() else {
            panic!("the sample begins with its start")
        };
        change(&mut started);
        line(&Event::RunStarted(started));
        for case in cases {
            line(&Event::CaseFinished(Box::new(case.clone())));
        }
        line(events.last().expect("the sample has an end"));
        let path: PathBuf = self.folder.path().join(name);
        std::fs::write(&path, text).expect("there is room");
        self.records.push(RecordFile::new(path));
        self
    }

    fn shard(self, index: u32, of: u32, cases: &[CaseFinished]) -> Self {
        let name = format!("{index}-of-{of}");
        self.with(&name, |started| started.shard = Some(Shard { index, of }), cases)
    }

    /// Checks the reported cases with their outcomes and the missing parts, or else the error.
    #[track_caller]
    fn check(&self, expected: &[&str]) {
        self.check_with(Coverage::Plan, expected);
    }

    #[track_caller]
    fn check_with(&self, coverage: Coverage, expected: &[&str]) {
        let folder = format!("{}{}", self.folder.path().display(), std::path::MAIN_SEPARATOR);
        let mut told = Vec::new();
        let merge = Merge::of(self.records.clone(), coverage).and_then(|merge| {
            merge.tell(|event| match event {
                Event::CaseFinished(case) => {
                    let along = if case.along { " (along)" } else { "" };
                    told.push(format!("{} {}{along}", case.case.id, word(&case.outcome)));
                }
                Event::RunFinished(end) => told.extend(end.missing.iter().cloned()),
                Event::RunStarted(_) | Event::CaseStarted(_) => {}
            })
        });
        if let Err(error) = merge {
            told.push(error.to_string());
        }
        let told: Vec<String> = told.iter().map(|line| line.replace(&folder, "")).collect();
        assert_eq!(told, expected);
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        _ => "otherwise",
    }
}

fn one(id: &str) -> CaseFinished {
    case(id, "200", 3)
}

fn along(id: &str) -> CaseFinished {
    CaseFinished { along: true, ..one(id) }
}

fn failed(case: CaseFinished) -> CaseFinished {
    CaseFinished { outcome: Outcome::Failed, ..case }
}

#[test]
fn shards_are_reported_as_one_run() {
    let parts = Parts::new().shard(1, 2, &[one("a"), one("b")]).shard(2, 2, &[one("c")]);
    parts.check(&["a passed", "b passed", "c passed"]);
}

#[test]
fn a_case_that_every_shard_needs_is_reported_once_with_its_worst_outcome() {
    let fine = Parts::new().shard(1, 2, &[one("a")]).shard(2, 2, &[along("a"), one("b")]);
    fine.check(&["a passed", "b passed"]);
    let broken = Parts::new().shard(1, 2, &[one("a")]).shard(2, 2, &[failed(along("a")), one("b")]);
    broken.check(&["a failed", "b passed"]);
    let first = Parts::new().shard(2, 2, &[along("a"), one("b")]).shard(1, 2, &[one("a")]);
    first.check(&["b passed", "a passed"]);
}

#[test]
fn a_missing_shard_is_named() {
    let parts = Parts::new().shard(3, 3, &[one("a")]);
    parts.check(&["a passed", "shard 1/3 is missing", "shard 2/3 is missing"]);
}

#[test]
fn a_shard_or_case_that_occurs_twice_is_refused() {
    let shard = Parts::new().with("a", |started| started.shard = SHARD, &[]);
    let shard = shard.with("b", |started| started.shard = SHARD, &[]);
    shard.check(&["shard 1/2 occurs twice: a and b"]);
    let case = Parts::new().shard(1, 2, &[one("a")]).shard(2, 2, &[one("a")]);
    case.check(&["orders/a occurs twice: 1-of-2 and 2-of-2"]);
}

const SHARD: Option<Shard> = Some(Shard { index: 1, of: 2 });

#[test]
fn a_part_of_another_run_is_refused() {
    let first = || Parts::new().shard(1, 2, &[]);
    let digest = |started: &mut RunStarted| {
        started.shard = Some(Shard { index: 2, of: 2 });
        if let Some(plan) = &mut started.plan {
            plan.digest = "other".into();
        }
    };
    first().with("b", digest, &[]).check(&[
        "b does not belong to 1-of-2: it has another plan: suites, contracts or selection differ",
    ]);
    let target = |started: &mut RunStarted| {
        started.shard = Some(Shard { index: 2, of: 2 });
        started.target.url = "https://other.example".into();
    };
    first().with("b", target, &[]).check(&["b does not belong to 1-of-2: its target is \
         https://other.example, not http://127.0.0.1:8080"]);
    first()
        .shard(2, 3, &[])
        .check(&["2-of-3 does not belong to 1-of-2: it is one of 3 shards, not of 2"]);
    first()
        .with("b", |_| (), &[])
        .check(&["b does not belong to 1-of-2: it is not a shard, and the other is"]);
    let whole = Parts::new().with("a", |_| (), &[]).with("b", |_| (), &[]);
    whole.check(&["b does not belong to a: both are whole runs"]);
}

/// Marks a record as one of a process that ran one of three cases.
fn one_of_three(started: &mut RunStarted) {
    started.cases = 1;
    started.plan.as_mut().expect("the sample has a plan").cases = 3;
}

#[test]
fn the_cases_of_several_processes_are_one_run() {
    let parts = Parts::new().with("a", one_of_three, &[along("login"), one("a")]);
    let parts = parts.with("b", one_of_three, &[along("login"), one("b")]);
    parts.check(&["login passed (along)", "a passed", "b passed"]);
}

#[test]
fn a_run_without_the_records_of_some_processes_is_incomplete() {
    let missing = "1 of 3 cases are in no record; `--partial` accepts a subset";
    let one_record = Parts::new().with("a", one_of_three, &[along("login"), one("a")]);
    one_record.check(&["login passed (along)", "a passed", missing]);
    let two_records = Parts::new().with("a", one_of_three, &[one("a")]);
    two_records.with("b", one_of_three, &[one("b")]).check(&["a passed", "b passed", missing]);
}

#[test]
fn a_subset_of_the_cases_is_accepted_on_request() {
    let part = Parts::new().with("a", one_of_three, &[one("a")]);
    part.check_with(Coverage::Subset, &["a passed"]);
}

#[test]
fn one_whole_run_is_reported_unchanged() {
    let events = sample_events();
    let mut text = String::new();
    for event in &events {
        writeln!(text, "{}", serde_json::to_string(event).expect("plain data")).expect("memory");
    }
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("there is room");
    let mut told = Vec::new();
    let merge =
        Merge::of(vec![RecordFile::new(file.path())], Coverage::Plan).expect("it is a record");
    merge.tell(|event| told.push(event)).expect("it is still there");
    let expected: Vec<&Event> =
        events.iter().filter(|event| !matches!(event, Event::CaseStarted(_))).collect();
    assert_eq!(told.iter().collect::<Vec<_>>(), expected);
}
