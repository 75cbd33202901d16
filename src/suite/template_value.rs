//! A YAML value with expressions.

use crate::source::Node;

use super::named::Named;
use super::template::{Expression, Template};

/// A YAML value whose strings may contain expressions.
#[derive(Debug, Clone)]
pub enum TemplateValue {
    /// A value without any expression.
    Literal(Node),
    /// A string that consists of one expression. The value keeps its type.
    Whole(Box<Expression>),
    /// A string that contains expressions.
    Text(Template),
    /// A list that contains expressions.
    Sequence(Vec<TemplateValue>),
    /// A mapping whose values contain expressions.
    Mapping(Vec<Named<TemplateValue>>),
}
