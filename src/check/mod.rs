//! The checks: one rule each, pure functions from an exchange to findings. Nothing here sees the network.

mod expectation;
mod registry;
mod view;

pub use expectation::{
    Expectation, ExpectedBody, ExpectedCode, ExpectedHeader, ExpectedMatch, ExpectedStatus,
    ExpectedValue, HeaderRule, StatusRule,
};
pub use registry::{CHECKS, Check, judge};
pub use view::{Json, Judgement, View};
