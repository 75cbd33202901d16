//! What the cases of one run share.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use http::Method;
use jiff::civil::Date;
use serde_json::Value;
use url::Url;

use crate::contract::Layers;
use crate::exchange::{Exchange, Mask};
use crate::plan::{Bindings, CaseIndex, Plan, PlannedCase, RequestPlan};

use super::link::{self, NoLink};
use super::pace::Pace;
use super::{Endpoint, Options};

/// What the cases of one run share.
pub(super) struct Shared {
    pub(super) plan: Arc<Plan>,
    pub(super) options: Options,
    pub(super) mask: Mask,
    pub(super) bindings: Bindings,
    /// The day in UTC on which the run began, which waivers are held against.
    pub(super) today: Date,
    /// How fast requests may be sent.
    pace: Option<Pace>,
    kept: BTreeMap<CaseIndex, OnceLock<Kept>>,
}

/// An exchange that another case follows or replays.
pub(super) struct Kept {
    pub(super) exchange: Exchange,
    pub(super) json: Option<Value>,
}

impl Kept {
    /// The method and URL of the first link of a relation; see [`link::find`].
    pub(super) fn link(
        &self,
        layers: &Layers,
        rel_and_target: (&str, &Url),
    ) -> Result<(Method, Url), NoLink> {
        link::find(&self.exchange, self.json.as_ref(), layers, rel_and_target)
    }
}

impl Shared {
    pub(super) fn new(plan: Arc<Plan>, options: Options, mask: Mask, today: Date) -> Self {
        let bindings = Bindings::new(plan.slots);
        let kept = plan.cases.iter().filter_map(source).map(|case| (case, OnceLock::new()));
        let kept = kept.collect();
        let shards = plan.shard.map_or(1, |shard| shard.of);
        let pace = options.rate.map(|rate| Pace::new(rate, shards));
        Self { plan, options, mask, bindings, today, pace, kept }
    }

    /// Waits until the next request may be sent.
    pub(super) async fn turn(&self) {
        if let Some(pace) = &self.pace {
            pace.turn().await;
        }
    }

    /// Makes later requests wait for as many as are sent at once now.
    pub(super) fn sent_at_once(&self, requests: u32) {
        if let Some(pace) = &self.pace {
            pace.take(requests);
        }
    }

    pub(super) fn case(&self, index: CaseIndex) -> &PlannedCase {
        &self.plan.cases[index.0]
    }

    /// Where a case goes.
    pub(super) fn endpoint(&self, case: &PlannedCase) -> &Endpoint {
        let endpoint = self.options.endpoints.get(&case.target);
        endpoint.expect("a run is given every target that its cases go to")
    }

    /// Keeps an exchange if another case needs it.
    pub(super) fn keep(&self, index: CaseIndex, exchange: &Exchange, json: Option<&Value>) {
        if let Some(place) = self.kept.get(&index) {
            let kept = Kept { exchange: exchange.clone(), json: json.cloned() };
            // A case runs once, so the place is empty.
            let _ = place.set(kept);
        }
    }

    /// The exchange of a case that another one follows or replays, if it took place.
    pub(super) fn kept(&self, index: CaseIndex) -> Option<&Kept> {
        self.kept.get(&index).and_then(OnceLock::get)
    }
}

fn source(case: &PlannedCase) -> Option<CaseIndex> {
    match case.request {
        RequestPlan::Send(_) => None,
        RequestPlan::Follow { from, .. } => Some(from),
        RequestPlan::Replay { of } => Some(of),
    }
}
