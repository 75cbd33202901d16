//! Compiles the rows of tables that are not held in memory: first to check them, later one by one to run them.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::compile::case::CaseCompiler;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::suite::CaseTable;
use crate::plan::compile::{targets, token_requests};
use crate::plan::expand::capture_producers::producers;
use crate::plan::expand::expanded_cases::{ExpandedCase, expand};
use crate::plan::expand::token_cases::token_cases;
use crate::plan::inputs::CompileContext;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::large_table::{LargeTable, TableSource};
use crate::plan::model::table_row_filter::RowFilterPass;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{Row, Table, TableChanged};

/// The number of problems after which the rest of a table is not checked.
const MOST_PROBLEMS: usize = 20;

/// Gives the cases that represent the rows of a table the means to compile the rows later.
pub(in crate::plan) fn attach_tables(
    cases: &mut [PlannedCase],
    tables: Vec<CaseTable>,
    source: TableSource,
) {
    let source = Arc::new(source);
    for CaseTable { case, rows, table } in tables {
        cases[case].table = Some(LargeTable::new(table, rows, Arc::clone(&source)));
        // The rows themselves use all free places of the schedule, so no other case runs meanwhile.
        cases[case].alone = true;
    }
}

impl LargeTable {
    /// Reads the table again and calls `row` with each row as a case of its own, until `row` breaks.
    /// `unit` is the case that represents all rows.
    ///
    /// # Errors
    ///
    /// Returns an error if the table has changed since it was checked.
    pub fn each(
        &self,
        unit: &PlannedCase,
        row: &mut dyn FnMut(PlannedCase) -> ControlFlow<()>,
    ) -> Result<(), TableChanged> {
        let TableSource { inputs, suite, offset, imports, now } = self.source();
        let targets = targets::all(inputs.suites.iter().map(|input| &input.suite));
        let context = CompileContext::new(inputs, &targets, *now);
        let input = &inputs.suites[*suite];
        let token_cases = token_cases(&input.suite);
        let items = expand(&input.suite, &token_cases, offset.slot);
        let tokens = token_requests::tokens(&items);
        // All problems of the suite were reported when the plan was compiled.
        let captures = producers(&input.suite, &items, imports, &mut Vec::new());
        let mut names = SuiteNames::new(&context, &input.suite, captures, imports);
        let credentials = Credentials::new(&mut names, &tokens, imports);
        let item = &items[self.item()];
        let (Some(layers), Some(table)) = (&input.layers, &item.case.large) else { return Ok(()) };
        let mut compiler = CaseCompiler::new(&items, layers, *offset, names, credentials);
        let mut pass = RowFilterPass::new(self.filter());
        table.each(&mut |values| {
            if !pass.takes(&values.label) {
                return ControlFlow::Continue(());
            }
            let mut case = compiler.row(item, &values);
            compiler.names.problems.clear();
            // The token of the credentials was fetched for the unit, under the slots of the whole plan.
            case.credentials.clone_from(&unit.credentials);
            case.identity.clone_from(&unit.identity);
            case.selected = unit.selected;
            row(case)
        })
    }
}

impl CaseCompiler<'_, '_> {
    /// Compiles each row to check it. Problems are reported up to a limit.
    pub(in crate::plan) fn check_rows(&mut self, item: &ExpandedCase<'_>, table: &dyn Table) {
        let before = self.names.problems.len();
        let checked = table.each(&mut |row| {
            let known = self.names.problems.len();
            self.row(item, &row);
            // Most problems are those of the case, which every row repeats.
            let (old, new) = self.names.problems.split_at(known);
            let new: Vec<Diagnostic> = new.iter().filter(|it| !old.contains(it)).cloned().collect();
            self.names.problems.truncate(known);
            self.names.problems.extend(new);
            if self.names.problems.len() < before + MOST_PROBLEMS {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        if let Err(changed) = checked {
            let problem = Diagnostic::error(Code::UNREADABLE_FILE, changed.to_string());
            self.names.report(problem.at(item.case.id.span, "the table of this case"));
        }
    }

    /// Compiles one row of a table as a case of its own.
    fn row(&mut self, item: &ExpandedCase<'_>, row: &Row) -> PlannedCase {
        let ExpandedCase { case, phase, .. } = *item;
        let id = item.id.with_row(&row.label);
        let row = Some(row);
        let slots = Vec::new();
        let item = ExpandedCase { case, row, phase, id, control: None, slots, token_of: None };
        // The rows are not in memory together, so each one has the whole rest of the budget.
        let budget = self.names.budget;
        let planned = self.case(&item).planned;
        self.names.budget = budget;
        planned
    }
}
