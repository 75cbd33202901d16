//! The state that all steps of loading share.

use super::schema_store::Bodies;
use crate::diagnostic::{Diagnostic, Sources};

/// The state that all steps of loading share.
pub(super) struct Loading<'a> {
    pub(super) sources: &'a mut Sources,
    pub(super) problems: &'a mut Vec<Diagnostic>,
    pub(super) bodies: Bodies,
}

impl Loading<'_> {
    /// Reports a problem.
    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }
}
