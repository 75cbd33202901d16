//! The cases that are evidence of one fact.

use crate::verdict::CaseName;

/// The number of cases that a row names as its evidence.
pub(super) const NAMED: usize = 10;

/// The number of cases that are evidence of one fact, and the names of the first of them.
///
/// The first are those that come first by name, not in time. So the ledger does not depend on the order in which
/// responses arrived.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    pub(super) count: u64,
    pub(super) first: Vec<CaseName>,
}

impl Evidence {
    pub(super) fn add(&mut self, case: &CaseName) {
        self.count += 1;
        // The common situation in a large run: the list is full, and the case is behind its last name.
        if self.first.len() == NAMED && self.first.last() < Some(case) {
            return;
        }
        let at = self.first.partition_point(|earlier| earlier < case);
        if at < NAMED {
            self.first.insert(at, case.clone());
            self.first.truncate(NAMED);
        }
    }

    /// Returns true if no case is evidence.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first three names, and the number of further cases.
    pub(super) fn names(&self) -> String {
        let shown: Vec<String> = self.first.iter().take(3).map(CaseName::to_string).collect();
        let more = self.count - shown.len() as u64;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", shown.join(", "))
    }
}
