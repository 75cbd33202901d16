//! From the cases of a suite to the cases of a run: rows of tables, replays, token requests.

pub(in crate::plan) mod capture_producers;
pub(in crate::plan) mod expanded_cases;
