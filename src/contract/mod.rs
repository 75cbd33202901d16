//! The documented codes of one API, with the JSON Schema of their bodies.

mod content;
mod error_code;
mod territory;
pub mod keywords;
mod files;
mod layers;
mod load;
mod model;
mod openapi;
mod operation;
mod operations;
mod format;
mod path;
mod query;
mod row_key;
mod rules;
mod schema;
mod singular;
mod template;
mod typed;
mod waiver;

pub use content::{Content, ResponseHeader};
pub use error_code::ErrorCode;
pub use files::{Disk, Files};
pub use format::contract_schema;
pub use layers::Layers;
pub use model::{Contract, LinkRule, Row, RowOf};
pub use operation::{
    Operation, OperationLink, Parameter, ParameterPlace, RequestContent, SchemeNeed, SecurityNeed,
    SecurityScheme,
};
pub use path::PathPattern;
pub use query::{Queries, Query, QueryError};
pub use row_key::{RowKey, RowOwner, RowStatus};
pub use rules::{RULES, Rule, RuleLevel, Rules};
pub use schema::{BodySchema, SchemaError, Violation, lint};
pub use template::PathTemplate;
pub use territory::{BodyRule, CodeSet, Documented, ErrorRule, Part, Territory};
pub use typed::{dotted, typed};
pub(crate) use typed::{push_index, push_member};
pub use waiver::Waiver;
