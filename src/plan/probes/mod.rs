//! Derives probes: requests that differ from that of a case, their control, by exactly one change each.

pub(in crate::plan) mod derived_probe;
pub(in crate::plan) mod shown_methods;
pub(in crate::plan) mod operation_promises;
pub(in crate::plan) mod control;
pub(in crate::plan) mod forbidden_content;
pub(in crate::plan) mod credential_probes;
pub(in crate::plan) mod method_probes;
pub(in crate::plan) mod contract_examples;
pub(in crate::plan) mod declared_changes;
pub(in crate::plan) mod derive;
pub(in crate::plan) mod insert_probes;
pub(in crate::plan) mod derive_all;
