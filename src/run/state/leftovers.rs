//! Resources that probes created by accident, for the teardown to delete.

use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::plan::{CaseIndex, SlotId};
use crate::verdict::CaseName;

/// A resource that a probe created although the target should have refused the request.
#[derive(Debug, Clone)]
pub(in crate::run) struct Leftover {
    pub(in crate::run) probe: CaseName,
    /// The case whose request the probe changed.
    pub(in crate::run) control: CaseIndex,
    /// The values that the control would have captured from the response.
    pub(in crate::run) values: Vec<(SlotId, Value)>,
}

/// The leftovers of a run.
#[derive(Debug, Default)]
pub(super) struct Leftovers(Mutex<Vec<Leftover>>);

impl Leftovers {
    pub(super) fn add(&self, leftover: Leftover) {
        // A panic of another case leaves the list whole, so a poisoned lock is still usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(leftover);
    }

    /// Returns a copy, so that no lock is held while requests are sent.
    pub(super) fn all(&self) -> Vec<Leftover> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
