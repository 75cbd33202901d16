//! Examples of invalid content in the contract. A request example and an error example of the same name belong
//! together.

use serde_json::Value;

use crate::contract::BodyRule;
use crate::plan::compile::claim::Claim;
use crate::plan::model::json_place::JsonPlace;
use crate::plan::model::probe_change::ChangeKind;
use crate::plan::model::value::ValuePlan;
use crate::plan::probes::control::{MadeProbes, ProbeMaker};
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::probes::operation_promises::OperationPromises;
use crate::suite::ProbeKind;

/// Names that are used only because an example must have a name.
const NAMELESS: &[&str] = &["default", "example", "request", "response"];

impl OperationPromises<'_> {
    /// Returns the request examples whose names are also used by an example of exactly one response, if that response
    /// has this status.
    fn examples_for(&self, status: u16, sent: &[(String, Value)]) -> Vec<(String, Value)> {
        let Some(operation) = self.operation() else { return Vec::new() };
        let shown_by = |name: &str| {
            let shows = |body: &BodyRule| match body {
                BodyRule::Content(contents) => contents
                    .iter()
                    .any(|content| content.named_examples.iter().any(|(known, _)| known == name)),
                _ => false,
            };
            let showing = operation.territory.documented().filter(|known| shows(&known.body));
            showing.map(|known| known.row).collect::<Vec<usize>>()
        };
        let wanted: Vec<usize> =
            operation.territory.at(status).iter().map(|known| known.row).collect();
        let belongs = |name: &str| {
            let shown = shown_by(name);
            // If several responses have an example of this name, it is unknown which of them the request
            // causes.
            shown.len() == 1 && wanted.contains(&shown[0])
        };
        let is_named = |name: &str| !NAMELESS.contains(&name.to_ascii_lowercase().as_str());
        sent.iter().filter(|(name, _)| is_named(name) && belongs(name)).cloned().collect()
    }
}

impl ProbeMaker<'_> {
    /// Makes one probe for each example of invalid content.
    pub(super) fn examples(&self, kind: &ProbeKind, claim: &Claim) -> MadeProbes {
        let own = self.json()?;
        let content = self.promised.content(self.control.planned);
        let sent = content.map(|content| content.named_examples.as_slice()).unwrap_or_default();
        let mut made: Vec<DerivedProbe> = Vec::new();
        for (name, value) in self.promised.examples_for(kind.status, sent) {
            // The control itself sends this content, so the request would not differ.
            if value == own {
                continue;
            }
            let label = format!("{}-{}", kind.name, slug(&name));
            if made.iter().any(|earlier| earlier.label == label) {
                continue;
            }
            let change = ChangeKind::Json(JsonPlace::root(), Some(ValuePlan::Known(value)));
            let shown = format!("with the example `{name}` of the contract as content");
            made.push(self.probe(&label, claim, change, shown));
        }
        if made.is_empty() {
            let why =
                "no request example of the contract has the name of an example of that response";
            return Err(why.to_owned());
        }
        Ok(made)
    }
}

/// Returns a name without the characters that the id of a case cannot have.
fn slug(name: &str) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() || "-_.".contains(c) => c,
        _ => '-',
    };
    name.chars().map(plain).collect()
}
