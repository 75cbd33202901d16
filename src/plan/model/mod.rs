//! The types of a plan.

pub(in crate::plan) mod json_place;
pub(in crate::plan) mod place_seed;
pub(in crate::plan) mod plan;
pub(in crate::plan) mod row_filter;
