//! The words of other tools for our keywords, so that the help of an unknown key can name ours.

use crate::source::Aliases;

/// Words for which a suite has no keyword: the method is itself the key of the path.
const REQUEST: Aliases = Aliases {
    words: &["endpoint", "method", "path", "request", "uri", "url"],
    help: Some("a request is its method with its path: `GET: /v2/orders`"),
};

/// Returns what other tools call a keyword of the suite language.
pub(super) const fn of(keyword: &str) -> Aliases {
    let words: &[&str] = match keyword.as_bytes() {
        b"GET" => return REQUEST,
        b"after" => &["depends", "depends-on", "depends_on", "dependsOn", "requires"],
        b"as" | b"credentials" => &["auth", "authentication", "authorization"],
        b"capture" => &["captures", "export", "extract", "outputs", "save", "store"],
        b"cases" => &["requests", "stages", "steps", "tests"],
        b"each" => &["examples", "matrix"],
        b"equals" => &["jsonpath"],
        b"expect" => &[
            "assert",
            "assertion",
            "assertions",
            "asserts",
            "check",
            "checks",
            "response",
            "tests",
            "validate",
        ],
        b"id" => &["description", "name", "title"],
        b"json" => &["data", "payload"],
        b"query" => &["parameters", "params", "qs"],
        b"repeat" => &["loop", "times"],
        b"setup" => &["before"],
        b"status" => &["statusCode", "status_code"],
        b"suite" => &["name", "title"],
        b"targets" => &["base-url", "base_url", "host", "server"],
        b"teardown" => &["after", "cleanup"],
        b"until" => &["poll"],
        b"use" => &["import", "imports", "include"],
        b"vars" => &["env", "environment", "variables"],
        b"waive" => &["skip"],
        _ => &[],
    };
    Aliases { words, help: None }
}
