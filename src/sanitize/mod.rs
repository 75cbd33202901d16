//! Makes text from the network harmless for terminals, for the logs of CI systems and for readers of JSON.

pub(crate) mod json;
pub(crate) mod plain;
pub(crate) mod safe;

pub use safe::visible;
