//! The rows of a large table that a plan runs: those that were selected, and of these the rows of one shard.

use std::fmt;
use std::sync::Arc;

use crate::event::Shard;
use crate::plan::digest::Digest;

/// A condition on the label of a row.
type LabelCondition = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// The condition that a row must meet to be run. By default every row is run.
#[derive(Clone, Default)]
pub(in crate::plan) struct RowFilter {
    /// The conditions, all of which the label must meet.
    conditions: Vec<LabelCondition>,
    /// The shard to which the rows that meet the conditions are reduced.
    shard: Option<Shard>,
    /// The digest that identifies the selected rows, or `None` if all rows are selected.
    digest: Option<u128>,
}

impl RowFilter {
    /// Adds a condition.
    pub(in crate::plan) fn narrow(
        &mut self,
        matches: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) {
        self.conditions.push(Arc::new(matches));
    }

    /// Leaves the rows of other shards out.
    pub(in crate::plan) fn set_shard(&mut self, shard: Shard) {
        self.shard = Some(shard);
    }

    /// Records the digest of the selected rows.
    pub(in crate::plan) fn set_digest(&mut self, digest: u128) {
        self.digest = Some(digest);
    }

    /// Returns the digest of the selected rows, or `None` if all rows are selected.
    pub(in crate::plan) fn digest(&self) -> Option<u128> {
        self.digest
    }
}

impl fmt::Debug for RowFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowFilter({} conditions, {:?})", self.conditions.len(), self.shard)
    }
}

/// One pass of a filter over the rows of a table.
pub(in crate::plan) struct RowFilterPass<'f> {
    filter: &'f RowFilter,
    matching: u64,
    count: u64,
    digest: Digest,
}

impl<'f> RowFilterPass<'f> {
    /// Creates a pass that starts before the first row.
    pub(in crate::plan) fn new(filter: &'f RowFilter) -> Self {
        Self { filter, matching: 0, count: 0, digest: Digest::new() }
    }

    /// Returns `true` if the next row, which has this label, is to be run.
    pub(in crate::plan) fn takes(&mut self, label: &str) -> bool {
        if !self.filter.conditions.iter().all(|matches| matches(label)) {
            return false;
        }
        self.matching += 1;
        // Rows are dealt out after selection, so that shards of a selection are of equal size.
        let is_own =
            |shard: Shard| (self.matching - 1) % u64::from(shard.of) + 1 == u64::from(shard.index);
        let takes = self.filter.shard.is_none_or(is_own);
        if takes {
            self.count += 1;
            self.digest.text(label);
        }
        takes
    }

    /// Returns the number of rows that were taken, and the digest of their labels.
    pub(in crate::plan) fn finish(self) -> (u64, u128) {
        (self.count, self.digest.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(filter: &RowFilter, expected: &[&str]) {
        let mut pass = RowFilterPass::new(filter);
        let labels = ["a1", "b1", "a2", "b2", "a3"];
        let kept: Vec<&str> = labels.into_iter().filter(|label| pass.takes(label)).collect();
        assert_eq!((kept.as_slice(), pass.finish().0), (expected, expected.len() as u64));
    }

    #[test]
    fn a_filter_without_conditions_takes_every_row() {
        check(&RowFilter::default(), &["a1", "b1", "a2", "b2", "a3"]);
    }

    #[test]
    fn a_shard_takes_every_second_row_that_meets_the_conditions() {
        let mut filter = RowFilter::default();
        filter.narrow(|label| label.starts_with('a'));
        check(&filter, &["a1", "a2", "a3"]);
        let shard = |index| {
            let mut filter = filter.clone();
            filter.set_shard(Shard { index, of: 2 });
            filter
        };
        check(&shard(1), &["a1", "a3"]);
        check(&shard(2), &["a2"]);
    }
}
