//! The conditions for exit code 0.

use super::NamedBaseline;

/// The conditions that a run must meet to end with exit code 0, in addition to conforming to the contract.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    /// True if should-level findings fail the run (`--strict`).
    pub strict: bool,
    /// True if every documented code must be proven (`--require proven`).
    pub require_proven: bool,
    /// An earlier run whose violations are accepted (`--baseline`).
    pub baseline: Option<NamedBaseline>,
}
