//! The environment variables and the current folder of the process.
//!
//! Only the two front ends read them, so everything below is independent of the process it runs in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Failure;

/// Returns the environment variables whose names and values are valid Unicode. A suite cannot name the others.
pub fn environment() -> BTreeMap<String, String> {
    let pairs = std::env::vars_os();
    let unicode = pairs
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    unicode.collect()
}

/// Returns the current folder of the process.
///
/// # Errors
///
/// Returns an error if the folder was removed or cannot be accessed.
pub fn current_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir()
        .map_err(|error| Failure::usage(format!("the current folder cannot be used: {error}")))
}
