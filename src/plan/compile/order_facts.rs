//! The facts about a case that decide when it may start.

use crate::diagnostic::Span;
use crate::event::Phase;
use crate::plan::expression_scope::CaptureUse;
use crate::plan::model::plan_index::SlotId;

/// The facts about a case that decide when it may start. Cases are identified by their position in the suite.
#[derive(Debug, Clone)]
pub(in crate::plan) struct CaseDependencies {
    pub(in crate::plan) phase: Phase,
    /// True if the case fetches a token. It then runs when a case needs the token, and only the cases that
    /// send the token wait for it.
    pub(in crate::plan) fetches_token: bool,
    pub(in crate::plan) place: Span,
    /// Captured values that the request or the expectation uses.
    pub(in crate::plan) uses: Vec<CaptureUse>,
    /// Captured values that the credentials use.
    pub(in crate::plan) credential_uses: Vec<CaptureUse>,
    /// The case whose response is followed, or whose request is repeated or changed.
    pub(in crate::plan) source: Option<Reference>,
    /// The slots of the case's captures.
    pub(in crate::plan) captures: Vec<SlotId>,
    /// The cases that the suite names in `after`.
    pub(in crate::plan) after: Vec<Reference>,
    /// True if the request's method is safe (RFC 9110, section 9.2.1).
    pub(in crate::plan) safe: bool,
    pub(in crate::plan) role: OrderRole,
}

/// A reference to another case of the suite, and the place of the reference.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Reference {
    pub(in crate::plan) case: usize,
    pub(in crate::plan) span: Span,
}

/// The role of a case in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum OrderRole {
    /// A case that the suite writes out, a token request, or a replay.
    Case,
    /// A probe. It uses the captures that its control uses, but not the resources that its control creates.
    Probe,
    /// A probe that runs after all other cases.
    LastProbe,
}

/// A function that returns the id of the case at a position, for messages.
pub(in crate::plan) type CaseIds<'i> = &'i dyn Fn(usize) -> &'i str;

impl CaseDependencies {
    /// Creates the facts of a case without dependencies.
    pub(in crate::plan) fn new(phase: Phase, place: Span) -> Self {
        Self {
            phase,
            fetches_token: false,
            place,
            uses: Vec::new(),
            credential_uses: Vec::new(),
            source: None,
            captures: Vec::new(),
            after: Vec::new(),
            safe: false,
            role: OrderRole::Case,
        }
    }

    /// Returns `true` if the case depends on no other case.
    pub(in crate::plan) fn is_free(&self) -> bool {
        let uses_nothing = self.uses.is_empty() && self.credential_uses.is_empty();
        let is_case = self.phase == Phase::Case && self.role == OrderRole::Case;
        uses_nothing && self.source.is_none() && is_case && self.after.is_empty()
    }
}
