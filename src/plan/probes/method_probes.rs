//! 405: the path of the control with a method that no contract documents and no case uses for that path.

use std::sync::Arc;

use http::Method;

use crate::check::Doubt;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::request::known_path;
use crate::plan::model::probe_change::ChangeKind;
use crate::plan::probes::control::{MadeProbes, ProbeMaker};
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::resolve::suite_names::SuiteNames;

impl ProbeMaker<'_> {
    /// Makes one probe with a safe method, and probes with unsafe methods if the suite requests them. A server
    /// that does not refuse an unsafe method would change something.
    pub(super) fn other_methods(&self, claim: &Claim, names: &SuiteNames<'_>) -> MadeProbes {
        let path = self.sent().and_then(|send| known_path(&send.path));
        let path = path.ok_or_else(|| "the path is known only in the run".to_owned())?;
        let known = |method: &str| {
            let documented = Method::from_bytes(method.as_bytes())
                .is_ok_and(|method| self.promised.has_method(&method));
            documented || self.control.methods.has(&path, method)
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
            let kind =
                ChangeKind::Method(Method::from_bytes(method.as_bytes()).unwrap_or(Method::GET));
            // Gateways answer OPTIONS for every path (Fetch, section 3.3.3), even if it is undocumented.
            let is_settled = self.promised.is_known() && method != "OPTIONS";
            let settled = is_settled || self.names_method(method);
            let doubt = if settled { Doubt::None } else { Doubt::Method };
            let shown = format!("with {method} as method");
            let mut probe = DerivedProbe { doubt, ..self.probe(&label, claim, kind, shown) };
            if let (Some(send), true) = (self.sent(), self.promised.is_known()) {
                let known = Arc::make_mut(&mut probe.expectation.known);
                known.in_place_of = Some(send.method.clone());
            }
            probe
        };
        let made: Vec<DerivedProbe> = methods.map(probe).collect();
        if made.is_empty() {
            return Err(
                "the contract documents these methods for the path, or cases of the suite use them"
                    .into(),
            );
        }
        Ok(made)
    }

    /// Returns `true` if the suite lists the probe with this method by its full name.
    fn names_method(&self, method: &str) -> bool {
        let label = format!("405-{}", method.to_lowercase());
        self.listed(&label).is_some_and(|listed| listed.text == label)
            || self.control.probes.only.iter().flatten().any(|listed| listed.text == label)
    }

    /// Returns `true` if unsafe methods may be sent.
    fn any_method(&self, names: &SuiteNames<'_>) -> bool {
        let of_suite = names.suite.probes.as_ref().is_some_and(|probes| probes.any_method);
        of_suite || self.control.probes.any_method || names.context.unsafe_probes
    }
}
