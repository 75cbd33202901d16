//! Puts captured values into planned requests and expectations.

pub(in crate::plan) mod bindings;
pub(in crate::plan) mod multipart;
pub(in crate::plan) mod body;
pub(in crate::plan) mod authentication;
pub(in crate::plan) mod request;
pub(in crate::plan) mod made_up_values;
pub(in crate::plan) mod query_members;
pub(in crate::plan) mod credential_carriers;
pub(in crate::plan) mod probe_request;
