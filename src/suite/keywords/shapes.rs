//! Shapes and keys that several forms of the suite language share.

use crate::source::{Keyword, STATUS, Shape, TEXTS};
use crate::suite::keyword_aliases;

pub(super) const SLUG: Shape = Shape::Pattern(FROM_SLUG);
pub(super) const FROM_SLUG: &str = "^[a-z0-9][a-z0-9_.-]*$";
/// The shape of host patterns: one pattern or a list. A pattern may have a port.
pub(super) const HOSTS: Shape = Shape::Either(&[HOST, Shape::Filled(&HOST)]);
pub(super) const TARGETS: Shape = Shape::Either(&[HOSTS, Shape::Named(FROM_SLUG, &HOSTS)]);
pub(super) const HOST: Shape = Shape::Pattern(r"^[A-Za-z0-9._:*?\[\]-]+$");
/// The key `use`: one path or several.
pub(super) const USE: Keyword = key(
    "use",
    "Paths of shared files, relative to this file. Their values, credentials, setup and captures can be used.",
    TEXTS,
);
pub(super) const FIELDS: Shape = Shape::Map(&Shape::Scalar);
/// The shape of a list of probe names. A status alone may be a number.
pub(super) const PROBE_LIST: Shape = Shape::List(&Shape::Either(&[STATUS, Shape::Text]));
pub(super) const SCHEMA: Shape = Shape::Either(&[Shape::Schema, Shape::Flag]);
pub(super) const QUERY_TEXT: Shape = Shape::Pattern(FROM_ROOT);
/// The pattern of a `JSONPath` query, which begins at the root.
pub(super) const FROM_ROOT: &str = r"^\$";
/// The pattern of a name that `${…}` can refer to.
pub(super) const NAME: &str = "^[A-Za-z_][A-Za-z0-9_-]*$";

/// Returns a keyword.
pub(super) const fn key(name: &'static str, about: &'static str, shape: Shape) -> Keyword {
    Keyword { name, about, shape, aliases: keyword_aliases::of(name) }
}
