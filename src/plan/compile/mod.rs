//! Suites and contracts to a plan.

pub(in crate::plan) mod case_order;
pub(in crate::plan) mod cases;
pub(in crate::plan) mod client_certificate;
pub(in crate::plan) mod credentials;
pub(in crate::plan) mod documented_codes;
pub(in crate::plan) mod expectation;
pub(in crate::plan) mod expected_links;
pub(in crate::plan) mod large_tables;
pub(in crate::plan) mod plan;
pub(in crate::plan) mod request;
pub(in crate::plan) mod sending;
pub(in crate::plan) mod shared_files;
pub(in crate::plan) mod suite;
pub(in crate::plan) mod targets;
pub(in crate::plan) mod token_requests;
