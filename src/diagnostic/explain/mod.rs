//! What each code of a diagnostic means, with an example of the mistake and how it is mended.

mod contracts;
mod files;
mod names;
mod openapi;
mod probes;
mod sending;
mod suites;
mod targets;
mod values;
mod yaml;

/// What there is to say about one code.
#[derive(Debug, Clone, Copy)]
pub struct Explanation {
    /// The code, as diagnostics show it in brackets.
    pub code: &'static str,
    /// What is wrong and why it matters, in whole sentences.
    pub about: &'static str,
    /// The mistake and the mend.
    pub example: Example,
}

/// The mistake and the mend, each as lines.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// A part of a suite: its keys, or its cases where the first line begins with `- `.
    Suite(&'static [&'static str], &'static [&'static str]),
    /// A part of a contract: its keys.
    Contract(&'static [&'static str], &'static [&'static str]),
    /// A part of an `OpenAPI` document: its keys.
    OpenApi(&'static [&'static str], &'static [&'static str]),
    /// What no single file shows, in words or as commands.
    Told(&'static [&'static str], &'static [&'static str]),
}

impl Example {
    /// The lines of the mistake.
    pub fn mistake(&self) -> &'static [&'static str] {
        let (Self::Suite(mistake, _)
        | Self::Contract(mistake, _)
        | Self::OpenApi(mistake, _)
        | Self::Told(mistake, _)) = self;
        mistake
    }

    /// The same lines, mended.
    pub fn mend(&self) -> &'static [&'static str] {
        let (Self::Suite(_, mend)
        | Self::Contract(_, mend)
        | Self::OpenApi(_, mend)
        | Self::Told(_, mend)) = self;
        mend
    }
}

/// Every explanation, those of one subject together.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    [
        yaml::YAML,
        suites::SUITES,
        values::VALUES,
        sending::SENDING,
        probes::PROBES,
        names::NAMES,
        targets::TARGETS,
        contracts::CONTRACTS,
        openapi::OPENAPI,
        files::FILES,
    ]
    .into_iter()
    .flatten()
}

const fn explain(code: &'static str, about: &'static str, example: Example) -> Explanation {
    Explanation { code, about, example }
}
