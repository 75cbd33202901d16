//! The explanation of every diagnostic code: the reason, an example of the mistake, and the correction.

mod contracts;
mod explanation;
mod files_and_commands;
mod functions_and_tables;
mod openapi;
mod probes;
mod references;
mod repeated_requests;
mod suite_syntax;
mod targets;
mod yaml;

pub use explanation::{Example, Explanation};

/// Returns all explanations, grouped by topic.
pub fn explanations() -> impl Iterator<Item = &'static Explanation> {
    [
        yaml::YAML,
        suite_syntax::SUITE_SYNTAX,
        functions_and_tables::FUNCTIONS_AND_TABLES,
        repeated_requests::REPEATED_REQUESTS,
        probes::PROBES,
        references::REFERENCES,
        targets::TARGETS,
        contracts::CONTRACTS,
        openapi::OPENAPI,
        files_and_commands::FILES_AND_COMMANDS,
    ]
    .into_iter()
    .flatten()
}
