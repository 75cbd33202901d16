//! Access to a target, or with a credential, as the controls so far show it.

use crate::event::Stopped;

/// The number of controls that must be refused before anything is suspected, if no other evidence exists.
///
/// The early stop also needs at least as many planned cases: a case that is run alone just fails.
pub(super) const ENOUGH: usize = 3;

/// The answer to the question whether controls succeed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Passage {
    /// No control has decided yet.
    #[default]
    Unknown,
    /// A control succeeded, or the question cannot be answered.
    Open,
    /// No control can succeed, for this reason.
    Closed(String),
}

impl Passage {
    /// Answers an open question. Returns true if the question was open.
    pub(super) fn settle(&mut self, closed: Option<&Stopped>) -> bool {
        if *self != Self::Unknown {
            return false;
        }
        *self = closed.map_or(Self::Open, |closed| Self::Closed(closed.why.clone()));
        true
    }
}
