//! YAML as a tree in which every key and value knows its place.
//!
//! Built by hand on the events of a YAML 1.2 parser, because no serde reader gives all problems of a
//! file with their spans. Both readers, of suites and of contracts, stand on this room.

mod builder;
mod fields;
mod foreign;
mod items;
mod json_schema;
mod node;
mod read;
mod scalar;
mod shape;
mod syntax;

pub use fields::{Fields, Keyword, text, wrong_type};
pub use items::Items;
pub use json_schema::json_schema;
pub use node::{Entry, Mapping, Node, Text, Value};
pub use read::{Budget, read, read_all, read_in_items};
pub use shape::{Form, STATUS, Shape, TEXTS};
