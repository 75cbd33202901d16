//! What is wrong with a file that an author wrote, and where.
//!
//! A [`Span`] is a range of bytes of one of the [`Sources`]; a [`Place`] is the same thing as people
//! and reports read it: file, line, column and the line itself. A [`Diagnostic`] is plain data; how it
//! looks in a terminal is [`render()`]'s business.

mod code;
mod place;
mod render;
mod sources;
mod suggest;
mod wrap;

pub use code::Code;
pub use place::Place;
pub use render::{Palette, render, render_failure, summary};
pub use sources::{FileId, Sources, Span};
pub use suggest::closest;
pub use wrap::wrap_options;

/// Whether a diagnostic stops the command or only informs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is sent before it is mended.
    Error,
    /// The command goes on.
    Warning,
}

/// A part of a file with a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The part that is marked.
    pub span: Span,
    /// What is said under the marks; may be empty.
    pub text: String,
}

/// One thing that an author can fix, with its place and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the command.
    pub severity: Severity,
    /// The kind of mistake.
    pub code: Code,
    /// One sentence without a full stop: what is wrong.
    pub message: String,
    /// The place itself; `None` only where there is no file (an empty folder, a flag).
    pub primary: Option<Label>,
    /// Other places that explain it, such as the first of two equal keys.
    pub related: Vec<Label>,
    /// What to do about it, one hint each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error of this kind, without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning of this kind, without a place yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { severity, code, message, primary: None, related: Vec::new(), help: Vec::new() }
    }

    /// Marks the place of the mistake.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Marks another place that explains the mistake.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean …?" where one of `known` is close to what was `written`.
    #[must_use]
    pub fn suggest<'k>(self, written: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        match closest(written, known) {
            Some(known) => self.help(format!("did you mean `{known}`?")),
            None => self,
        }
    }
}
