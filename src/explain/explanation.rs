//! The types of explanations.

use crate::diagnostic::Code;

/// The explanation of one diagnostic code.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// The mistake and its consequence, in whole sentences.
    pub about: &'static str,
    /// The mistake and its correction.
    pub example: Example,
}

/// A mistake and its correction, each as lines of text.
///
/// The first list of a variant is the mistake, the second the correction. Keys that the file needs but
/// the example does not show are left out.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// Top-level keys of a suite, or entries of its `cases` if the first line begins with `- `.
    Suite(&'static [&'static str], &'static [&'static str]),
    /// Top-level keys of a contract.
    Contract(&'static [&'static str], &'static [&'static str]),
    /// Top-level keys of an `OpenAPI` document.
    OpenApi(&'static [&'static str], &'static [&'static str]),
    /// Commands or words, for a mistake that no single file can show. Tests do not run these examples.
    Prose(&'static [&'static str], &'static [&'static str]),
}

impl Example {
    /// Returns the lines of the mistake.
    pub fn mistake(&self) -> &'static [&'static str] {
        let (Self::Suite(mistake, _)
        | Self::Contract(mistake, _)
        | Self::OpenApi(mistake, _)
        | Self::Prose(mistake, _)) = self;
        mistake
    }

    /// Returns the corrected lines.
    pub fn correction(&self) -> &'static [&'static str] {
        let (Self::Suite(_, correction)
        | Self::Contract(_, correction)
        | Self::OpenApi(_, correction)
        | Self::Prose(_, correction)) = self;
        correction
    }
}

/// Returns an explanation. Short, because the tables call it for every code.
pub(super) const fn explain(code: Code, about: &'static str, example: Example) -> Explanation {
    Explanation { code, about, example }
}
