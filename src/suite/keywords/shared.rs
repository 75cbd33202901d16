//! The keys of a shared file.

use super::credentials::CREDENTIAL_SHAPE;
use super::shapes::{NAME, SLUG, TARGETS, USE, key};
use super::suite::CASES;
use crate::source::{Form, Keyword, Shape};

/// The keys of a shared file: those of a suite but `cases` and `tags`.
pub static SHARED: &[Keyword] = &[
    key(
        "version",
        "The version of the suite language; 1 where it is absent.",
        Shape::Integer(1, 1),
    ),
    key("shared", "The name of the shared file, a slug; its cases stand under it.", SLUG),
    key(
        "contract",
        "The contract that its cases speak for, a path relative to this file; or several, which add up.",
        Shape::Either(&[Shape::Text, Shape::Filled(&Shape::Text)]),
    ),
    USE,
    key(
        "vars",
        "Values that it brings; `--var` and `--vars` on the command line win over them.",
        Shape::Named(NAME, &Shape::Any),
    ),
    key(
        "credentials",
        "Who may send requests, by name, here and in all that use the file.",
        Shape::Map(&CREDENTIAL_SHAPE),
    ),
    key("as", "The credentials of its own cases that name no other.", Shape::Text),
    key(
        "targets",
        "The hosts that it and all that use it may be run against, as for a suite.",
        TARGETS,
    ),
    key("target", "The name of the target of its own cases that name no other.", SLUG),
    key(
        "setup",
        "Cases that run once in a run, before all that use the file; what they capture it brings.",
        CASES,
    ),
    key("teardown", "Cases that run once in a run, after all that use the file.", CASES),
];

/// A whole shared file.
pub static SHARED_FORM: Form = Form {
    name: "shared",
    about: "What several suites use: values, credentials, and cases that run once for all of them.",
    keys: SHARED,
    required: &["shared"],
    exactly_one: &[],
    at_most_one: &[],
};
