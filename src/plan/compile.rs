//! Suites and contracts to a [`Plan`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{CaseIndex, Plan, PlannedSuite, suite};
use crate::contract::{Contract, Layers};
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::suite::Suite;

/// What a plan is made of.
#[derive(Debug)]
pub struct Inputs {
    /// The suites, in the order they were given, each with its contracts.
    pub suites: Vec<(Suite, Arc<Layers>)>,
    /// The files that were read.
    pub sources: Sources,
    /// Variables given on the command line; they win over those of a suite.
    pub variables: BTreeMap<String, serde_json::Value>,
    /// The environment; `None` where nothing will be sent, so that no variable needs to be set.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
}

/// What was given beside the suites.
pub(super) struct Given<'i> {
    pub(super) sources: &'i Sources,
    pub(super) variables: &'i BTreeMap<String, serde_json::Value>,
    pub(super) environment: Option<&'i BTreeMap<String, String>>,
    pub(super) seed: u64,
    /// The one reading of the clock that all of `now()` and `unix()` give.
    pub(super) now: Timestamp,
}

/// Binds suites to their contracts.
///
/// # Errors
///
/// All problems in the order of the files, with the sources to draw them, so that one run shows the
/// author everything there is to fix.
pub fn compile(inputs: Inputs) -> Result<(Plan, Vec<Diagnostic>), (Sources, Vec<Diagnostic>)> {
    let mut problems = unknown_variables(&inputs);
    problems.extend(equal_names(&inputs));
    let given = Given {
        sources: &inputs.sources,
        variables: &inputs.variables,
        environment: inputs.environment.as_ref(),
        seed: inputs.seed,
        now: Timestamp::now(),
    };
    let mut contracts: Vec<Arc<Contract>> = Vec::new();
    let mut suites = Vec::new();
    let mut cases = Vec::new();
    let mut secrets = BTreeSet::new();
    let mut slots = 0;
    for (number, (suite, layers)) in inputs.suites.iter().enumerate() {
        for contract in layers.all() {
            if !contracts.iter().any(|known| Arc::ptr_eq(known, contract)) {
                contracts.push(Arc::clone(contract));
            }
        }
        let name = suite.name.text.clone();
        let file = inputs.sources.name(suite.file).to_owned();
        suites.push(PlannedSuite { name, file, layers: Arc::clone(layers) });
        let base = suite::Base { suite: number, case: CaseIndex(cases.len()), slot: slots };
        let mut compiled = suite::compile(suite, layers, &given, base);
        slots += compiled.slots;
        cases.append(&mut compiled.cases);
        secrets.append(&mut compiled.secrets);
        problems.append(&mut compiled.problems);
    }
    sort(&mut problems);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err((inputs.sources, problems));
    }
    let sources = Arc::new(inputs.sources);
    let secrets = secrets.into_iter().collect();
    let seed = inputs.seed;
    let plan = Plan { sources, contracts, suites, cases, slots, seed, secrets, partial: false };
    Ok((plan, problems))
}

/// In the order of the files, those without a place first; what each row of a table would say again is
/// said once.
fn sort(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    problems.dedup();
}

fn unknown_variables(inputs: &Inputs) -> Vec<Diagnostic> {
    let all = inputs.suites.iter().flat_map(|(suite, _)| &suite.vars);
    let known: BTreeSet<&str> = all.map(|variable| variable.name.text.as_str()).collect();
    let unknown = inputs.variables.keys().filter(|name| !known.contains(name.as_str()));
    let problem = |name: &String| {
        let message = format!("no suite has a variable `{name}`");
        let problem = Diagnostic::error(super::names::UNKNOWN_VARIABLE, message);
        let problem = problem.suggest(name, known.iter().copied());
        problem.help("variables given on the command line must stand in the `vars` of a suite")
    };
    unknown.map(problem).collect()
}

/// Two suites of one name could not be told apart in reports and filters.
fn equal_names(inputs: &Inputs) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut problems = Vec::new();
    for (suite, _) in &inputs.suites {
        let name = &suite.name;
        if let Some(earlier) = first.insert(name.text.as_str(), name.span) {
            let message = format!("two suites are called `{}`", name.text);
            let problem = Diagnostic::error(crate::diagnostic::Code("duplicate-suite"), message);
            let problem = problem.at(name.span, "the second one").related(earlier, "the first one");
            problems
                .push(problem.help("reports tell cases apart by suite and id: rename one of them"));
        }
    }
    problems
}
