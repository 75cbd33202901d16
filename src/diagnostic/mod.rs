//! Mistakes in files, with their places.
//!
//! A [`Span`] is a range of bytes in one of the [`Sources`]. A [`Place`] is a span in the form that people and
//! reports read: file, line, column and the text of the line. A [`Diagnostic`] is plain data, and [`render()`]
//! draws diagnostics for a terminal.

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

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The command stops. Nothing is sent before the mistake is corrected.
    Error,
    /// The command continues.
    Warning,
}

/// A marked part of a file, with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The part that is marked.
    pub span: Span,
    /// The text below the marks. May be empty.
    pub text: String,
}

/// One mistake that an author can correct, with its place and a suggestion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The code of the kind of mistake.
    pub code: Code,
    /// The mistake, in one sentence without a full stop.
    pub message: String,
    /// The place of the mistake. `None` only if there is no file, as for an empty folder or a flag.
    pub primary: Option<Label>,
    /// Other places that explain the mistake, such as the first of two equal keys.
    pub related: Vec<Label>,
    /// Suggestions for a correction, one per item.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// Starts an error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Starts a warning without a place.
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

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds "did you mean …?" if one of the `known` names is similar to the `written` name.
    #[must_use]
    pub fn suggest<'k>(self, written: &str, known: impl IntoIterator<Item = &'k str>) -> Self {
        match closest(written, known) {
            Some(known) => self.help(format!("did you mean `{known}`?")),
            None => self,
        }
    }
}
