//! First suites for the operations of a document.

mod draft;

pub use self::draft::{About, Draft, DraftSuite, draft};
