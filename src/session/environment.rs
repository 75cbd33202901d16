//! What a process finds around it. Only the two fronts ask.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Failure;

/// The environment; names and values that are not Unicode cannot be named by a suite.
pub fn environment() -> BTreeMap<String, String> {
    let pairs = std::env::vars_os();
    let unicode = pairs
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    unicode.collect()
}

/// The folder in which the process stands.
///
/// # Errors
///
/// If it has been removed, or may not be read.
pub fn current_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir()
        .map_err(|error| Failure::usage(format!("the current folder cannot be used: {error}")))
}
