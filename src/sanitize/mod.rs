//! Makes text from the network harmless for terminals, for the logs of CI systems and for readers of JSON.

pub(crate) mod json;
pub(crate) mod plain_bytes;
pub(crate) mod visible_text;

pub use visible_text::visible;
