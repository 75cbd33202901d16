//! Texts and JSON values of a plan: known before the run, or composed of captured values.

use jiff::Timestamp;
use serde_json::Value;

use super::generated_value::PlaceSeed;
use super::plan_index::SlotId;
use crate::suite::Function;

/// A text whose captured values are filled in during the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A text that is known before the run.
    Known(String),
    /// The pieces of a text with captured values, or of a path whose interpolated values have to be encoded.
    Pieces(Vec<Piece>),
}

/// A piece of a [`Scalar`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text as the author wrote it.
    Text(String),
    /// An interpolated value that is known before the run. Kept apart from [`Piece::Text`] because a path
    /// percent-encodes values and leaves written text as it is.
    Value(String),
    /// The captured value in this slot, as text.
    Slot(SlotId),
    /// The result of a function whose arguments include captured values.
    Call(CallPlan),
}

/// A JSON value whose captured values are filled in during the run.
#[derive(Debug, Clone, PartialEq)]
pub enum ValuePlan {
    /// A value that is known before the run.
    Known(Value),
    /// A captured value, with its JSON type.
    Slot(SlotId),
    /// The result of a function whose arguments include captured values.
    Call(CallPlan),
    /// A string that contains captured values.
    Text(Vec<Piece>),
    /// A list in which at least one item contains captured values.
    Array(Vec<ValuePlan>),
    /// An object in which at least one member contains captured values.
    Object(Vec<(String, ValuePlan)>),
}

/// A function call whose arguments are known, or captured in the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallPlan {
    pub(in crate::plan) function: Function,
    pub(in crate::plan) operands: Vec<Operand>,
    /// The seed of the values that the function generates.
    pub(in crate::plan) place: PlaceSeed,
    /// The time that `now()` and `unix()` start from.
    pub(in crate::plan) now: Timestamp,
}

/// An argument of a [`CallPlan`]: a known value, or the slot of a captured value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) enum Operand {
    Known(Value),
    Slot(SlotId),
}
