//! Compiles suites and contracts to a plan.

pub(in crate::plan) mod documented_codes;
pub(in crate::plan) mod schemas;
pub(in crate::plan) mod expected_links;
pub(in crate::plan) mod expectation;
pub(in crate::plan) mod request_body;
pub(in crate::plan) mod request;
pub(in crate::plan) mod sending;
pub(in crate::plan) mod targets;
pub(in crate::plan) mod secrets;
pub(in crate::plan) mod token_requests;
pub(in crate::plan) mod claim;
pub(in crate::plan) mod client_certificate;
pub(in crate::plan) mod credentials;
pub(in crate::plan) mod order_facts;
pub(in crate::plan) mod order_conflicts;
pub(in crate::plan) mod case_order;
pub(in crate::plan) mod shared_files;
pub(in crate::plan) mod case;
pub(in crate::plan) mod cases;
pub(in crate::plan) mod suite;
pub(in crate::plan) mod large_tables;
pub(in crate::plan) mod plan;
