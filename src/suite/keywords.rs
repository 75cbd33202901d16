//! Every key of the suite language, in tables: the reader and the JSON Schema are both made from them.

mod case;
mod credentials;
mod expect;
mod probes;
mod sending;
mod shared;

use super::aliases;
use crate::source::{Form, Keyword, STATUS, Shape, TEXTS};

pub use case::{CASE, CONTENTS, FOLLOW, METHODS, PART};
pub use credentials::{BASIC, CERTIFIED, CREDENTIAL, OAUTH2, SECRET};
pub use expect::{EXPECT, LINK};
pub use probes::{CHANGE, EDITS, EXCEPTION, PROBES, SUITE_PROBES};
pub use sending::{RETRY, UNTIL};
pub use shared::{SHARED, SHARED_FORM};

use case::CASE_FORM;
use credentials::CREDENTIAL_SHAPE;

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
        Shape::Either(&[
            Shape::Word(&["all"]),
            PROBE_LIST,
            Shape::Form(&probes::SUITE_PROBES_FORM),
        ]),
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

const SLUG: Shape = Shape::Pattern(FROM_SLUG);
const FROM_SLUG: &str = "^[a-z0-9][a-z0-9_.-]*$";
/// Hosts with wildcards, with or without a port.
const HOSTS: Shape = Shape::Either(&[HOST, Shape::Filled(&HOST)]);
const TARGETS: Shape = Shape::Either(&[HOSTS, Shape::Named(FROM_SLUG, &HOSTS)]);
const HOST: Shape = Shape::Pattern(r"^[A-Za-z0-9._:*?\[\]-]+$");
/// A path or several.
const USE: Keyword = key(
    "use",
    "Shared files, by paths relative to this one: their values, credentials, setup and captures.",
    TEXTS,
);
const CASES: Shape = Shape::List(&Shape::Form(&CASE_FORM));
const FIELDS: Shape = Shape::Map(&Shape::Scalar);
/// Probes by name; a status alone may be a number.
const PROBE_LIST: Shape = Shape::List(&Shape::Either(&[STATUS, Shape::Text]));
const SCHEMA: Shape = Shape::Either(&[Shape::Schema, Shape::Flag]);
const QUERY_TEXT: Shape = Shape::Pattern(FROM_ROOT);
/// A `JSONPath` query begins at the root.
const FROM_ROOT: &str = r"^\$";
/// A name that can stand in `${…}`.
const NAME: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

const fn key(name: &'static str, about: &'static str, shape: Shape) -> Keyword {
    Keyword { name, about, shape, aliases: aliases::of(name) }
}

#[cfg(test)]
mod tests {
    use super::case::REQUESTS;
    use super::*;

    #[test]
    fn every_method_is_a_key_of_a_case() {
        for method in METHODS {
            assert!(CASE.iter().any(|key| key.name == *method), "{method}");
        }
    }

    #[test]
    fn a_request_is_a_method_or_a_link() {
        let methods: Vec<&str> = METHODS.iter().copied().chain(["follow"]).collect();
        assert_eq!(methods, REQUESTS);
    }

    #[test]
    fn what_is_said_of_a_group_of_keys_is_said_of_keys() {
        for form in SUITE_FORM.all().into_iter().chain(SHARED_FORM.all()) {
            let exclusive = form.at_most_one.iter().copied().flatten();
            for name in form.required.iter().chain(form.exactly_one).chain(exclusive) {
                assert!(form.keys.iter().any(|key| key.name == *name), "{name} of {}", form.name);
            }
        }
    }

    #[test]
    fn every_key_is_explained_in_one_sentence() {
        let tables = [
            SUITE, SHARED, CASE, EXPECT, UNTIL, RETRY, FOLLOW, CERTIFIED, BASIC, SECRET, OAUTH2,
            PART,
        ];
        for key in tables.into_iter().flatten() {
            assert!(key.about.ends_with('.'), "{}", key.name);
        }
    }
}
