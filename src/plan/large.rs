//! Cases whose table is not held: one case stands for all rows, each of which is bound when its turn comes.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use super::compile::{Given, Inputs};
use super::shared::Brought;
use super::suite::{self, Base};
use super::{PlannedCase, targets};
use crate::suite::TableChanged;

/// The rows of a case whose table is not held.
#[derive(Clone)]
pub struct LargeTable {
    rows: Rows,
    source: Arc<Source>,
}

/// What is known of the rows of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    /// Position of their case among the items of its suite.
    pub(super) item: usize,
    pub(super) count: u64,
    /// Whether no two of them may run at the same time.
    pub(super) one_by_one: bool,
}

/// What a row is bound to.
pub(super) struct Source {
    pub(super) inputs: Arc<Inputs>,
    /// Position of the suite among the inputs.
    pub(super) suite: usize,
    pub(super) base: Base,
    pub(super) brought: Brought,
    pub(super) now: Timestamp,
}

/// Gives the cases of a suite that stand for rows, by their positions, the tables to read these from.
pub(super) fn stand_for_rows(
    cases: &mut [PlannedCase],
    tables: &BTreeMap<usize, Rows>,
    source: Source,
) {
    let source = Arc::new(source);
    for (at, rows) in tables {
        cases[*at].table = Some(LargeTable { rows: *rows, source: Arc::clone(&source) });
        // Its rows are as many at a time as there is room for.
        cases[*at].alone = true;
    }
}

impl LargeTable {
    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows.count
    }

    /// Whether no two rows may run at the same time: they may change what they all use.
    pub fn one_by_one(&self) -> bool {
        self.rows.one_by_one
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
        let Source { inputs, suite, base, brought, now } = &*self.source;
        let targets = targets::all(inputs.suites.iter().map(|source| &source.suite));
        let given = Given::of(inputs, &targets, *now);
        suite::rows(
            (&inputs.suites[*suite], self.rows.item),
            (&given, *base),
            brought,
            &mut |mut case| {
                case.credentials.clone_from(&unit.credentials);
                row(case)
            },
        )
    }
}

impl fmt::Debug for LargeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LargeTable({} rows)", self.rows())
    }
}
