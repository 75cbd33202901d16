//! Tables that are too large to hold: one case of the plan represents all rows.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan_index::PlanOffset;
use super::table_row_filter::{RowFilter, RowFilterPass};
use crate::event::Shard;
use crate::plan::expression_scope::SharedExports;
use crate::plan::inputs::Inputs;
use crate::suite::Table;

/// The rows of a case whose table is not held in memory, or a selection of the rows.
///
/// The data is boxed, because nearly no case has a large table and the data would enlarge every case.
#[derive(Clone)]
pub struct LargeTable(Box<LargeTableData>);

/// The data of a [`LargeTable`].
#[derive(Clone)]
struct LargeTableData {
    table: Arc<dyn Table>,
    rows: TableRows,
    source: Arc<TableSource>,
    filter: RowFilter,
}

/// The rows of a large table and their case.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct TableRows {
    /// Position of the case among the expanded cases of its suite.
    pub(in crate::plan) item: usize,
    /// The number of rows to run.
    pub(in crate::plan) count: u64,
    /// True if no two rows may run at the same time.
    pub(in crate::plan) one_by_one: bool,
}

/// The inputs that each row is bound to when it runs.
pub(in crate::plan) struct TableSource {
    pub(in crate::plan) inputs: Arc<Inputs>,
    /// Position of the suite among the inputs.
    pub(in crate::plan) suite: usize,
    pub(in crate::plan) offset: PlanOffset,
    pub(in crate::plan) imports: SharedExports,
    pub(in crate::plan) now: Timestamp,
}

impl LargeTable {
    /// Creates the table of a case with all its rows.
    pub(in crate::plan) fn new(
        table: Arc<dyn Table>,
        rows: TableRows,
        source: Arc<TableSource>,
    ) -> Self {
        Self(Box::new(LargeTableData { table, rows, source, filter: RowFilter::default() }))
    }

    /// Returns the number of rows to run.
    pub fn rows(&self) -> u64 {
        self.0.rows.count
    }

    /// Returns `true` if no two rows may run at the same time because each may change a resource that all of them
    /// use.
    pub fn one_by_one(&self) -> bool {
        self.0.rows.one_by_one
    }

    /// Returns the position of the case among the expanded cases of its suite.
    pub(in crate::plan) fn item(&self) -> usize {
        self.0.rows.item
    }

    /// Returns the inputs that each row is bound to.
    pub(in crate::plan) fn source(&self) -> &TableSource {
        &self.0.source
    }

    /// Returns the condition that a row must meet to be run.
    pub(in crate::plan) fn filter(&self) -> &RowFilter {
        &self.0.filter
    }

    /// Keeps the rows whose labels match, and counts them. If the table cannot be read, all rows are kept
    /// and the run reports the error.
    pub(in crate::plan) fn only(
        mut self,
        matches: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        let mut filter = self.0.filter.clone();
        filter.narrow(matches);
        let mut pass = RowFilterPass::new(&filter);
        let read = self.0.table.each(&mut |row| {
            pass.takes(&row.label);
            ControlFlow::Continue(())
        });
        let (count, digest) = pass.finish();
        if read.is_ok() {
            filter.set_digest(digest);
            self.0.rows.count = count;
            self.0.filter = filter;
        }
        self
    }

    /// Calls `visit` with the label of each row to run, as far as the table can be read.
    pub(in crate::plan) fn each_label(&self, visit: &mut dyn FnMut(&str)) {
        let mut pass = RowFilterPass::new(&self.0.filter);
        // An error is ignored here: a table that changed ends the run when its rows are run.
        let _ = self.0.table.each(&mut |row| {
            if pass.takes(&row.label) {
                visit(&row.label);
            }
            ControlFlow::Continue(())
        });
    }

    /// Keeps the rows of one shard: every `of`-th row, from `index`.
    pub(in crate::plan) fn part(mut self, shard: Shard) -> Self {
        let (index, of) = (u64::from(shard.index), u64::from(shard.of));
        self.0.rows.count = (self.0.rows.count + of - index) / of;
        self.0.filter.set_shard(shard);
        self
    }
}

impl fmt::Debug for LargeTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LargeTable({} rows)", self.rows())
    }
}
