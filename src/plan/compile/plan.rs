//! Suites and contracts to a [`Plan`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::contract::{Contract, Files, Layers};
use crate::diagnostic::{Diagnostic, Severity, Sources, Span};
use crate::plan::compile::shared_files::{Brought, User};
use crate::plan::compile::{large_tables as large, suite, token_requests as token};
use crate::plan::{CaseIndex, Plan, PlannedCase, PlannedSuite, SlotId};
use crate::suite::Suite;

/// What a plan is made of.
#[derive(Debug)]
pub struct Inputs {
    /// The suites, in the order they were given, each behind the shared files that it uses.
    pub suites: Vec<Source>,
    /// The files that were read.
    pub sources: Arc<Sources>,
    /// Reads the files that suites name: contents and schemas.
    pub files: Arc<dyn Files>,
    /// Variables given on the command line; they win over those of a suite.
    pub variables: BTreeMap<String, serde_json::Value>,
    /// The environment; `None` where nothing will be sent, so that no variable needs to be set.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
    /// Whether probes for 405 may use methods that could change something.
    pub unsafe_probes: bool,
}

/// A suite, or a shared file, with what it names.
#[derive(Debug)]
pub struct Source {
    /// The suite.
    pub suite: Suite,
    /// Its contracts; `None` only for a shared file without cases.
    pub layers: Option<Arc<Layers>>,
    /// The shared files that it uses, as positions before its own, each with where it says so.
    pub uses: Vec<(usize, Span)>,
}

/// What was given beside the suites.
pub(in crate::plan) struct Given<'i> {
    pub(in crate::plan) sources: &'i Sources,
    pub(in crate::plan) files: &'i Arc<dyn Files>,
    pub(in crate::plan) variables: &'i BTreeMap<String, serde_json::Value>,
    pub(in crate::plan) environment: Option<&'i BTreeMap<String, String>>,
    pub(in crate::plan) seed: u64,
    pub(in crate::plan) unsafe_probes: bool,
    /// The names of all targets.
    pub(in crate::plan) targets: &'i [String],
    /// The one reading of the clock that all of `now()` and `unix()` give.
    pub(in crate::plan) now: Timestamp,
}

/// The files that were read, with what is wrong in them.
pub type Refused = (Arc<Sources>, Vec<Diagnostic>);

impl<'i> Given<'i> {
    /// What inputs give; `targets` are the names of all targets.
    pub(in crate::plan) fn of(inputs: &'i Inputs, targets: &'i [String], now: Timestamp) -> Self {
        Self {
            sources: &inputs.sources,
            files: &inputs.files,
            variables: &inputs.variables,
            environment: inputs.environment.as_ref(),
            seed: inputs.seed,
            unsafe_probes: inputs.unsafe_probes,
            targets,
            now,
        }
    }
}

/// Binds suites to their contracts.
///
/// # Errors
///
/// All problems in the order of the files, with the sources to draw them, so that one run shows the
/// author everything there is to fix.
pub fn compile(inputs: Inputs) -> Result<(Plan, Vec<Diagnostic>), Refused> {
    let inputs = Arc::new(inputs);
    let targets =
        crate::plan::compile::targets::all(inputs.suites.iter().map(|source| &source.suite));
    let given = Given::of(&inputs, &targets, Timestamp::now());
    let mut draft = Draft { problems: unknown_variables(&inputs), ..Draft::default() };
    draft.problems.extend(equal_names(&inputs));
    for at in 0..inputs.suites.len() {
        draft.add((&inputs, at), &given);
    }
    let Draft { contracts, suites, cases, secrets, slots, mut problems, .. } = draft.whole();
    sort(&mut problems);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err((Arc::clone(&inputs.sources), problems));
    }
    let sources = Arc::clone(&inputs.sources);
    let secrets = secrets.into_iter().collect();
    let seed = inputs.seed;
    let plan = Plan {
        sources,
        contracts,
        targets,
        suites,
        cases,
        slots,
        seed,
        secrets,
        partial: false,
        whole: None,
        shard: None,
    };
    Ok((token::without_idle(plan), problems))
}

/// A plan that grows by one suite after the other.
#[derive(Default)]
struct Draft {
    contracts: Vec<Arc<Contract>>,
    suites: Vec<PlannedSuite>,
    cases: Vec<PlannedCase>,
    secrets: BTreeSet<String>,
    slots: usize,
    problems: Vec<Diagnostic>,
    /// What each of the inputs brings to those that use it.
    brings: Vec<Brought>,
    /// For each of the inputs its position among the suites, and that of all it uses.
    planned: Vec<BTreeSet<usize>>,
    secret_slots: BTreeSet<SlotId>,
    users: Vec<User>,
}

impl Draft {
    fn add(&mut self, (inputs, at): (&Arc<Inputs>, usize), given: &Given<'_>) {
        let Source { suite, layers, uses } = &inputs.suites[at];
        let mut brought = Brought::default();
        let mut planned = BTreeSet::new();
        for (used, place) in uses {
            brought.join(&self.brings[*used], *place, &mut self.problems);
            planned.extend(&self.planned[*used]);
        }
        let base = suite::Base {
            suite: self.suites.len(),
            case: CaseIndex(self.cases.len()),
            slot: self.slots,
        };
        let large = large::Source {
            inputs: Arc::clone(inputs),
            suite: at,
            base,
            brought: brought.clone(),
            now: given.now,
        };
        let mut compiled = suite::compile(suite, layers.as_deref(), (given, base), brought);
        large::stand_for_rows(&mut compiled.cases, &compiled.large, large);
        if let Some(layers) = layers {
            let uses = planned.iter().copied().collect();
            planned.insert(self.suites.len());
            self.learn(layers);
            let layers = Arc::clone(layers);
            let name = suite.name.text.clone();
            let file = given.sources.name(suite.file).to_owned();
            let guards = compiled.brings.guards.clone();
            let shared = suite.shared;
            self.suites.push(PlannedSuite { name, file, layers, guards, shared, uses });
        }
        self.slots += compiled.slots;
        if self.cases.is_empty() {
            self.cases = compiled.cases;
        } else {
            self.cases.append(&mut compiled.cases);
        }
        self.secrets.append(&mut compiled.secrets);
        self.problems.append(&mut compiled.problems);
        self.secret_slots.append(&mut compiled.secret_slots);
        self.users.append(&mut compiled.users);
        self.brings.push(compiled.brings);
        self.planned.push(planned);
    }

    fn learn(&mut self, layers: &Layers) {
        for contract in layers.all() {
            if !self.contracts.iter().any(|known| Arc::ptr_eq(known, contract)) {
                self.contracts.push(Arc::clone(contract));
            }
        }
    }

    /// With what no suite knows alone: which captures credentials use, and the order between suites.
    fn whole(mut self) -> Self {
        for capture in self.cases.iter_mut().flat_map(|case| &mut case.captures) {
            capture.secret = self.secret_slots.contains(&capture.slot);
        }
        token::require(&mut self.cases);
        crate::plan::compile::shared_files::order_users(&mut self.cases, &self.users);
        crate::plan::compile::shared_files::clear_away_last(&self.suites, &mut self.cases);
        self
    }
}

/// In the order of the files, those without a place first; what each row of a table would say again is
/// said once.
fn sort(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    problems.dedup();
}

fn unknown_variables(inputs: &Inputs) -> Vec<Diagnostic> {
    let all = inputs.suites.iter().flat_map(|source| &source.suite.vars);
    let known: BTreeSet<&str> = all.map(|variable| variable.name.text.as_str()).collect();
    let unknown = inputs.variables.keys().filter(|name| !known.contains(name.as_str()));
    let problem = |name: &String| {
        let message = format!("no suite has a variable `{name}`");
        let problem =
            Diagnostic::error(crate::plan::resolve::suite_names::UNKNOWN_VARIABLE, message);
        let problem = problem.suggest(name, known.iter().copied());
        problem.help("variables given on the command line must stand in the `vars` of a suite or of a shared file")
    };
    unknown.map(problem).collect()
}

/// Two suites of one name could not be told apart in reports and filters.
fn equal_names(inputs: &Inputs) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut problems = Vec::new();
    for source in &inputs.suites {
        let name = &source.suite.name;
        if let Some(earlier) = first.insert(name.text.as_str(), name.span) {
            let message = format!("two suites are called `{}`", name.text);
            let problem = Diagnostic::error(crate::diagnostic::Code::DUPLICATE_SUITE, message);
            let problem = problem.at(name.span, "the second one").related(earlier, "the first one");
            let problem = problem.help("give one of them another name");
            problems
                .push(problem.help("reports tell cases apart by suite and id: rename one of them"));
        }
    }
    problems
}
