//! Choosing cases: what was asked for and all that it needs.

use super::Plan;

/// One `--filter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {}

/// Which cases to run. Empty lists select all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A case must fit one of these, if there are any.
    pub filters: Vec<Selector>,
    /// A case must have one of these tags, if there are any.
    pub tags: Vec<String>,
}

impl Selector {
    /// Reads a filter. Three digits alone are a status; `orders/create-order`, `create-order` or
    /// `bad-amount[negative]` a case, with `*` and `?` as wildcards; `404 RESOURCE_NOT_FOUND` or
    /// `identity/401 invalid_client` a documented code, with `*` and `?` too.
    pub fn parse(text: &str) -> Self {
        let _ = text;
        todo!()
    }
}

impl Plan {
    /// The plan for the selected cases and all that they need: the cases they depend on, and setup and
    /// teardown of their suites. Has no cases if nothing fits.
    #[must_use]
    pub fn select(self, selection: &Selection) -> Self {
        let _ = selection;
        todo!()
    }
}
