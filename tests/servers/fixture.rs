//! Helpers that run suites in the test process.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use statusquo::diagnostic::{Palette, render};
use statusquo::event::CaseFinished;
use statusquo::http::{Client, Limits};
use statusquo::ledger::Verdict;
use statusquo::plan::{Plan, TargetIndex};
use statusquo::record::{Recorder, RunRecord};
use statusquo::run::{Endpoint, Options, run};
use statusquo::verdict::Level;
use statusquo::workspace::{Request, open};
use tokio::sync::watch;
use url::Url;

/// Returns the root folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the plan for all suites in a folder.
#[track_caller]
pub(crate) fn plan(suites: &Path) -> Plan {
    seeded_plan(suites, 7)
}

/// Returns the plan for all suites in a folder, with a seed for generated values.
#[track_caller]
pub(crate) fn seeded_plan(suites: &Path, seed: u64) -> Plan {
    plan_with(suites, seed, BTreeMap::new())
}

/// Returns the plan for all suites in a folder, with an environment.
#[track_caller]
pub(crate) fn plan_with(suites: &Path, seed: u64, environment: BTreeMap<String, String>) -> Plan {
    let request = Request {
        paths: vec![PathBuf::from(suites)],
        environment: Some(environment),
        seed,
        ..Request::default()
    };
    let opened = open(request, root());
    let problems = render(&opened.problems, &opened.sources, Palette::Plain, 100);
    opened.plan.unwrap_or_else(|| panic!("{problems}"))
}

/// Returns a target for tests.
pub(crate) fn endpoint(url: &str, reference: bool) -> Endpoint {
    let client = Client::new(Limits::default()).expect("a client");
    Endpoint { url: Url::parse(url).expect("a URL"), reference, via: Vec::new(), client }
}

/// Returns the run options of the tests.
pub(crate) fn options(target: &str, reference: bool) -> Options {
    Options {
        endpoints: BTreeMap::from([(TargetIndex::DEFAULT, endpoint(target, reference))]),
        jobs: 16,
        offers: BTreeSet::new(),
        fail_fast: false,
        read_only: false,
        rate: None,
        grace: Duration::from_millis(200),
        flags: Vec::new(),
    }
}

/// Runs a plan against a target.
pub(crate) async fn judge(plan: Plan, target: &str, reference: bool) -> RunRecord {
    let options = options(target, reference);
    let (_keep, stop) = watch::channel(None);
    let mut recorder = Recorder::default();
    run(Arc::new(plan), options, stop, |event| recorder.observe(event)).await;
    recorder.into_record().expect("a run begins with its first event")
}

/// Returns the cases of a small run, all of which are in memory.
pub(crate) fn cases(record: &RunRecord) -> impl Iterator<Item = &CaseFinished> {
    record.cases.iter().map(|case| match case.expect("the case can be read") {
        Cow::Borrowed(case) => case,
        Cow::Owned(case) => panic!("{} was spilled to disk", case.case),
    })
}

/// Returns the documented codes with this verdict.
pub(crate) fn rows(record: &RunRecord, wanted: &Verdict) -> BTreeSet<String> {
    let rows = record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
    rows.filter(|row| row.verdict == *wanted).map(|row| row.facts.row.to_string()).collect()
}

/// Returns every must-level finding as a pair of documented code and check.
pub(crate) fn breaches(record: &RunRecord) -> BTreeSet<(String, String)> {
    let findings = cases(record).flat_map(|case| &case.findings);
    findings
        .filter(|finding| finding.level == Level::Must)
        .map(|finding| {
            let row = finding.row.as_ref().map(ToString::to_string);
            (row.unwrap_or_else(|| "none".to_owned()), finding.check.to_string())
        })
        .collect()
}

/// Returns a description of the failures, for the message of a failed test.
pub(crate) fn story(record: &RunRecord) -> String {
    let mut lines = Vec::new();
    for case in cases(record) {
        for finding in &case.findings {
            let row = finding.row.as_ref().map(ToString::to_string).unwrap_or_default();
            lines.push(format!(
                "  {}: {:?} {} [{row}] {}",
                case.case, finding.level, finding.check, finding.message
            ));
        }
        if !matches!(case.outcome, statusquo::verdict::Outcome::Passed) && case.findings.is_empty()
        {
            lines.push(format!("  {}: {:?}", case.case, case.outcome));
        }
    }
    lines.join("\n")
}
