//! The interface of a check.

use super::exchange_view::View;
use crate::verdict::{CheckId, Finding};

/// A check: one rule that a response must keep.
pub trait Check: Sync {
    /// Returns the identifier, as findings and `explain` show it.
    fn id(&self) -> CheckId;

    /// Returns the demand of the rule, in one sentence.
    fn about(&self) -> &'static str;

    /// Returns true if each part of the API that a request belongs to is judged separately. By default all parts are
    /// judged at once.
    fn judges_each_part(&self) -> bool {
        false
    }

    /// Returns true if the rule is about the content. Such a rule is not applied to content that broke off.
    fn reads_content(&self) -> bool {
        false
    }

    /// Returns a finding for each place where the exchange breaks the rule.
    fn judge(&self, view: &View<'_>) -> Vec<Finding>;
}
