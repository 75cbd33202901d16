//! Resolves `${…}` in one suite: the meaning of each name, the functions, the files.

mod expansion_budget;
pub(in crate::plan) mod suite_names;
pub(in crate::plan) mod functions;
pub(in crate::plan) mod request_files;
