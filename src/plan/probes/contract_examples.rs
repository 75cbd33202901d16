//! Content that a contract itself shows with what it brings about: a request and an error whose examples have
//! the same name belong together.

use serde_json::Value;

use crate::contract::BodyRule;
use crate::plan::ValuePlan;
use crate::plan::bind::probe_request::Kind;
use crate::plan::compile::documented_codes::Claim;
use crate::plan::model::json_place::Place;
use crate::plan::probes::derive::{Made, Maker};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::probes::operation_promises::Promised;

/// Names that examples have only because they must have some.
const NAMELESS: &[&str] = &["default", "example", "request", "response"];

impl Promised<'_> {
    /// The contents of requests whose examples are named as those of just one response are, if that has
    /// this status.
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
            shown.len() == 1 && wanted.contains(&shown[0])
        };
        let is_named = |name: &str| !NAMELESS.contains(&name.to_ascii_lowercase().as_str());
        sent.iter().filter(|(name, _)| is_named(name) && belongs(name)).cloned().collect()
    }
}

impl Maker<'_> {
    pub(super) fn examples(&self, kind: &str, claim: &Claim) -> Made {
        let own = self.json()?;
        let content = self.promised.content(self.control.planned);
        let status = kind[..3].parse().expect("the name of every kind begins with its status");
        let sent = content.map(|content| content.named_examples.as_slice()).unwrap_or_default();
        let mut made: Vec<Derived> = Vec::new();
        for (name, value) in self.promised.examples_for(status, sent) {
            if value == own {
                continue;
            }
            let label = format!("{kind}-{}", slug(&name));
            if made.iter().any(|earlier| earlier.label == label) {
                continue;
            }
            let change = Kind::Json(Place::root(), Some(ValuePlan::Known(value)));
            let shown = format!("with the example `{name}` of the contract as content");
            made.push(self.probe(&label, claim, change, shown));
        }
        if made.is_empty() {
            let why = "no example of the contract's content is named as one of that response is";
            return Err(why.to_owned());
        }
        Ok(made)
    }
}

/// A name as a part of a case's id.
fn slug(name: &str) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_alphanumeric() || "-_.".contains(c) => c,
        _ => '-',
    };
    name.chars().map(plain).collect()
}
