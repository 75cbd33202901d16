//! A sample contract with a suite for it, for authors who have no document.

use super::new_file::NewFile;

/// Returns the sample contract and suite. The suite names the contract by a relative path.
pub fn sample_files() -> Vec<NewFile> {
    let contract = include_str!("samples/contract.yaml");
    let suite = include_str!("samples/suite.yaml");
    vec![NewFile::new("specs/api.yaml", contract), NewFile::new("suites/first.yaml", suite)]
}
