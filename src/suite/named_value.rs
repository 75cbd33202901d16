//! A key of the author's choice with its value.

use crate::source::Text;

/// A key of the author's choice with its value.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The key, with its place in the file.
    pub name: Text,
    /// The value of the key.
    pub value: T,
}
