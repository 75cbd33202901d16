//! A case in its run.

use url::Url;

use crate::contract::{Layers, RowKey};
use crate::diagnostic::{Place, Span};
use crate::http::Client;
use crate::plan::{CaseIndex, PlannedCase, RequestPlan};
use crate::run::eligibility::{Effect, effect};
use crate::run::options::relative_path;
use crate::run::state::Shared;

/// A case together with the state of its run.
#[derive(Clone, Copy)]
pub(in crate::run) struct CaseRun<'s> {
    pub(in crate::run) shared: &'s Shared,
    pub(in crate::run) index: CaseIndex,
    pub(in crate::run) case: &'s PlannedCase,
}

impl<'s> CaseRun<'s> {
    pub(in crate::run) fn new(shared: &'s Shared, index: CaseIndex) -> Self {
        Self { shared, index, case: shared.case(index) }
    }

    /// Returns the contracts that judge the case.
    pub(in crate::run) fn layers(self) -> &'s Layers {
        &self.shared.plan.suites[self.case.suite].layers
    }

    /// Returns the base URL of the target.
    pub(in crate::run) fn target(self) -> &'s Url {
        &self.shared.endpoint(self.case).url
    }

    /// Returns the path of a URL below the base path of the target.
    pub(in crate::run) fn path_of(self, url: &Url) -> &str {
        relative_path(url, self.target())
    }

    /// Returns the client that sends the requests of the case.
    pub(in crate::run) fn client(self) -> &'s Client {
        self.shared.client(self.case)
    }

    /// Returns the first documented code that the case claims.
    pub(in crate::run) fn claim(self) -> Option<&'s RowKey> {
        self.case.expectation.known.claim()
    }

    /// Returns the line of a span, as findings show it.
    pub(in crate::run) fn place(self, span: Span) -> Place {
        self.shared.plan.sources.place(span)
    }

    /// Returns true if the request only reads (RFC 9110, section 9.2.1); `None` if the method is that of a link in a
    /// response that is not there.
    pub(in crate::run) fn is_safe(self) -> Option<bool> {
        let follower = match effect(&self.shared.plan, self.case) {
            Effect::Safe => return Some(true),
            Effect::Unsafe => return Some(false),
            Effect::OfLink(follower) => follower,
        };
        let RequestPlan::Follow { from, rel, .. } = &follower.request else { return None };
        // A replay or probe of the follower sends the method of the same link.
        let target = &self.shared.endpoint(follower).url;
        let layers = &self.shared.plan.suites[follower.suite].layers;
        let link = self.shared.kept(*from)?.link(layers, rel, target);
        Some(matches!(link, Ok(link) if link.method.is_safe()))
    }
}
