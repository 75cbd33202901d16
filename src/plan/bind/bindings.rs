//! The captured values of a run, and everything that is composed of them.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use http::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::check::{
    Expectation, ExpectedHeader, ExpectedLink, ExpectedValue, HeaderRule, HrefRule, LinkExpectation,
};
use crate::plan::model::case::PlannedCase;
use crate::plan::model::expectation::{Capture, ExpectationPlan, LinkPlan};
use crate::plan::model::plan_index::SlotId;
use crate::plan::model::request::RequestPlan;
use crate::plan::model::value::{CallPlan, Operand, Piece, Scalar, ValuePlan};
use crate::plan::value_text::text_of;

/// The captured values of a run.
#[derive(Debug)]
pub struct Bindings {
    slots: Vec<OnceLock<Value>>,
}

/// The reason why a request or an expectation could not be composed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BindError {
    /// The reason in one line, as shown in reports.
    pub reason: String,
}

impl BindError {
    /// Creates an error with this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl Bindings {
    /// Creates empty slots for this many captures.
    pub fn new(slots: usize) -> Self {
        Self { slots: (0..slots).map(|_| OnceLock::new()).collect() }
    }

    /// Stores a captured value. A slot that has a value keeps it.
    pub fn set(&self, slot: SlotId, value: Value) {
        if let Some(kept) = self.slots.get(slot.0) {
            // A second value would come from a case that ran twice. Other cases have used the first one.
            let _ = kept.set(value);
        }
    }

    /// Returns a copy in which these slots have these values.
    #[must_use]
    pub fn with(&self, values: &[(SlotId, Value)]) -> Self {
        let mut slots = self.slots.clone();
        for (slot, value) in values {
            if let Some(kept) = slots.get_mut(slot.0) {
                *kept = OnceLock::from(value.clone());
            }
        }
        Self { slots }
    }

    /// Returns a captured value, or `None` if its case has not captured it.
    pub fn get(&self, slot: SlotId) -> Option<&Value> {
        self.slots.get(slot.0).and_then(OnceLock::get)
    }

    /// Returns the expectation of a case with its captured values filled in. `control` has the captures of the
    /// control of a replay: the response to the replay must have the same values.
    ///
    /// # Errors
    ///
    /// Returns an error if a captured value is missing or does not fit where it is used.
    pub fn expectation(
        &self,
        case: &PlannedCase,
        control: &[Capture],
    ) -> Result<Arc<Expectation>, BindError> {
        let expectation = self.bound(&case.expectation)?;
        if control.is_empty() || !matches!(case.request, RequestPlan::Replay { .. }) {
            return Ok(expectation);
        }
        let mut replay = Vec::new();
        for Capture { slot, query, span, .. } in control {
            // The control has captured these values before its replay is sent.
            let value = self.captured(*slot)?.clone();
            replay.push(ExpectedValue { query: query.clone(), value, span: *span });
        }
        Ok(Arc::new(Expectation { replay, ..(*expectation).clone() }))
    }

    /// Puts captured values into an expectation.
    ///
    /// # Errors
    ///
    /// Returns an error if a captured value is missing or does not fit where it is used.
    pub fn bound(&self, plan: &ExpectationPlan) -> Result<Arc<Expectation>, BindError> {
        let mut equals = Vec::new();
        for (query, value, span) in &plan.equals {
            equals.push(ExpectedValue {
                query: query.clone(),
                value: self.value(value)?,
                span: *span,
            });
        }
        let mut headers = Vec::new();
        for (name, value, span) in &plan.headers {
            let rule = HeaderRule::Equals(self.text(value)?.into_owned());
            headers.push(ExpectedHeader { name: name.clone(), rule, span: *span });
        }
        let links = plan.links.iter().map(|link| self.link(link)).collect::<Result<_, _>>()?;
        Ok(plan.with(equals, headers, links))
    }

    fn link(&self, plan: &LinkPlan) -> Result<ExpectedLink, BindError> {
        let LinkPlan { rel, method, href, span } = plan;
        let href = Some(HrefRule::Is(self.text(href)?.into_owned()));
        let rule = LinkExpectation::Present { method: method.clone(), href };
        Ok(ExpectedLink { rel: rel.clone(), rule, span: *span })
    }

    /// Returns a captured value. Returns an error if its case has not captured it.
    fn captured(&self, slot: SlotId) -> Result<&Value, BindError> {
        self.get(slot).ok_or_else(|| BindError::new("a value that the case uses was not captured"))
    }

    /// Returns a captured value as text.
    pub(in crate::plan) fn captured_text(&self, slot: SlotId) -> Result<String, BindError> {
        as_text(self.captured(slot)?)
    }

    /// Evaluates a function call with its captured arguments.
    fn evaluate(&self, call: &CallPlan) -> Result<Value, BindError> {
        let arguments = call.operands().iter().map(|operand| match operand {
            Operand::Known(value) => Ok(value.clone()),
            Operand::Slot(slot) => self.captured(*slot).cloned(),
        });
        let arguments = arguments.collect::<Result<Vec<Value>, BindError>>()?;
        call.evaluate(&arguments).map_err(|fault| {
            BindError::new(format!("`{}` cannot be called: {}", call.name(), fault.reason))
        })
    }

    /// Returns a text with its captured values filled in.
    pub(in crate::plan) fn text<'s>(&self, scalar: &'s Scalar) -> Result<Cow<'s, str>, BindError> {
        match scalar {
            Scalar::Known(text) => Ok(Cow::Borrowed(text)),
            Scalar::Pieces(pieces) => self.joined(pieces, Ok).map(Cow::Owned),
        }
    }

    /// Joins pieces to one text. `put` converts each interpolated value.
    pub(in crate::plan) fn joined(
        &self,
        pieces: &[Piece],
        put: impl Fn(String) -> Result<String, BindError>,
    ) -> Result<String, BindError> {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Ok(text.clone()),
                Piece::Value(value) => put(value.clone()),
                Piece::Slot(slot) => put(self.captured_text(*slot)?),
                Piece::Call(call) => put(as_text(&self.evaluate(call)?)?),
            })
            .collect()
    }

    /// Returns a JSON value with its captured values filled in.
    pub(in crate::plan) fn value(&self, value: &ValuePlan) -> Result<Value, BindError> {
        match value {
            ValuePlan::Known(value) => Ok(value.clone()),
            ValuePlan::Slot(slot) => self.captured(*slot).cloned(),
            ValuePlan::Call(call) => self.evaluate(call),
            ValuePlan::Text(pieces) => self.joined(pieces, Ok).map(Value::String),
            ValuePlan::Array(items) => {
                let items = items.iter().map(|item| self.value(item));
                items.collect::<Result<Vec<Value>, BindError>>().map(Value::Array)
            }
            ValuePlan::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?)));
                members.collect::<Result<_, BindError>>().map(Value::Object)
            }
        }
    }
}

fn as_text(value: &Value) -> Result<String, BindError> {
    text_of(value).ok_or_else(|| BindError::new("a captured null cannot be part of a text"))
}

/// Returns the value of a header field.
///
/// # Errors
///
/// Returns an error if the text has characters that a field value cannot have.
pub(in crate::plan) fn header_value(
    name: &HeaderName,
    text: &str,
) -> Result<HeaderValue, BindError> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        BindError::new(format!(
            "the value of the header field `{name}` has characters that are not allowed"
        ))
    })
}
