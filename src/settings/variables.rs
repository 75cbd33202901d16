//! `--var NAME=VALUE` and `--vars FILE`: variables that are set from outside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Failure;
use super::earlier_run::unusable;

/// Returns the variables of the files and of the flags. Later files win over earlier ones, flags over all files.
///
/// # Errors
///
/// Returns an error if a file cannot be read or a flag has no `=`.
pub(super) fn variables(
    files: &[PathBuf],
    flags: &[String],
) -> Result<BTreeMap<String, Value>, Failure> {
    let mut variables = BTreeMap::new();
    for path in files {
        variables.extend(read_file(path)?);
    }
    for flag in flags {
        let Some((name, value)) = flag.split_once('=') else {
            let message = format!("--var {flag:?} has no `=`");
            return Err(Failure::usage(message).help("write it as --var NAME=VALUE"));
        };
        variables.insert(name.to_owned(), Value::String(value.to_owned()));
    }
    Ok(variables)
}

fn read_file(path: &Path) -> Result<BTreeMap<String, Value>, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|error| unusable("--vars", path, &error.kind()))?;
    serde_yaml::from_str(&text).map_err(|error| {
        unusable("--vars", path, &error).help("it must be a mapping of names to values")
    })
}
