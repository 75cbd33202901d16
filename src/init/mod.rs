//! First suites: a sample to start from, or drafts for the operations of an `OpenAPI` document.
//!
//! [`Document`] opens or fetches the document, `draft` writes suites for its operations as text, and
//! [`NewFile`] saves files without replacing existing ones.

mod document;
mod draft;
mod fetch_document;
mod new_file;

pub use self::document::{Document, LoadedDocument};
pub use self::draft::{Draft, DraftOptions, DraftSuite, OmittedOperation, draft};
pub use self::new_file::{NewFile, sample_files};
