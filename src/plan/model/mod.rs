//! The types of a plan.

pub(in crate::plan) mod plan_index;
pub(in crate::plan) mod generated_value;
pub(in crate::plan) mod case_id;
pub(in crate::plan) mod json_place;
pub(in crate::plan) mod value;
pub(in crate::plan) mod credential;
pub(in crate::plan) mod request;
pub(in crate::plan) mod probe_change;
pub(in crate::plan) mod expectation;
pub(in crate::plan) mod sending;
pub(in crate::plan) mod host_allow_list;
pub(in crate::plan) mod table_row_filter;
pub(in crate::plan) mod large_table;
pub(in crate::plan) mod case;
pub(in crate::plan) mod plan;
