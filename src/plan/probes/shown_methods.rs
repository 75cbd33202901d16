//! The methods with which the cases of a suite expect no error, for each path.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;

use crate::check::StatusRule;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::request::known_path;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::request::RequestPlan;

/// The methods with which the cases of a suite expect no error, for each path. A probe for 405 must not use them,
/// even if no contract documents them.
#[derive(Debug, Default)]
pub(in crate::plan) struct ShownMethods(BTreeMap<String, BTreeSet<String>>);

impl ShownMethods {
    /// Adds the method of a case that expects no error.
    pub(in crate::plan) fn add(&mut self, planned: &PlannedCase, claim: &Claim) {
        let RequestPlan::Send(send) = &planned.request else { return };
        let expects_no_error = match claim.status {
            StatusRule::Exactly(status) => status < 400,
            StatusRule::Success => true,
            StatusRule::Any => false,
        };
        if let Some(path) = known_path(&send.path).filter(|_| expects_no_error) {
            // Servers must support GET and HEAD (RFC 9110, section 9.1), so HEAD shows that the path has GET.
            let method = if send.method == Method::HEAD { "GET" } else { send.method.as_str() };
            self.0.entry(path).or_default().insert(method.to_owned());
        }
    }

    /// Returns `true` if a case shows that the path has the method.
    pub(in crate::plan) fn has(&self, path: &str, method: &str) -> bool {
        self.0.get(path).is_some_and(|methods| methods.contains(method))
    }
}
