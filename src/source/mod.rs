//! YAML as a tree in which every key and value knows its place.
//!
//! Built by hand on the events of a YAML 1.2 parser, because no serde reader gives all problems of a
//! file with their spans. Both readers, of suites and of contracts, stand on this room.

mod budget;
mod builder;
mod fields;
mod items;
mod json_schema;
mod keyword;
mod node;
mod read;
mod scalar;
mod syntax_error;

pub use budget::Budget;
pub use fields::{Fields, text, wrong_type};
pub use items::{ItemStream, Items};
pub use json_schema::json_schema;
pub use keyword::{Aliases, Form, Keyword, STATUS, Shape, TEXTS};
pub use node::{Entry, Mapping, Node, Text, Value};
pub use read::{read, read_all, read_streaming};
