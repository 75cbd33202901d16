//! Putting captured values in: a planned case to a request and an expectation.

use std::sync::Arc;

use http::Method;
use url::Url;

use super::{Capture, PlannedCase, SlotId};
use crate::check::Expectation;
use crate::exchange::Request;

/// The captured values of a run.
#[derive(Debug)]
pub struct Bindings {}

/// Why a request could not be made, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BindError {
    /// Why.
    pub reason: String,
}

impl Bindings {
    /// Room for this many captures, all empty.
    pub fn new(slots: usize) -> Self {
        let _ = slots;
        todo!()
    }

    /// Keeps a captured value.
    pub fn set(&self, slot: SlotId, value: serde_json::Value) {
        let _ = (slot, value);
        todo!()
    }

    /// A captured value, if it was made.
    pub fn get(&self, slot: SlotId) -> Option<&serde_json::Value> {
        let _ = slot;
        todo!()
    }

    /// The request of a case against a target. For `follow`, `link` is the method and the URL that the
    /// link names. A replay has no request of its own.
    ///
    /// # Errors
    ///
    /// If a captured value is missing or does not fit where it is used.
    pub fn request(
        &self,
        case: &PlannedCase,
        target: &Url,
        link: Option<(Method, Url)>,
    ) -> Result<Request, BindError> {
        let _ = (case, target, link);
        todo!()
    }

    /// What the case expects, with captured values put in. For a replay, `control` are the captures of
    /// the case that it repeats.
    ///
    /// # Errors
    ///
    /// If a captured value is missing or does not fit where it is used.
    pub fn expectation(
        &self,
        case: &PlannedCase,
        control: &[Capture],
    ) -> Result<Arc<Expectation>, BindError> {
        let _ = (case, control);
        todo!()
    }
}
