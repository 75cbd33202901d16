//! `${…}` in one suite: what each name means, and the functions.

pub(in crate::plan) mod functions;
pub(in crate::plan) mod suite_names;
