//! The keys of a suite.

use super::case::CASE_FORM;
use super::credentials::CREDENTIAL_SHAPE;
use super::probes::SUITE_PROBES_FORM;
use super::shapes::{NAME, PROBE_LIST, SLUG, TARGETS, USE, key};
use crate::source::{Form, Keyword, Shape, TEXTS};

/// The keys of a suite.
pub static SUITE: &[Keyword] = &[
    key("version", "The version of the suite language. The default is 1.", Shape::Integer(1, 1)),
    key("suite", "The name of the suite, a slug.", SLUG),
    key(
        "contract",
        "The path of the contract, relative to the suite. Several contracts are combined.",
        Shape::Either(&[Shape::Text, Shape::Filled(&Shape::Text)]),
    ),
    USE,
    key(
        "vars",
        "Values for `${name}`. `--var` and `--vars` on the command line override them.",
        Shape::Named(NAME, &Shape::Any),
    ),
    key(
        "public",
        "Environment variables that are not secret, such as `PORT`. Reports mask the values of all others.",
        TEXTS,
    ),
    key(
        "credentials",
        "Named credentials: `bearer`, `basic`, `oauth2` and so on.",
        Shape::Map(&CREDENTIAL_SHAPE),
    ),
    key("as", "The default credentials of the cases.", Shape::Text),
    key("limited", "Credentials with fewer rights, for 403 probes.", Shape::Text),
    key(
        "probes",
        "The probes that are derived from every case that expects a success: `all`, a list, or a mapping.",
        Shape::Either(&[Shape::Word(&["all"]), PROBE_LIST, Shape::Form(&SUITE_PROBES_FORM)]),
    ),
    key(
        "targets",
        "The hosts that the suite may be run against: a list, or a mapping by target.",
        TARGETS,
    ),
    key("target", "The default target of the cases.", SLUG),
    key("tags", "Tags of every case of the suite.", TEXTS),
    key(
        "setup",
        "Cases that run first, in the order of the file. If one fails, the others are errored.",
        CASES,
    ),
    key("cases", "The cases.", Shape::Filled(&Shape::Form(&CASE_FORM))),
    key("teardown", "Cases that always run last, in the order of the file.", CASES),
];

/// The form of a suite: its name in messages, and its keys.
pub static SUITE_FORM: Form = Form {
    name: "suite",
    about: "A file of cases.",
    keys: SUITE,
    required: &["suite", "contract", "cases"],
    exactly_one: &[],
    at_most_one: &[],
};

/// The shape of `setup`, `cases` and `teardown`: a list of cases.
pub(super) const CASES: Shape = Shape::List(&Shape::Form(&CASE_FORM));
