//! Cases whose table is not held: one case stands for all rows, each of which is bound when its turn comes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::diagnostic::{Code, Diagnostic};
use crate::event::Shard;
use crate::plan::PlannedCase;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::plan::{Given, Inputs};
use crate::plan::compile::shared_files::Brought;
use crate::plan::compile::suite::{Base, Compiler};
use crate::plan::compile::{targets, token_requests as token};
use crate::plan::expand::capture_producers::producers;
use crate::plan::expand::expanded_cases::{Item, expand};
use crate::plan::model::row_filter::{Chosen, Taken};
use crate::plan::resolve::suite_names::Names;
use crate::suite::{Row, Table, TableChanged};

/// After so many problems the rest of a table is not checked.
const FAULTS: usize = 20;

/// The rows of a case whose table is not held, or some of them.
#[derive(Clone)]
pub struct LargeTable(Box<ChosenRows>);

/// What is known of a table, apart: nearly no case has one.
#[derive(Clone)]
struct ChosenRows {
    rows: Rows,
    source: Arc<Source>,
    chosen: Chosen,
}

/// What is known of the rows of a table.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Rows {
    /// Position of their case among the items of its suite.
    pub(in crate::plan) item: usize,
    pub(in crate::plan) count: u64,
    /// Whether no two of them may run at the same time.
    pub(in crate::plan) one_by_one: bool,
}

/// What a row is bound to.
pub(in crate::plan) struct Source {
    pub(in crate::plan) inputs: Arc<Inputs>,
    /// Position of the suite among the inputs.
    pub(in crate::plan) suite: usize,
    pub(in crate::plan) base: Base,
    pub(in crate::plan) brought: Brought,
    pub(in crate::plan) now: Timestamp,
}

/// Gives the cases of a suite that stand for rows, by their positions, the tables to read these from.
pub(in crate::plan) fn stand_for_rows(
    cases: &mut [PlannedCase],
    tables: &BTreeMap<usize, Rows>,
    source: Source,
) {
    let source = Arc::new(source);
    for (at, rows) in tables {
        let chosen = Chosen::default();
        let chosen_rows = ChosenRows { rows: *rows, source: Arc::clone(&source), chosen };
        cases[*at].table = Some(LargeTable(Box::new(chosen_rows)));
        // Its rows are as many at a time as there is room for.
        cases[*at].alone = true;
    }
}

impl LargeTable {
    /// How many rows there are to run.
    pub fn rows(&self) -> u64 {
        self.0.rows.count
    }

    /// Which rows these are, if not all of the table.
    pub(in crate::plan) fn chosen(&self) -> &Chosen {
        &self.0.chosen
    }

    /// The rows with these labels, counted; all of them where the table cannot be read, as the run will say.
    pub(in crate::plan) fn only(
        mut self,
        fits: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        let Some(table) = self.table() else { return self };
        let mut chosen = self.0.chosen.clone();
        chosen.narrow(fits);
        let mut taken = Taken::new(&chosen);
        let read = table.each(&mut |row| {
            taken.takes(&row.label);
            ControlFlow::Continue(())
        });
        let (count, digest) = taken.end();
        if read.is_ok() {
            chosen.tell(digest);
            self.0.rows.count = count;
            self.0.chosen = chosen;
        }
        self
    }

    /// Calls `label` with the label of each row to run, as far as the table can be read.
    pub(in crate::plan) fn each_label(&self, label: &mut dyn FnMut(&str)) {
        let mut taken = Taken::new(&self.0.chosen);
        // A table that changed ends the run when its rows are run.
        let _ = self.table().map(|table| {
            table.each(&mut |row| {
                if taken.takes(&row.label) {
                    label(&row.label);
                }
                ControlFlow::Continue(())
            })
        });
    }

    /// Every so-manieth row, which makes one shard of several.
    pub(in crate::plan) fn part(mut self, shard: Shard) -> Self {
        let (index, of) = (u64::from(shard.index), u64::from(shard.of));
        self.0.rows.count = (self.0.rows.count + of - index) / of;
        self.0.chosen.deal(shard);
        self
    }

    fn table(&self) -> Option<&dyn Table> {
        let Source { inputs, suite, .. } = &*self.0.source;
        let suite = &inputs.suites[*suite].suite;
        let fetches = token::fetches(suite);
        let items = expand(suite, &fetches, self.0.source.base.slot);
        let case = items.get(self.0.rows.item)?.case;
        suite.cases.iter().find(|known| known.id == case.id)?.large.as_deref()
    }

    /// Whether no two rows may run at the same time: they may change what they all use.
    pub fn one_by_one(&self) -> bool {
        self.0.rows.one_by_one
    }

    /// Reads the table again and gives each row as a case of its own, until `row` has enough. `unit` is the
    /// case that stands for all of them.
    ///
    /// # Errors
    ///
    /// If the table is no longer what was checked.
    pub fn each(
        &self,
        unit: &PlannedCase,
        row: &mut dyn FnMut(PlannedCase) -> ControlFlow<()>,
    ) -> Result<(), TableChanged> {
        let Source { inputs, suite, base, brought, now } = &*self.0.source;
        let targets = targets::all(inputs.suites.iter().map(|source| &source.suite));
        let given = Given::of(inputs, &targets, *now);
        let place = (&inputs.suites[*suite], self.0.rows.item);
        rows(place, (&given, *base), (brought, &self.0.chosen), &mut |mut case| {
            case.credentials.clone_from(&unit.credentials);
            case.identity.clone_from(&unit.identity);
            case.selected = unit.selected;
            row(case)
        })
    }
}

/// Binds each row of the table of one item, until `row` has enough.
///
/// # Errors
///
/// If the table is no longer what was checked.
fn rows(
    (source, at): (&crate::plan::Source, usize),
    (given, base): (&Given<'_>, Base),
    (brought, chosen): (&Brought, &Chosen),
    row: &mut dyn FnMut(PlannedCase) -> ControlFlow<()>,
) -> Result<(), TableChanged> {
    let crate::plan::Source { suite, layers, .. } = source;
    let fetches = token::fetches(suite);
    let items = expand(suite, &fetches, base.slot);
    let tokens = token::tokens(&items);
    let captures = producers(suite, &items, brought, &mut Vec::new());
    let mut names = Names::new(given, suite, captures, brought);
    let credentials = Credentials::new(&mut names, &tokens, brought);
    let (Some(layers), Some(table)) = (layers, &items[at].case.large) else { return Ok(()) };
    let mut compiler = Compiler::new(&items, layers, base, names, credentials);
    let mut taken = Taken::new(chosen);
    table.each(&mut |values| {
        if !taken.takes(&values.label) {
            return ControlFlow::Continue(());
        }
        let planned = compiler.row(&items[at], &values);
        // What there is to say of it was said when it was checked.
        compiler.names.problems.clear();
        row(planned)
    })
}

impl Compiler<'_, '_> {
    /// Binds each row to see that it can be; what cannot be is reported, up to a few rows.
    pub(in crate::plan) fn check_rows(&mut self, item: &Item<'_>, table: &dyn Table) {
        let before = self.names.problems.len();
        let checked = table.each(&mut |row| {
            let known = self.names.problems.len();
            self.row(item, &row);
            // Most problems are those of the case and not of the row.
            let (old, new) = self.names.problems.split_at(known);
            let new: Vec<Diagnostic> = new.iter().filter(|it| !old.contains(it)).cloned().collect();
            self.names.problems.truncate(known);
            self.names.problems.extend(new);
            if self.names.problems.len() < before + FAULTS {
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

    fn row(&mut self, item: &Item<'_>, row: &Row) -> PlannedCase {
        let id = Cow::Owned(format!("{}[{}]", item.case.id.text, row.label));
        let Item { case, phase, .. } = *item;
        let item = Item {
            case,
            row: Some(row),
            phase,
            id,
            control: None,
            slots: Vec::new(),
            token_of: None,
        };
        self.case(&item).planned
    }
}

impl fmt::Debug for LargeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LargeTable({} rows)", self.rows())
    }
}
