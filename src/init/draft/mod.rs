//! Drafts suites for the operations of a contract: one case for each operation that documents a success.
//! The contract's examples and schemas fill the requests.
//!
//! [`dependencies`] finds the operation that produces an id which the path of another operation needs.
//! [`request_parameters`] and [`request_body`] fill the request, [`sample_value`] makes values that satisfy
//! a schema, and [`suite_text`] writes the suite as YAML.

mod case_order;
mod drafting_context;
mod credentials;
mod dependencies;
mod documented_success;
mod draft_case;
mod id_location;
mod drafted_suite;
mod naming;
mod path_parameter;
mod request_body;
mod request_parameters;
mod sample_value;
mod suite_split;
mod suite_text;
mod suites;
mod variables;
mod yaml_text;

pub use self::drafted_suite::{Draft, DraftOptions, DraftSuite, OmittedOperation};
pub use self::suites::draft;

#[cfg(test)]
mod tests;
