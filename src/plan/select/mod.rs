//! Selects parts of a plan: filters, single cases and shards.

pub(in crate::plan) mod closure;
pub(in crate::plan) mod filter;
pub(in crate::plan) mod shard;
