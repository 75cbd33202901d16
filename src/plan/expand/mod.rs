//! Expands suites: from the cases that are written to the cases that are run.

pub(in crate::plan) mod token_cases;
pub(in crate::plan) mod expanded_cases;
pub(in crate::plan) mod taken_names;
pub(in crate::plan) mod capture_producers;
