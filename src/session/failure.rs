//! Why a command ends before anything was sent.

use super::Exit;

/// Why a command ends before anything was sent: one line and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// One line without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// How the command ends.
    pub exit: Exit,
}

impl Failure {
    /// A mistake in how the command was called.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, exit: Exit::Usage }
    }

    /// Nothing could be judged.
    pub fn judge(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, exit: Exit::NotJudged }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }
}
