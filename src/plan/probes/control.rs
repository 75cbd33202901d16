//! The control of probes, and the facts about it that all kinds of probes need.

use std::sync::Arc;

use serde_json::Value;

use crate::check::Doubt;
use crate::contract::BodySchema;
use crate::plan::compile::claim::Claim;
use crate::plan::compile::documented_codes::DocumentedCodes;
use crate::plan::compile::expectation::bare;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::generated_value::PlaceSeed;
use crate::plan::model::probe_change::{Change, ChangeKind};
use crate::plan::model::request::{BodyPlan, Outgoing, RequestPlan};
use crate::plan::model::value::ValuePlan;
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::probes::operation_promises::OperationPromises;
use crate::plan::probes::shown_methods::ShownMethods;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{Body, Case, Probes, Row, stands_for};

/// The case that probes are derived from.
#[derive(Clone, Copy)]
pub(super) struct Control<'d> {
    pub(super) case: &'d Case,
    pub(super) row: Option<&'d Row>,
    pub(super) planned: &'d PlannedCase,
    pub(super) claim: &'d Claim,
    pub(super) codes: &'d DocumentedCodes<'d>,
    pub(super) probes: &'d Probes,
    pub(super) methods: &'d ShownMethods,
}

/// Derives the probes of one control.
pub(super) struct ProbeMaker<'d> {
    pub(super) control: Control<'d>,
    pub(super) promised: OperationPromises<'d>,
    pub(super) schema: Option<Arc<BodySchema>>,
}

/// The probes of one kind, or the reason why there are none.
pub(super) type MadeProbes = Result<Vec<DerivedProbe>, String>;

impl ProbeMaker<'_> {
    /// Returns the claim of a probe for a status, if the contract documents the status for the control.
    pub(super) fn claim(&self, status: u16) -> Option<Claim> {
        self.control.codes.probe_claim(status, self.control.probes.span)
    }

    /// Returns `true` if the suite requests a probe.
    pub(super) fn is_wanted(&self, label: &str) -> bool {
        let Some(only) = &self.control.probes.only else { return true };
        only.iter().any(|listed| stands_for(&listed.text, label))
    }

    /// Returns the entry of `only` that lists a probe.
    pub(super) fn listed(&self, label: &str) -> Option<&Text> {
        let only = self.control.probes.only.as_ref()?;
        only.iter().find(|listed| stands_for(&listed.text, label))
    }

    /// Returns the doubt of a probe, or no doubt if the author lists the probe: a listed probe is intended.
    pub(super) fn unless_listed(&self, label: &str, doubt: Doubt) -> Doubt {
        if self.listed(label).is_some() { Doubt::None } else { doubt }
    }

    /// Creates a probe with this change.
    pub(super) fn probe(
        &self,
        label: &str,
        claim: &Claim,
        kind: ChangeKind,
        shown: impl Into<String>,
    ) -> DerivedProbe {
        let span = self.listed(label).map_or(self.control.probes.span, |listed| listed.span);
        DerivedProbe {
            label: label.to_owned(),
            span,
            claim: claim.clone(),
            expectation: bare(claim, span),
            change: Change(kind),
            shown: shown.into(),
            doubt: Doubt::None,
            excepted: None,
            uses: Vec::new(),
            credential_uses: Vec::new(),
            identity: self.control.planned.identity.clone(),
            burst: None,
        }
    }

    /// Returns the request, if the case writes it out.
    pub(super) fn sent(&self) -> Option<&Outgoing> {
        match &self.control.planned.request {
            RequestPlan::Send(send) => Some(send),
            _ => None,
        }
    }

    /// Returns the content of the request.
    pub(super) fn content(&self) -> Result<&BodyPlan, String> {
        content(self.control.planned).ok_or_else(|| "the request has no content".to_owned())
    }

    /// Returns the JSON content, with a placeholder for each captured value.
    pub(super) fn json(&self) -> Result<Value, String> {
        match self.content()? {
            Body::Json(value) => Ok(sample(value)),
            _ => Err("the content is not written as JSON".to_owned()),
        }
    }

    /// Returns the seed of the generated values of a probe.
    pub(super) fn seed(&self, label: &str, names: &SuiteNames<'_>) -> PlaceSeed {
        let owner = format!("cases/{}~{label}", self.control.planned.name.id);
        PlaceSeed::new(names.context.seed, &names.suite.name.text, &owner, 0)
    }
}

/// Returns the content of a case's request, or `None` if it is empty or unknown.
pub(super) fn content(case: &PlannedCase) -> Option<&BodyPlan> {
    let (RequestPlan::Send(send) | RequestPlan::Follow { send, .. }) = &case.request else {
        return None;
    };
    if matches!(send.body, Body::Empty) { None } else { Some(&send.body) }
}

/// Returns a value with a placeholder for each captured value.
pub(super) fn sample(value: &ValuePlan) -> Value {
    match value {
        ValuePlan::Known(value) => value.clone(),
        ValuePlan::Slot(_) | ValuePlan::Call(_) | ValuePlan::Text(_) => "captured".into(),
        ValuePlan::Array(items) => items.iter().map(sample).collect(),
        ValuePlan::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), sample(value))).collect()
        }
    }
}
