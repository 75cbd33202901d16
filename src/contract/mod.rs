//! The documented codes of one API, with the JSON Schema of their bodies.

pub mod keywords;
mod files;
mod load;
mod model;
mod format;
mod path;
mod query;
mod rules;
mod schema;
mod typed;
mod waiver;

pub use files::{Disk, Files};
pub use format::contract_schema;
pub use model::{
    BodyRule, CodeSet, Contract, Documented, ErrorRule, LinkRule, Row, RowKey, Territory,
};
pub use path::PathPattern;
pub use query::{Query, QueryError};
pub use rules::{RULES, Rule, RuleLevel, Rules};
pub use schema::{BodySchema, SchemaError, Violation, lint};
pub use typed::{dotted, typed};
pub(crate) use typed::{push_index, push_member};
pub use waiver::Waiver;
