//! Explanations, and the Markdown in which they are written.
//!
//! A topic is a heading of level 1, then one section per code. The heading of a section is the code. Below the heading
//! follow the text and two fenced blocks: the mistake and its correction. The info string of the blocks is their
//! [`Format`].

use crate::diagnostic::Code;

/// The explanation of one diagnostic code.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The diagnostic code that is explained.
    pub code: Code,
    /// The mistake and its consequence, in whole sentences.
    pub about: String,
    /// An example of the mistake, with its correction.
    pub example: Example,
}

/// A mistake and its correction, each as lines of text.
///
/// Keys that the file needs but the example does not show are left out.
#[derive(Debug, Clone)]
pub struct Example {
    /// The format in which mistake and correction are written.
    pub format: Format,
    /// The lines of the example that has the mistake.
    pub mistake: Vec<&'static str>,
    /// The same lines without the mistake.
    pub correction: Vec<&'static str>,
}

/// The format of an example, by which tests decide how to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Top-level keys of a suite, or entries of its `cases` if the first line begins with `- `.
    Suite,
    /// Top-level keys of a contract in the format of this program.
    Contract,
    /// Top-level keys of an `OpenAPI` document.
    OpenApi,
    /// Commands or words, for a mistake that no single file can show. Tests do not run these examples.
    Prose,
}

impl Format {
    fn named(info_string: &str) -> Self {
        match info_string {
            "suite" => Self::Suite,
            "contract" => Self::Contract,
            "openapi" => Self::OpenApi,
            "prose" => Self::Prose,
            other => unreachable!("`{other}` is not the format of an example"),
        }
    }
}

/// Parses the sections of a topic, in order.
///
/// # Panics
///
/// Panics if a section is malformed. The topics are part of the program, and tests parse all of them.
pub(super) fn parse_topic(markdown: &'static str) -> impl Iterator<Item = Explanation> {
    // The text before the first section is the title of the topic.
    markdown.split("\n## ").skip(1).map(parse_section)
}

fn parse_section(section: &'static str) -> Explanation {
    let mut fences = section.split("```");
    let (name, about) = fences.next().and_then(|head| head.split_once('\n')).expect("a heading");
    let code = Code::ALL.iter().find(|code| code.as_str() == name).expect("the heading is a code");
    // Every second piece is inside a block. The others are the blank lines around the blocks.
    let mut blocks = fences.step_by(2).map(|block| block.split_once('\n').expect("an info string"));
    let mut next_block = || blocks.next().expect("a mistake and a correction");
    let ((format, mistake), (_, correction)) = (next_block(), next_block());
    Explanation {
        code: *code,
        // The file wraps its lines for editors. Commands wrap the text to the width of the terminal.
        about: about.trim().replace('\n', " "),
        example: Example {
            format: Format::named(format),
            mistake: mistake.lines().collect(),
            correction: correction.lines().collect(),
        },
    }
}
