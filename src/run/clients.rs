//! One client for each target and certificate: what a connection says of its client, it says of every
//! request on it, so two identities never share one.

use std::collections::BTreeMap;

use crate::http::Client;
use crate::plan::{Plan, PlannedCase, TargetIndex};

use super::Options;

/// The clients of a run that have a certificate; those without are the endpoints' own.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// By target, then by the fingerprint of the certificate.
    identified: BTreeMap<TargetIndex, BTreeMap<String, Client>>,
}

impl Clients {
    /// A client for each certificate that a case of the plan has, at each target it is used at.
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

    /// The client of a case, if it has a certificate.
    pub(super) fn of(&self, case: &PlannedCase) -> Option<&Client> {
        self.identified.get(&case.target)?.get(case.identity.as_ref()?.fingerprint())
    }
}
