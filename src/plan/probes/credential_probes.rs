//! 401 and 403: the request of the control without credentials, with made-up credentials, and with limited
//! credentials.

use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE};

use crate::check::Doubt;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::credentials::Credentials;
use crate::plan::model::credential::CredentialPlan;
use crate::plan::model::probe_change::{ChangeKind, CredentialCarrier};
use crate::plan::probes::control::{MadeProbes, ProbeMaker};
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::resolve::suite_names::SuiteNames;

impl ProbeMaker<'_> {
    /// Returns the carriers of the control's credentials, if the operation needs them.
    fn carriers(&self) -> Result<Vec<CredentialCarrier>, String> {
        let plan = self.control.planned.credentials.as_deref();
        let carriers = plan.map(carriers).ok_or("the case is sent without credentials")?;
        if carriers.is_empty() {
            return Err("its client certificate is not part of the request".to_owned());
        }
        self.promised.refuses_without(&carriers, self.control.planned)?;
        Ok(carriers)
    }

    /// Makes the probe for 401 without credentials (RFC 9110, section 15.5.2).
    pub(super) fn without_credentials(&self, label: &str, claim: &Claim) -> MadeProbes {
        let kind = ChangeKind::NoCredentials(self.carriers()?);
        Ok(vec![self.probe(label, claim, kind, "without credentials")])
    }

    /// Makes the probe for 401 with invalid credentials of the right shape (RFC 9110, section 15.5.2).
    pub(super) fn corrupted_credentials(
        &self,
        label: &str,
        claim: &Claim,
        names: &SuiteNames<'_>,
    ) -> MadeProbes {
        let kind = ChangeKind::Corrupted(self.carriers()?, self.seed(label, names));
        Ok(vec![self.probe(label, claim, kind, "with corrupted credentials")])
    }

    /// Makes the probe for 403 with valid credentials that lack the permission (RFC 9110, section 15.5.4).
    pub(super) fn limited(
        &self,
        label: &str,
        claim: &Claim,
        names: &mut SuiteNames<'_>,
        credentials: &mut Credentials,
    ) -> MadeProbes {
        let suite = names.suite;
        let Some(limited) = &suite.limited_credentials else {
            return Err("the suite names no credentials under `limited`".to_owned());
        };
        let own_carriers = self.carriers()?;
        let own = self.control.case.credentials.as_deref().or(suite.default_credentials.as_ref());
        // The request would not differ from that of its control.
        if own.is_some_and(|own| own.text == limited.text) {
            return Err(format!("the case itself is sent as `{}`", limited.text));
        }
        // Unknown credentials are reported by `other`.
        let Some(known) = credentials.other(limited, names) else { return Ok(Vec::new()) };
        let sender = self.control.planned.credentials.as_deref();
        if !sender.is_some_and(|sender| are_alike(sender, &known.plan)) {
            return Err(format!(
                "`{}` are not sent in the same way as the credentials of the case",
                limited.text
            ));
        }
        let kind = ChangeKind::Credentials(own_carriers, Some(Arc::clone(&known.plan)));
        let probe = self.probe(label, claim, kind, format!("as `{}`", limited.text));
        let doubt = self.unless_listed(label, Doubt::Permission);
        let (credential_uses, identity) = (known.uses.clone(), known.identity.clone());
        Ok(vec![DerivedProbe { doubt, credential_uses, identity, ..probe }])
    }
}

/// Returns the places of a request that carry these credentials.
pub(super) fn carriers(plan: &CredentialPlan) -> Vec<CredentialCarrier> {
    match plan {
        CredentialPlan::Bearer(_)
        | CredentialPlan::OAuth2(_)
        | CredentialPlan::Client { .. }
        | CredentialPlan::Basic { .. } => vec![CredentialCarrier::Field(AUTHORIZATION)],
        CredentialPlan::Header(fields) => {
            fields.iter().map(|(name, _)| CredentialCarrier::Field(name.clone())).collect()
        }
        CredentialPlan::Query(members) => {
            members.iter().map(|(name, _)| CredentialCarrier::Member(name.clone())).collect()
        }
        CredentialPlan::Cookie(_) => vec![CredentialCarrier::Field(COOKIE)],
    }
}

/// Returns `true` if both credentials are sent in the same way. Credentials of another scheme would be refused with
/// 401 and not with 403.
pub(super) fn are_alike(one: &CredentialPlan, other: &CredentialPlan) -> bool {
    scheme(one) == scheme(other) && carriers(one) == carriers(other)
}

/// Returns the scheme in `Authorization` (RFC 9110, section 11.1).
fn scheme(plan: &CredentialPlan) -> Option<&'static str> {
    match plan {
        CredentialPlan::Bearer(_) | CredentialPlan::OAuth2(_) => Some("Bearer"),
        CredentialPlan::Client { .. } | CredentialPlan::Basic { .. } => Some("Basic"),
        CredentialPlan::Header(_) | CredentialPlan::Query(_) | CredentialPlan::Cookie(_) => None,
    }
}
