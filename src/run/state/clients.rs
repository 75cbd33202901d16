//! One client for each pair of target and client certificate.
//!
//! A connection authenticates every request on it, so two certificates must never share a client.

use std::collections::BTreeMap;

use crate::http::Client;
use crate::plan::{Plan, PlannedCase, TargetIndex};
use crate::run::options::Options;

/// The clients of a run that have a certificate. Requests without a certificate use the client of the endpoint.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// The clients, by target and then by the fingerprint of the certificate.
    identified: BTreeMap<TargetIndex, BTreeMap<String, Client>>,
}

impl Clients {
    /// Creates a client for each certificate at each target that it is used for.
    pub(super) fn new(plan: &Plan, options: &Options) -> Self {
        let mut identified: BTreeMap<TargetIndex, BTreeMap<String, Client>> = BTreeMap::new();
        for case in &plan.cases {
            let endpoint = options.endpoints.get(&case.target);
            let Some((identity, endpoint)) = case.identity.as_ref().zip(endpoint) else { continue };
            let clients = identified.entry(case.target).or_default();
            if !clients.contains_key(identity.fingerprint()) {
                let client = endpoint.client.identified((**identity).clone());
                clients.insert(identity.fingerprint().to_owned(), client);
            }
        }
        Self { identified }
    }

    /// Returns the client for the certificate of a case, if the case has a certificate.
    pub(super) fn of(&self, case: &PlannedCase) -> Option<&Client> {
        self.identified.get(&case.target)?.get(case.identity.as_ref()?.fingerprint())
    }
}
