//! 405: the same path with a method that nothing says it has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use http::Method;

use crate::check::{Doubt, StatusRule};
use crate::plan::bind::probe_request::Kind;
use crate::plan::compile::documented_codes::Claim;
use crate::plan::compile::request::known_path;
use crate::plan::probes::derive::{Made, Maker};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::resolve::suite_names::Names;
use crate::plan::{PlannedCase, RequestPlan};

/// The methods that the suite's cases show a path to have.
pub(super) type Methods = BTreeMap<String, BTreeSet<String>>;

/// Takes into account what method a case shows its path to have.
pub(super) fn shows(methods: &mut Methods, planned: &PlannedCase, claim: &Claim) {
    let RequestPlan::Send(send) = &planned.request else { return };
    let success = match claim.status {
        StatusRule::Exactly(status) => status < 400,
        StatusRule::Success => true,
        StatusRule::Any => false,
    };
    if let Some(path) = known_path(&send.path).filter(|_| success) {
        let method = if send.method == Method::HEAD { "GET" } else { send.method.as_str() };
        methods.entry(path).or_default().insert(method.to_owned());
    }
}

impl Maker<'_> {
    pub(super) fn other_methods(&self, claim: &Claim, names: &Names<'_>) -> Made {
        let path = self.sent().and_then(|send| known_path(&send.path));
        let path = path.ok_or_else(|| "its path is known only in the run".to_owned())?;
        let known = |method: &str| {
            let documented = Method::from_bytes(method.as_bytes())
                .is_ok_and(|method| self.promised.has_method(&method));
            let shown = self.control.methods.get(&path);
            documented || shown.is_some_and(|known| known.contains(method))
        };
        let safe = ["GET", "OPTIONS"].into_iter().find(|method| !known(method));
        let others = ["PUT", "PATCH", "DELETE", "POST"].into_iter();
        let wanted =
            |method: &&str| !known(method) && (self.any_method(names) || self.names_method(method));
        let listed = ["GET", "OPTIONS"].into_iter().filter(|method| Some(*method) != safe);
        let listed = listed.filter(|method| !known(method) && self.names_method(method));
        let methods = safe.into_iter().chain(listed).chain(others.filter(wanted));
        let probe = |method: &str| {
            let label = format!("405-{}", method.to_lowercase());
            let kind = Kind::Method(Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET));
            // Gateways answer OPTIONS for every path (Fetch, section 3.3.3), whatever is documented.
            let is_settled = self.promised.is_known() && method != "OPTIONS";
            let settled = is_settled || self.names_method(method);
            let doubt = if settled { Doubt::None } else { Doubt::Method };
            let shown = format!("with {method} as method");
            let mut probe = Derived { doubt, ..self.probe(&label, claim, kind, shown) };
            if let (Some(send), true) = (self.sent(), self.promised.is_known()) {
                let known = Arc::make_mut(&mut probe.expectation.known);
                known.in_place_of = Some(send.method.clone());
            }
            probe
        };
        let made: Vec<Derived> = methods.map(probe).collect();
        if made.is_empty() {
            return Err(
                "the contract or cases of the suite say that the path has these methods".into()
            );
        }
        Ok(made)
    }

    /// Whether the author lists the probe with this method by its whole name.
    fn names_method(&self, method: &str) -> bool {
        let label = format!("405-{}", method.to_lowercase());
        self.listed(&label).is_some_and(|listed| listed.text == label)
            || self.control.probes.only.iter().flatten().any(|listed| listed.text == label)
    }

    /// Whether methods may be tried that could change something.
    fn any_method(&self, names: &Names<'_>) -> bool {
        let of_suite = names.suite.probes.as_ref().is_some_and(|probes| probes.any_method);
        of_suite || self.control.probes.any_method || names.given.unsafe_probes
    }
}
