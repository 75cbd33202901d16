//! A key of the author's choice with its value.

use crate::source::Text;

/// A key of the author's choice with its value.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The key.
    pub name: Text,
    /// The value.
    pub value: T,
}
