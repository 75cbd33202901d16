//! The keys of a shared file.

use super::credentials::CREDENTIAL_SHAPE;
use super::shapes::{NAME, SLUG, TARGETS, USE, key};
use super::suite::CASES;
use crate::source::{Form, Keyword, Shape, TEXTS};

/// The keys of a shared file: those of a suite except `cases` and `tags`.
pub static SHARED: &[Keyword] = &[
    key("version", "The version of the suite language. The default is 1.", Shape::Integer(1, 1)),
    key(
        "shared",
        "The name of the shared file, a slug. Reports list its cases under this name.",
        SLUG,
    ),
    key(
        "contract",
        "The path of the contract of its cases, relative to this file. Several contracts are combined.",
        Shape::Either(&[Shape::Text, Shape::Filled(&Shape::Text)]),
    ),
    USE,
    key(
        "vars",
        "Values for the suites that use the file. `--var` and `--vars` on the command line override them.",
        Shape::Named(NAME, &Shape::Any),
    ),
    key(
        "public",
        "Environment variables that are not secret, such as `PORT`. Reports mask the values of all others.",
        TEXTS,
    ),
    key(
        "credentials",
        "Named credentials, for this file and the suites that use it.",
        Shape::Map(&CREDENTIAL_SHAPE),
    ),
    key("as", "The default credentials of its own cases.", Shape::Text),
    key(
        "targets",
        "The hosts that this file and the suites that use it may be run against.",
        TARGETS,
    ),
    key("target", "The default target of its own cases.", SLUG),
    key(
        "setup",
        "Cases that run once per run, before the suites that use the file. The suites can use their captures.",
        CASES,
    ),
    key("teardown", "Cases that run once per run, after the suites that use the file.", CASES),
];

/// The form of a shared file.
pub static SHARED_FORM: Form = Form {
    name: "shared",
    about: "Definitions that several suites use: values, credentials, and cases that run once for all of them.",
    keys: SHARED,
    required: &["shared"],
    exactly_one: &[],
    at_most_one: &[],
};
