//! The fixture of the tests: a small contract, and the text of a suite.

mod binding;
mod claims;
mod credentials;
mod names;
mod order;
mod selection;
mod sending;
mod shard;
mod targets;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::contract::{Contract, Disk, Layers};
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::plan::compile;
use crate::plan::{Inputs, Plan, PlannedCase, SuiteInput};
use crate::suite::Suite;

const CONTRACT: &str = "
contract: small
errors: { code: $.name }
codes:
  - { status: 200 }
  - { status: 201, replay: 200 }
  - { status: 400, code: INVALID_REQUEST }
  - { status: 404, code: RESOURCE_NOT_FOUND, also: [NOT_FOUND] }
scopes:
  - name: identity
    match: /v1/oauth2/**
    errors: { code: $.error }
    codes:
      - { status: 200 }
      - { status: 400, code: invalid_request }
      - { status: 400, code: invalid_scope }
";

/// Returns the inputs for a suite with the contract of these tests.
#[track_caller]
fn inputs(suite: &str) -> Inputs {
    inputs_with(CONTRACT, suite)
}

/// Returns the inputs for a suite that names the contract `small.yaml`. Both must be readable without an error.
#[track_caller]
pub(crate) fn inputs_with(contract: &str, suite: &str) -> Inputs {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("small.yaml");
    std::fs::write(&path, contract).expect("written");
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let contract = Contract::load(&path, "small.yaml", &mut sources, &mut problems);
    let file = sources.add("suite.yaml", suite);
    let suite = Suite::parse(file, folder.path(), &sources, &mut problems);
    problems.retain(|problem| problem.severity == Severity::Error);
    assert_eq!(problems, []);
    Inputs {
        suites: vec![SuiteInput {
            suite: suite.expect("a suite"),
            layers: Layers::new(contract.map(Arc::new).into_iter().collect()).map(Arc::new),
            uses: Vec::new(),
        }],
        sources: Arc::new(sources),
        files: Arc::new(Disk),
        variables: BTreeMap::new(),
        environment: Some(BTreeMap::from([("TOKEN".to_owned(), "t0ken-of-env".to_owned())])),
        seed: 1,
        unsafe_probes: false,
    }
}

/// Compiles a suite. `rest` is the text after the keys `suite` and `contract`.
#[track_caller]
fn plan(rest: &str) -> Plan {
    match compile(inputs(&format!("suite: s\ncontract: small.yaml\n{rest}"))) {
        Ok((plan, _)) => plan,
        Err((sources, problems)) => panic!("{:#?}", lines(&sources, &problems)),
    }
}

fn lines(sources: &Sources, problems: &[Diagnostic]) -> Vec<String> {
    let line = |problem: &Diagnostic| {
        let place = problem.primary.as_ref().map(|label| sources.place(label.span));
        let place =
            place.map_or("-".to_owned(), |place| format!("{}:{}", place.line, place.column));
        format!("{} {place} {}", problem.code, problem.message)
    };
    problems.iter().map(line).collect()
}

/// Compares all problems, including warnings, written as `code line:column message`. `rest` begins in line 3.
#[track_caller]
fn check(rest: &str, expected: &[&str]) {
    let inputs = inputs(&format!("suite: s\ncontract: small.yaml\n{rest}"));
    let got = match compile(inputs) {
        Ok((plan, problems)) => lines(&plan.sources, &problems),
        Err((sources, problems)) => lines(&sources, &problems),
    };
    assert_eq!(got, expected);
}

/// Returns the ids of the cases of a plan. Cases that only other cases need are in parentheses.
fn ids(plan: &Plan) -> String {
    let id = |case: &PlannedCase| {
        let id = &case.name.id;
        if case.selected { id.clone() } else { format!("({id})") }
    };
    plan.cases.iter().map(id).collect::<Vec<String>>().join(" ")
}

#[track_caller]
fn case<'p>(plan: &'p Plan, id: &str) -> &'p PlannedCase {
    plan.cases.iter().find(|case| case.name.id == id).expect("a case of this id")
}
