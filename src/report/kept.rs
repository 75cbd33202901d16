//! Exchanges of cases that passed, held for a report that shows the first of them.

use std::collections::HashMap;

use crate::event::Event;
use crate::exchange::Transcript;
use crate::verdict::{CaseName, Outcome};

/// Bytes that an exchange takes beside its texts, about.
const BARE: usize = 300;

/// The exchanges of the first cases that passed, as far as there is room for them: what is held need not be read
/// from the written record again.
#[derive(Debug, Default)]
pub struct Kept {
    room: usize,
    by_case: HashMap<CaseName, Transcript>,
}

impl Kept {
    /// Room for so many bytes, about. Without any, nothing is held.
    pub fn up_to(bytes: usize) -> Self {
        Self { room: bytes, by_case: HashMap::new() }
    }

    /// Takes the exchange out of the end of a case that passed, which nobody else keeps.
    pub fn take_from(&mut self, event: &mut Event) {
        let Event::CaseFinished(case) = event else { return };
        if self.room == 0 || case.outcome != Outcome::Passed {
            return;
        }
        let Some(exchange) = case.exchange.take() else { return };
        self.room = self.room.saturating_sub(BARE + exchange.bytes());
        self.by_case.insert(case.case.clone(), exchange);
    }

    /// The exchange of a case, if it is held.
    pub(super) fn of(&self, case: &CaseName) -> Option<&Transcript> {
        self.by_case.get(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::CaseFinished;
    use crate::report::sample::{case, exchange};

    fn ended(id: &str, outcome: Outcome, body: &str) -> Event {
        let exchange = Some(exchange("GET", "/", None, 200, body));
        Event::CaseFinished(Box::new(CaseFinished { outcome, exchange, ..case(id, "200", 1) }))
    }

    fn is_held(kept: &mut Kept, mut event: Event) -> bool {
        kept.take_from(&mut event);
        let Event::CaseFinished(case) = event else { return false };
        let held = kept.of(&case.case).is_some();
        assert_ne!(held, case.exchange.is_some(), "it is in one place");
        held
    }

    #[test]
    fn the_first_that_passed_are_held_while_there_is_room() {
        let mut kept = Kept::up_to(2000);
        let passed = |id, body: &str| ended(id, Outcome::Passed, body);
        assert!(is_held(&mut kept, passed("a", "")));
        assert!(is_held(&mut kept, passed("b", &"x".repeat(5000))), "there was room left");
        assert!(!is_held(&mut kept, passed("c", "")));
    }

    #[test]
    fn what_did_not_pass_keeps_its_exchange() {
        assert!(!is_held(&mut Kept::up_to(2000), ended("a", Outcome::Failed, "")));
        assert!(!is_held(&mut Kept::default(), ended("a", Outcome::Passed, "")));
    }
}
