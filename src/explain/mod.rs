//! The explanation of every diagnostic code: the reason, an example of the mistake, and the correction.
//!
//! Each topic is a Markdown file in this folder. `explanation.rs` describes the format of these files.

mod explanation;

use std::sync::LazyLock;

pub use explanation::{Example, Explanation, Format};

/// The topics, in the order of [`Code::ALL`](crate::diagnostic::Code::ALL).
const TOPICS: [&str; 10] = [
    include_str!("yaml.md"),
    include_str!("suite_syntax.md"),
    include_str!("functions_and_tables.md"),
    include_str!("repeated_requests.md"),
    include_str!("probes.md"),
    include_str!("references.md"),
    include_str!("targets.md"),
    include_str!("contracts.md"),
    include_str!("openapi.md"),
    include_str!("files_and_commands.md"),
];

/// Returns all explanations, grouped by topic.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    // Parsed on first use: most commands explain nothing, and a run should not pay for the text.
    static ALL: LazyLock<Vec<Explanation>> =
        LazyLock::new(|| TOPICS.into_iter().flat_map(explanation::parse_topic).collect());
    ALL.iter()
}
