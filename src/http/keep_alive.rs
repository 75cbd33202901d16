//! The evidence that a target keeps idle connections.
//!
//! A server may close an idle connection at any time without saying so (RFC 9112, section 9.5). A request that was sent
//! on such a connection is lost, and if it must not be sent twice (RFC 9110, section 9.2.2), its case is errored. Some
//! servers close every connection after its first response. Such a request is therefore sent on a new connection until
//! the target has shown that it keeps idle ones.

use std::time::Duration;

/// The number of responses on reused connections that shows that a target keeps idle connections.
const REUSES: u32 = 8;

/// The idle time that a connection must survive to show the same. A server that closes a connection after a response
/// does so within milliseconds.
pub(super) const SURVIVED: Duration = Duration::from_millis(50);

/// The behaviour of one origin so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct KeepAlive {
    /// The number of responses on reused connections since the last unannounced close.
    reuses: u32,
    /// The number of unannounced closes.
    closes: u32,
}

impl KeepAlive {
    /// Returns true if the target has shown that it keeps idle connections.
    pub(super) fn is_shown(self) -> bool {
        self.reuses >= self.needed()
    }

    /// Notes a response on a reused connection.
    pub(super) fn note_reuse(&mut self) {
        self.reuses = self.reuses.saturating_add(1);
    }

    /// Notes that a connection was open after it was idle for [`SURVIVED`].
    pub(super) fn note_survival(&mut self) {
        // If the target also closes connections, its reason is not the idle time alone, such as a number of requests.
        if self.closes == 0 {
            self.reuses = self.reuses.max(REUSES);
        }
    }

    /// Notes that the target closed an idle connection without saying so. The next evidence must be twice as strong, so
    /// a target that closes connections now and then costs few requests.
    pub(super) fn note_close(&mut self) {
        self.closes = self.closes.saturating_add(1);
        self.reuses = 0;
    }

    fn needed(self) -> u32 {
        REUSES << self.closes.min(20)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(reuses: u32, mut known: KeepAlive) -> KeepAlive {
        (0..reuses).for_each(|_| known.note_reuse());
        known
    }

    #[test]
    fn several_responses_on_reused_connections_are_evidence() {
        assert!(!after(REUSES - 1, KeepAlive::default()).is_shown());
        assert!(after(REUSES, KeepAlive::default()).is_shown());
    }

    #[test]
    fn a_connection_that_stays_open_is_evidence() {
        let mut known = KeepAlive::default();
        known.note_survival();
        assert!(known.is_shown());
    }

    #[test]
    fn after_each_close_twice_the_evidence_is_needed() {
        let mut known = after(REUSES, KeepAlive::default());
        for closes in 1..40 {
            known.note_close();
            known.note_survival();
            assert!(!known.is_shown());
            if closes < 5 {
                known = after((REUSES << closes) - 1, known);
                assert!(!known.is_shown());
                known.note_reuse();
                assert!(known.is_shown());
            }
        }
    }
}
