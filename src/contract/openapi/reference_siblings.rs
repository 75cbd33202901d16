//! The keywords beside a `$ref`, and schemas that consist of references only.

use std::collections::BTreeSet;

use super::files::{At, Files};
use super::schema_names::Key;
use super::version::Version;

/// Keywords that do not constrain values.
pub(super) const PROSE: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$id",
    "$schema",
    "$vocabulary",
    "deprecated",
    "description",
    "discriminator",
    "externalDocs",
    "id",
    "nullable",
    "title",
    "xml",
];

/// Returns `true` if a schema with a `$ref` has other keywords that constrain values.
pub(super) fn has_siblings(at: &At<'_>) -> bool {
    at.entries().iter().any(|(key, _)| *key != "$ref" && !PROSE.contains(key) && *key != "summary")
}

/// Returns `false` if a schema consists of references to itself only, directly or through other schemas.
///
/// `seen` receives the visited schemas.
pub(super) fn describes_something(
    files: &Files,
    version: Version,
    at: &At<'_>,
    seen: &mut BTreeSet<Key>,
) -> bool {
    if !seen.insert((at.file, at.pointer.clone())) {
        return false;
    }
    let target = at.reference().map(|reference| files.target(at.file, reference));
    let mut parts: Vec<At<'_>> = match target {
        // The conversion of that schema reports the reference.
        Some(Err(_)) => return true,
        Some(Ok(target)) => vec![target],
        None => Vec::new(),
    };
    if parts.is_empty() || version.has_json_schema() {
        for (key, value) in at.entries() {
            match key {
                "allOf" | "anyOf" | "oneOf" => parts.extend(value.items()),
                "$ref" => {}
                _ if PROSE.contains(&key) => {}
                _ => return true,
            }
        }
    }
    parts.is_empty() || parts.iter().any(|part| describes_something(files, version, part, seen))
}
