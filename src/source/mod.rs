//! Reads YAML into a tree in which every key and value has its place in the file.
//!
//! The tree is built from the events of a YAML 1.2 parser, because no serde reader reports all mistakes of a file
//! with their places. Suites and contracts are both read with this room.

mod budget;
mod builder;
mod fields;
mod item_stream;
mod json_schema;
mod keyword;
mod node;
mod read;
mod scalar;
mod syntax_error;

pub use budget::Budget;
pub use fields::{Fields, text, wrong_type};
pub use item_stream::{ItemStream, Items};
pub use json_schema::json_schema;
pub use keyword::{Aliases, Form, Keyword, STATUS, Shape, TEXTS};
pub use node::{Entry, Mapping, Node, Text, Value};
pub use read::{read, read_all, read_streaming};
