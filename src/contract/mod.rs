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
mod path_pattern;
mod query;
mod row_key;
mod rules;
mod schema;
mod singular_query;
mod path_template;
mod value_text;
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
pub use path_pattern::PathPattern;
pub use path_template::PathTemplate;
pub use query::{Queries, Query, QueryError};
pub use row_key::{RowKey, RowOwner, RowStatus};
pub use rules::{RULES, Rule, RuleLevel, Rules};
pub use schema::{BodySchema, SchemaError, Violation, lint};
pub use territory::{BodyRule, CodeSet, Documented, ErrorRule, Part, Territory};
pub use value_text::{dotted, typed};
pub(crate) use value_text::{push_index, push_member};
pub use waiver::Waiver;
