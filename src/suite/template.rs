//! `${…}` inside parsed scalars.

use crate::diagnostic::Span;

/// A string with expressions in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The whole scalar.
    pub span: Span,
    /// Its parts, in order; no two texts stand side by side.
    pub parts: Vec<Part>,
}

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is; `$${` has become `${`.
    Text(String),
    /// `${…}`.
    Expression(Expression),
}

/// What stands between `${` and `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The expression with its braces.
    pub span: Span,
    /// What it is.
    pub kind: ExpressionKind,
}

/// What an expression names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionKind {
    /// `name`: a variable, a column of the row, or a capture.
    Name(String),
    /// `env.NAME`: an environment variable.
    Environment(String),
    /// `uuid()`: a function of the fixed list.
    Call {
        /// The function's name.
        function: String,
        /// Its arguments: quoted strings and numbers.
        arguments: Vec<serde_json::Value>,
    },
}
