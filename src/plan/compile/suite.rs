//! Compiles one suite to its planned cases.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::contract::Layers;
use crate::diagnostic::Diagnostic;
use crate::event::Phase;
use crate::plan::compile::case::CaseCompiler;
use crate::plan::compile::case_order::{CaseOrder, arrange};
use crate::plan::compile::cases::CompiledCases;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::shared_files::{SharedCaptureUser, follow};
use crate::plan::compile::token_requests;
use crate::plan::expand::capture_producers::{producers, warn_of_unused_captures};
use crate::plan::expand::expanded_cases::{ExpandedCase, expand};
use crate::plan::expand::token_cases::token_cases;
use crate::plan::expression_scope::SharedExports;
use crate::plan::inputs::CompileContext;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::large_table::TableRows;
use crate::plan::model::plan_index::{CaseIndex, PlanOffset, SlotId};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{Suite, Table};

/// The planned cases of one suite, and everything else that the plan needs from the suite.
pub(in crate::plan) struct CompiledSuite {
    pub(in crate::plan) cases: Vec<PlannedCase>,
    pub(in crate::plan) slots: usize,
    pub(in crate::plan) secrets: BTreeSet<String>,
    pub(in crate::plan) problems: Vec<Diagnostic>,
    /// Everything that the suite provides to the files that use it.
    pub(in crate::plan) exports: SharedExports,
    /// Captures that credentials and header fields such as `Authorization` use, including captures of shared files.
    pub(in crate::plan) secret_slots: BTreeSet<SlotId>,
    /// The cases that use captures of shared files.
    pub(in crate::plan) users: Vec<SharedCaptureUser>,
    /// The large tables of the cases.
    pub(in crate::plan) tables: Vec<CaseTable>,
}

/// The large table of a case.
pub(in crate::plan) struct CaseTable {
    /// Position of the case in the compiled suite.
    pub(in crate::plan) case: usize,
    pub(in crate::plan) rows: TableRows,
    pub(in crate::plan) table: Arc<dyn Table>,
}

/// Compiles one suite; `imports` are the exports of the shared files that it uses. A suite without
/// contracts has no cases.
pub(in crate::plan) fn compile_suite(
    suite: &Suite,
    layers: Option<&Layers>,
    context: &CompileContext<'_>,
    offset: PlanOffset,
    mut imports: SharedExports,
) -> CompiledSuite {
    let token_cases = token_cases(suite);
    let items = expand(suite, &token_cases, offset.slot);
    let tokens = token_requests::tokens(&items);
    let slots = items.iter().map(|item| item.slots.len()).sum();
    let mut problems = Vec::new();
    let captures = producers(suite, &items, &imports, &mut problems);
    let mut names = SuiteNames::new(context, suite, captures, &imports);
    names.problems.append(&mut problems);
    imports.allowed_hosts.extend(names.allowed_hosts());
    let credentials = Credentials::new(&mut names, &tokens, &imports);
    let compiled = match layers {
        None => CompiledCases::empty(names, credentials),
        Some(layers) => {
            CompiledCases::new(CaseCompiler::new(&items, layers, offset, names, credentials))
        }
    };
    let CompiledCases { mut cases, dependencies, mut names, credentials } = compiled;
    // The names of a shared file are for other files, so an unused name is not a mistake.
    if !suite.shared {
        credentials.warn_of_unused(&mut names);
        let all = dependencies.iter().flat_map(|member| &member.uses);
        let all = all.chain(dependencies.iter().flat_map(|member| &member.credential_uses));
        warn_of_unused_captures(&items, all, &mut names.problems);
    }
    let orders = arrange(&dependencies, &|at| cases[at].name.id.as_str(), &mut names.problems);
    let mut users = Vec::new();
    for (at, (case, order)) in cases.iter_mut().zip(&orders).enumerate() {
        set_order(case, order, offset);
        let (case, safe) = (offset.case_at(at), dependencies[at].safe);
        users.extend(order.shared.iter().map(|slot| SharedCaptureUser { slot: *slot, case, safe }));
    }
    for case in &mut cases {
        require_shared_setup(&imports.setup, case);
    }
    names.refuse_foreign_token_hosts(&token_cases, &cases, &imports.allowed_hosts);
    let is_setup = |case: &PlannedCase| case.phase == Phase::Setup && case.token_of.is_none();
    let setup = (0..cases.len()).filter(|at| is_setup(&cases[*at]));
    let exports = imports.with_own(&names, &credentials, setup.map(|at| offset.case_at(at)));
    let SuiteNames { secrets, mut secret_slots, problems, .. } = names;
    secret_slots.extend(credentials.slots());
    // Rows that may change the resource of a captured value must not run at the same time.
    let one_by_one = |at: usize| !dependencies[at].safe && !dependencies[at].uses.is_empty();
    let tables = tables(&items, &cases, one_by_one);
    CompiledSuite { cases, slots, secrets, problems, exports, secret_slots, users, tables }
}

/// Returns the large tables of these cases.
fn tables(
    items: &[ExpandedCase<'_>],
    cases: &[PlannedCase],
    one_by_one: impl Fn(usize) -> bool,
) -> Vec<CaseTable> {
    let mut tables = Vec::new();
    for (item, expanded) in items.iter().enumerate() {
        let Some(table) = &expanded.case.large else { continue };
        // Probes were inserted since, so the case is found by its id and not by its position.
        let position = cases.iter().position(|case| case.id == expanded.id);
        if let Some(case) = position {
            let rows = TableRows { item, count: table.rows(), one_by_one: one_by_one(case) };
            tables.push(CaseTable { case, rows, table: Arc::clone(table) });
        }
    }
    tables
}

/// Sets the order of a case, in which positions of the suite become positions of the plan.
fn set_order(case: &mut PlannedCase, order: &CaseOrder, offset: PlanOffset) {
    let in_plan = |set: &BTreeSet<usize>| set.iter().map(|at| offset.case_at(*at)).collect();
    case.requires = in_plan(&order.requires);
    case.follows = in_plan(&order.follows);
    case.after = in_plan(&order.after);
}

/// Makes a case wait for the setup of the shared files that its suite uses.
fn require_shared_setup(setup: &BTreeSet<CaseIndex>, case: &mut PlannedCase) {
    match case.phase {
        Phase::Setup | Phase::Case => {
            // In front, so that a report names the failed setup of a shared file before its consequences.
            case.requires.splice(0..0, setup.iter().copied()).for_each(drop);
        }
        // Teardown has to run even if the setup failed, so it only follows.
        Phase::Teardown => follow(case, setup.clone()),
    }
}
