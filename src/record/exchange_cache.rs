//! Exchanges of cases that passed, held for a report that shows the first of them.

use std::collections::HashMap;

use crate::event::{CaseFinished, Event};
use crate::redact::Transcript;
use crate::verdict::{CaseName, Outcome};

/// Bytes that an exchange takes beside its texts, about.
const BARE: usize = 300;

/// The exchanges of the first cases that passed, as far as there is room for them: what is held need not be read
/// from the written record again.
#[derive(Debug, Default)]
pub struct Kept {
    room: usize,
    exchanges: ByCase<Transcript>,
}

/// Something of each case: by file, then by name, for cases of two recordings may share a name.
#[derive(Debug)]
pub(crate) struct ByCase<T>(HashMap<String, HashMap<CaseName, T>>);

impl<T> Default for ByCase<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> ByCase<T> {
    pub(crate) fn insert(&mut self, file: &str, case: CaseName, it: T) {
        if !self.0.contains_key(file) {
            self.0.insert(file.to_owned(), HashMap::new());
        }
        if let Some(cases) = self.0.get_mut(file) {
            cases.insert(case, it);
        }
    }

    pub(crate) fn get(&self, case: &CaseFinished) -> Option<&T> {
        self.0.get(&case.file)?.get(&case.case)
    }
}

impl Kept {
    /// Room for so many bytes, about. Without any, nothing is held.
    pub fn up_to(bytes: usize) -> Self {
        Self { room: bytes, exchanges: ByCase::default() }
    }

    /// Takes the exchange out of the end of a case that passed, which nobody else keeps.
    pub fn take_from(&mut self, event: &mut Event) {
        let Event::CaseFinished(case) = event else { return };
        if self.room == 0 || case.outcome != Outcome::Passed {
            return;
        }
        let Some(exchange) = case.exchange.take() else { return };
        self.room = self.room.saturating_sub(BARE + exchange.bytes());
        self.exchanges.insert(&case.file, case.case.clone(), exchange);
    }

    /// The exchange of a case, if it is held.
    pub(crate) fn of(&self, case: &CaseFinished) -> Option<&Transcript> {
        self.exchanges.get(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, exchange};

    fn ended(id: &str, outcome: Outcome, body: &str) -> Event {
        let exchange = Some(exchange("GET", "/", None, 200, body));
        Event::CaseFinished(Box::new(CaseFinished { outcome, exchange, ..case(id, "200", 1) }))
    }

    fn is_held(kept: &mut Kept, mut event: Event) -> bool {
        kept.take_from(&mut event);
        let Event::CaseFinished(case) = event else { return false };
        let held = kept.of(&case).is_some();
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
    fn cases_of_two_files_may_share_a_name() {
        let mut kept = Kept::up_to(2000);
        let of = |file: &str, body| {
            let mut event = ended("a", Outcome::Passed, body);
            if let Event::CaseFinished(case) = &mut event {
                file.clone_into(&mut case.file);
            }
            event
        };
        let mut events = [of("a/x.har", "1"), of("b/x.har", "22")];
        for event in &mut events {
            kept.take_from(event);
        }
        for (event, bytes) in events.iter().zip([1, 2]) {
            let Event::CaseFinished(case) = event else { continue };
            let response = kept.of(case).and_then(|exchange| exchange.response.as_ref());
            let body = response.and_then(|response| response.body.as_ref());
            assert_eq!(body.map(|body| body.bytes), Some(bytes));
        }
    }

    #[test]
    fn what_did_not_pass_keeps_its_exchange() {
        assert!(!is_held(&mut Kept::up_to(2000), ended("a", Outcome::Failed, "")));
        assert!(!is_held(&mut Kept::default(), ended("a", Outcome::Passed, "")));
    }
}
