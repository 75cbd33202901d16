//! The keys of a suite.

use super::case::CASE_FORM;
use super::credentials::CREDENTIAL_SHAPE;
use super::probes::SUITE_PROBES_FORM;
use super::shapes::{NAME, PROBE_LIST, SLUG, TARGETS, USE, key};
use crate::source::{Form, Keyword, Shape, TEXTS};

/// The keys of a suite.
pub static SUITE: &[Keyword] = &[
    key(
        "version",
        "The version of the suite language; 1 where it is absent.",
        Shape::Integer(1, 1),
    ),
    key("suite", "The name of the suite, a slug.", SLUG),
    key(
        "contract",
        "The contract that the suite speaks for, a path relative to the suite; or several, which add up.",
        Shape::Either(&[Shape::Text, Shape::Filled(&Shape::Text)]),
    ),
    USE,
    key(
        "vars",
        "Values that cases use as `${name}`; `--var` and `--vars` on the command line win over them.",
        Shape::Named(NAME, &Shape::Any),
    ),
    key(
        "credentials",
        "Who may send requests, by name: `bearer`, `basic`, `oauth2` and so on.",
        Shape::Map(&CREDENTIAL_SHAPE),
    ),
    key("as", "The credentials of every case that names no other.", Shape::Text),
    key("limited", "The credentials that may do less: with them probes seek 403.", Shape::Text),
    key(
        "probes",
        "What is derived from every case that asks for a success: `all`, a list, or in full.",
        Shape::Either(&[Shape::Word(&["all"]), PROBE_LIST, Shape::Form(&SUITE_PROBES_FORM)]),
    ),
    key(
        "targets",
        "The hosts it may be run against, as a list, or by the names of its targets.",
        TARGETS,
    ),
    key("target", "The name of the target of every case that names no other.", SLUG),
    key("tags", "Tags of every case of the suite.", TEXTS),
    key("setup", "Cases that run first, in the order of the file; all others require them.", CASES),
    key("cases", "The cases.", Shape::Filled(&Shape::Form(&CASE_FORM))),
    key("teardown", "Cases that always run last, in the order of the file.", CASES),
];

/// A whole suite.
pub static SUITE_FORM: Form = Form {
    name: "suite",
    about: "A file of cases.",
    keys: SUITE,
    required: &["suite", "contract", "cases"],
    exactly_one: &[],
    at_most_one: &[],
};

/// A list of cases.
pub(super) const CASES: Shape = Shape::List(&Shape::Form(&CASE_FORM));
