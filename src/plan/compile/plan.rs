//! Compiles suites and contracts to a [`Plan`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::contract::{Contract, Layers};
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::plan::compile::large_tables::attach_tables;
use crate::plan::compile::shared_files::{
    SharedCaptureUser, order_shared_capture_users, run_shared_teardown_last,
};
use crate::plan::compile::suite::{CompiledSuite, compile_suite};
use crate::plan::compile::{targets, token_requests};
use crate::plan::expression_scope::SharedExports;
use crate::plan::inputs::{CompileContext, Inputs, SuiteInput};
use crate::plan::model::case::PlannedCase;
use crate::plan::model::large_table::TableSource;
use crate::plan::model::plan::{Plan, PlannedSuite};
use crate::plan::model::plan_index::{CaseIndex, PlanOffset, SlotId};

/// The files that were read, and the problems in them.
pub type Refused = (Arc<Sources>, Vec<Diagnostic>);

/// Compiles suites and their contracts to a plan. Returns the plan and its warnings.
///
/// # Errors
///
/// Returns all problems in the order of the files, so that one run shows the author everything there is to fix. The
/// sources are returned with the problems because drawing a problem needs them.
pub fn compile(inputs: Inputs) -> Result<(Plan, Vec<Diagnostic>), Refused> {
    let inputs = Arc::new(inputs);
    let targets = targets::all(inputs.suites.iter().map(|input| &input.suite));
    let context = CompileContext::new(&inputs, &targets, Timestamp::now());
    let mut builder =
        PlanBuilder { problems: unknown_variables(&inputs), ..PlanBuilder::default() };
    builder.problems.extend(equal_names(&inputs));
    for position in 0..inputs.suites.len() {
        builder.add(&inputs, position, &context);
    }
    let PlanBuilder { contracts, suites, cases, secrets, slots, mut problems, .. } =
        builder.finish();
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
    Ok((token_requests::without_unused(plan), problems))
}

/// A plan under construction. Suites are added one after the other.
#[derive(Default)]
struct PlanBuilder {
    contracts: Vec<Arc<Contract>>,
    suites: Vec<PlannedSuite>,
    cases: Vec<PlannedCase>,
    secrets: BTreeSet<String>,
    slots: usize,
    problems: Vec<Diagnostic>,
    /// The exports of each input that was added.
    exports: Vec<SharedExports>,
    /// For each input, its suite in the plan, if it has cases, and the suites of the shared files that it uses.
    planned: Vec<BTreeSet<usize>>,
    secret_slots: BTreeSet<SlotId>,
    users: Vec<SharedCaptureUser>,
}

impl PlanBuilder {
    /// Adds the input at this position. The files that it uses have smaller positions.
    fn add(&mut self, inputs: &Arc<Inputs>, position: usize, context: &CompileContext<'_>) {
        let SuiteInput { suite, layers, uses } = &inputs.suites[position];
        let mut imports = SharedExports::default();
        let mut planned = BTreeSet::new();
        for (used, place) in uses {
            imports.join(&self.exports[*used], *place, &mut self.problems);
            planned.extend(&self.planned[*used]);
        }
        let offset = PlanOffset {
            suite: self.suites.len(),
            case: CaseIndex(self.cases.len()),
            slot: self.slots,
        };
        let table_source = TableSource {
            inputs: Arc::clone(inputs),
            suite: position,
            offset,
            // The run compiles the rows of large tables, with the same names as their case.
            imports: imports.clone(),
            now: context.now,
        };
        let mut compiled = compile_suite(suite, layers.as_deref(), context, offset, imports);
        attach_tables(&mut compiled.cases, std::mem::take(&mut compiled.tables), table_source);
        if let Some(layers) = layers {
            let uses = planned.iter().copied().collect();
            planned.insert(self.suites.len());
            self.add_contracts(layers);
            self.suites.push(PlannedSuite {
                name: suite.name.text.clone(),
                file: context.sources.name(suite.file).to_owned(),
                layers: Arc::clone(layers),
                allowed_hosts: compiled.exports.allowed_hosts.clone(),
                shared: suite.shared,
                uses,
            });
        }
        self.planned.push(planned);
        self.add_compiled(compiled);
    }

    fn add_compiled(&mut self, mut compiled: CompiledSuite) {
        self.slots += compiled.slots;
        self.cases.append(&mut compiled.cases);
        self.secrets.append(&mut compiled.secrets);
        self.problems.append(&mut compiled.problems);
        self.secret_slots.append(&mut compiled.secret_slots);
        self.users.append(&mut compiled.users);
        // Every input has an entry, even without cases, because `uses` are positions among the inputs.
        self.exports.push(compiled.exports);
    }

    fn add_contracts(&mut self, layers: &Layers) {
        for contract in layers.all() {
            // Each contract is loaded once, so suites that share it have the same allocation.
            if !self.contracts.iter().any(|known| Arc::ptr_eq(known, contract)) {
                self.contracts.push(Arc::clone(contract));
            }
        }
    }

    /// Adds the facts that no suite knows alone: the captures that credentials use, and the order between
    /// cases of several files.
    fn finish(mut self) -> Self {
        for capture in self.cases.iter_mut().flat_map(|case| &mut case.captures) {
            // Credentials of a later suite may use a capture of an earlier one, so this has to wait for all
            // suites.
            capture.secret = self.secret_slots.contains(&capture.slot);
        }
        token_requests::require(&mut self.cases);
        order_shared_capture_users(&mut self.cases, &self.users);
        run_shared_teardown_last(&self.suites, &mut self.cases);
        self
    }
}

/// Sorts problems by place, with problems without a place first, and drops duplicates: each row of a table would
/// repeat the problems of its case.
fn sort(problems: &mut Vec<Diagnostic>) {
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    problems.dedup();
}

/// Reports variables of the command line that no suite declares.
fn unknown_variables(inputs: &Inputs) -> Vec<Diagnostic> {
    let all = inputs.suites.iter().flat_map(|input| &input.suite.vars);
    let known: BTreeSet<&str> = all.map(|variable| variable.name.text.as_str()).collect();
    let unknown = inputs.variables.keys().filter(|name| !known.contains(name.as_str()));
    let problem = |name: &String| {
        let message = format!("no suite has a variable `{name}`");
        let problem = Diagnostic::error(Code::UNKNOWN_VARIABLE, message);
        let problem = problem.suggest(name, known.iter().copied());
        problem.help("declare the variable in the `vars` of a suite or of a shared file")
    };
    unknown.map(problem).collect()
}

/// Reports suites of the same name, which reports and filters could not distinguish.
fn equal_names(inputs: &Inputs) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut problems = Vec::new();
    for input in &inputs.suites {
        let name = &input.suite.name;
        if let Some(earlier) = first.insert(name.text.as_str(), name.span) {
            let message = format!("two suites are called `{}`", name.text);
            let problem = Diagnostic::error(Code::DUPLICATE_SUITE, message);
            let problem = problem.at(name.span, "the second one").related(earlier, "the first one");
            let problem = problem.help("give one of them another name");
            problems.push(problem.help("reports identify a case by suite and id"));
        }
    }
    problems
}
