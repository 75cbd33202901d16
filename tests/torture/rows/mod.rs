//! All kinds of misbehavior.

pub(crate) mod content;
pub(crate) mod fields;
pub(crate) mod framing;
pub(crate) mod time;
pub(crate) mod transport;

use super::row::Row;

/// Returns all rows of the plain server.
pub(crate) fn plain() -> Vec<Row> {
    [time::rows(), framing::rows(), fields::rows(), content::rows()].into_iter().flatten().collect()
}
