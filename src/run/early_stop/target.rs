//! The evidence about one target.

use std::collections::BTreeSet;

use super::controls::{ENOUGH, Passage, asks, is_control};
use crate::event::{CaseFinished, Stopped};
use crate::plan::PlannedCase;
use crate::run::state::Shared;
use crate::verdict::{Outcome, Standing};

/// Statuses by which a gateway or a wrong base path answers requests that never reached the API.
pub(super) const LOST: [u16; 9] = [301, 302, 307, 308, 403, 404, 502, 503, 504];

/// The evidence whether requests to one target reach the API.
#[derive(Debug, Default)]
pub(super) struct Target {
    /// The base URL of the target, to show in the reason for the stop.
    base: String,
    pub(super) passage: Passage,
    /// The number of selected controls that go to the target.
    pub(super) planned: usize,
    /// The status of all responses so far, 401 excepted.
    status: Option<u16>,
    /// The number of controls whose response had that status.
    refused: usize,
    /// The methods and paths of the controls whose response had that status.
    requests: BTreeSet<String>,
    /// True if the contract documents one of the responses.
    is_documented: bool,
}

impl Target {
    /// Creates an entry without evidence.
    pub(super) fn new(shared: &Shared, case: &PlannedCase) -> Self {
        let base = shared.endpoint(case).url.as_str().trim_end_matches('/').to_owned();
        Self { base, ..Self::default() }
    }

    /// Notes a response. Returns true if the end of the case must be held back.
    pub(super) fn observe(
        &mut self,
        case: &PlannedCase,
        status: u16,
        finished: &CaseFinished,
    ) -> bool {
        if self.passage != Passage::Unknown {
            return false;
        }
        let matters = matches!(finished.outcome, Outcome::Passed | Outcome::Failed);
        if status == 401 {
            // 401 comes before the path is looked up, so it is no evidence about the base path. A case that expects
            // 401 has what it asks for.
            let is_met = finished.outcome == Outcome::Passed && asks(case) == Some(401);
            return matters && !is_met && self.planned >= ENOUGH;
        }
        // A gateway or a wrong path answers every request alike. Two different statuses show that requests reach the
        // API.
        let alike = *self.status.get_or_insert(status) == status;
        if !alike || !LOST.contains(&status) || self.planned < ENOUGH {
            self.passage = Passage::Open;
            return false;
        }
        let sighting = finished.sighting.as_ref().map(|sighting| &sighting.standing);
        self.is_documented |= matches!(sighting, Some(Standing::Documented { .. }));
        if is_control(case) {
            self.refused += 1;
            let request = finished.exchange.as_ref().map(|exchange| &exchange.request);
            // The query is left out: several paths that fail are evidence, one path with several queries is not.
            self.requests.extend(request.map(|request| {
                let path = request.url.split(['?', '#']).next().unwrap_or_default();
                format!("{} {path}", request.method)
            }));
        }
        matters
    }

    /// Returns true if so many controls failed with the same status that further cases are held back.
    pub(super) fn is_suspected(&self) -> bool {
        self.refused >= ENOUGH && (self.requests.len() > 1 || !self.is_documented)
    }

    /// Returns the reason for the stop if no control reached the API.
    pub(super) fn is_lost(&self) -> Option<Stopped> {
        // A status that the contract does not document did not come from the API, so one such response is enough at the
        // end of the run.
        let is_foreign = self.refused > 0 && !self.is_documented;
        let status = self.status.filter(|_| self.is_suspected() || is_foreign)?;
        let base = &self.base;
        let requests = if self.refused == 1 { "request" } else { "requests" };
        let why = format!(
            "the target answered {status} to everything, also to {} {requests} that should have succeeded",
            self.refused
        );
        let help = match status {
            404 => format!("is {base} the right base URL? Paths of the suites go below it"),
            403 => "are you allowed to use the target? A gateway may also refuse your address"
                .to_owned(),
            300..400 => format!(
                "is {base} the right base URL? It redirects, and redirects are not followed"
            ),
            _ => "is the target up? `--wait-for PATH` waits until it is".to_owned(),
        };
        Some(Stopped { why, help })
    }
}
