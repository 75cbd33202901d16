//! An error that ends a command before any request is sent.

use super::Exit;

/// An error that ends a command before any request is sent: one line, and a hint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The error in one line, without a full stop.
    pub message: String,
    /// A hint: what the user can do about the error.
    pub help: Option<String>,
    /// The exit code of the command.
    pub exit: Exit,
}

impl Failure {
    /// Creates an error about how the command was called (exit code 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, exit: Exit::Usage }
    }

    /// Creates an error that prevents any verdict (exit code 3).
    pub fn not_judged(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, exit: Exit::NotJudged }
    }

    /// Creates an error for a command that selects nothing to run (exit code 4).
    pub fn nothing_selected(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, exit: Exit::Incomplete }
    }

    /// Adds a hint.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
