//! Which rows of a large table a plan takes: those that were selected, and of them those of one shard.

use std::fmt;
use std::sync::Arc;

use crate::event::Shard;
use crate::plan::Digest;

/// Whether a label fits.
type Fits = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// What a row must be to be run. Nothing is said: every row is.
#[derive(Clone, Default)]
pub(in crate::plan) struct Chosen {
    /// The label must fit all of these.
    fits: Vec<Fits>,
    /// Of those that fit, the ones of this shard.
    shard: Option<Shard>,
    /// Tells the selected rows from others.
    digest: Option<u128>,
}

impl Chosen {
    /// Leaves out what does not fit this too.
    pub(in crate::plan) fn narrow(&mut self, fits: impl Fn(&str) -> bool + Send + Sync + 'static) {
        self.fits.push(Arc::new(fits));
    }

    /// Leaves to other shards what is theirs.
    pub(in crate::plan) fn deal(&mut self, shard: Shard) {
        self.shard = Some(shard);
    }

    /// Notes which rows these were.
    pub(in crate::plan) fn tell(&mut self, digest: u128) {
        self.digest = Some(digest);
    }

    /// What tells the selected rows from others; `None` where all are.
    pub(in crate::plan) fn digest(&self) -> Option<u128> {
        self.digest
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chosen({} conditions, {:?})", self.fits.len(), self.shard)
    }
}

/// One passage through a table.
pub(in crate::plan) struct Taken<'c> {
    chosen: &'c Chosen,
    fitting: u64,
    count: u64,
    digest: Digest,
}

impl<'c> Taken<'c> {
    /// Before the first row.
    pub(in crate::plan) fn new(chosen: &'c Chosen) -> Self {
        Self { chosen, fitting: 0, count: 0, digest: Digest::new() }
    }

    /// Whether the next row, which has this label, is taken.
    pub(in crate::plan) fn takes(&mut self, label: &str) -> bool {
        if !self.chosen.fits.iter().all(|fits| fits(label)) {
            return false;
        }
        self.fitting += 1;
        let own =
            |shard: Shard| (self.fitting - 1) % u64::from(shard.of) + 1 == u64::from(shard.index);
        let takes = self.chosen.shard.is_none_or(own);
        if takes {
            self.count += 1;
            self.digest.text(label);
        }
        takes
    }

    /// How many were taken, and what tells them from others.
    pub(in crate::plan) fn end(self) -> (u64, u128) {
        (self.count, self.digest.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(chosen: &Chosen, expected: &[&str]) {
        let mut taken = Taken::new(chosen);
        let labels = ["a1", "b1", "a2", "b2", "a3"];
        let kept: Vec<&str> = labels.into_iter().filter(|label| taken.takes(label)).collect();
        assert_eq!((kept.as_slice(), taken.end().0), (expected, expected.len() as u64));
    }

    #[test]
    fn every_row_is_taken_where_nothing_is_said() {
        check(&Chosen::default(), &["a1", "b1", "a2", "b2", "a3"]);
    }

    #[test]
    fn rows_are_dealt_out_among_those_that_fit() {
        let mut chosen = Chosen::default();
        chosen.narrow(|label| label.starts_with('a'));
        check(&chosen, &["a1", "a2", "a3"]);
        let shard = |index| {
            let mut chosen = chosen.clone();
            chosen.deal(Shard { index, of: 2 });
            chosen
        };
        check(&shard(1), &["a1", "a3"]);
        check(&shard(2), &["a2"]);
    }
}
