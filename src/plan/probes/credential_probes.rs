//! 401 and 403: the same request from nobody, from somebody unknown, and from somebody who may do less.

use std::sync::Arc;

use crate::check::Doubt;
use crate::plan::bind::credential_carriers::{Carrier, are_alike, carriers};
use crate::plan::bind::probe_request::Kind;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::Claim;
use crate::plan::probes::derive::{Made, Maker};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::resolve::suite_names::Names;

impl Maker<'_> {
    fn carriers(&self) -> Result<Vec<Carrier>, String> {
        let plan = self.control.planned.credentials.as_deref();
        let carriers = plan.map(carriers).ok_or("the case is sent without credentials")?;
        if carriers.is_empty() {
            return Err("its certificate is no part of the request".to_owned());
        }
        self.promised.refuses_without(&carriers, self.control.planned)?;
        Ok(carriers)
    }

    pub(super) fn without_credentials(&self, label: &str, claim: &Claim) -> Made {
        let kind = Kind::NoCredentials(self.carriers()?);
        Ok(vec![self.probe(label, claim, kind, "without credentials")])
    }

    pub(super) fn corrupted_credentials(
        &self,
        label: &str,
        claim: &Claim,
        names: &Names<'_>,
    ) -> Made {
        let kind = Kind::Corrupted(self.carriers()?, self.seed(label, names));
        Ok(vec![self.probe(label, claim, kind, "with corrupted credentials")])
    }

    pub(super) fn limited(
        &self,
        label: &str,
        claim: &Claim,
        names: &mut Names<'_>,
        credentials: &mut Credentials,
    ) -> Made {
        let suite = names.suite;
        let Some(limited) = &suite.limited_credentials else {
            return Err("the suite names no credentials under `limited`".to_owned());
        };
        let own_carriers = self.carriers()?;
        let own = self.control.case.credentials.as_deref().or(suite.default_credentials.as_ref());
        if own.is_some_and(|own| own.text == limited.text) {
            return Err(format!("the case itself is sent as `{}`", limited.text));
        }
        let Some(known) = credentials.other(limited, names) else { return Ok(Vec::new()) };
        let sender = self.control.planned.credentials.as_deref();
        if !sender.is_some_and(|sender| are_alike(sender, &known.plan)) {
            return Err(format!(
                "`{}` are credentials of another kind than the case's",
                limited.text
            ));
        }
        let kind = Kind::Credentials(own_carriers, Some(Arc::clone(&known.plan)));
        let probe = self.probe(label, claim, kind, format!("as `{}`", limited.text));
        let doubt = self.unless_listed(label, Doubt::Permission);
        let (credential_uses, identity) = (known.uses.clone(), known.identity.clone());
        Ok(vec![Derived { doubt, credential_uses, identity, ..probe }])
    }
}
