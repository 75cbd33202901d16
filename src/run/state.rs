//! What the cases of one run share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::Method;
use jiff::civil::Date;
use serde_json::Value;
use url::Url;

use crate::contract::Layers;
use crate::http::{Client, Exchange};
use crate::plan::{Bindings, CaseIndex, Plan, PlannedCase, RequestPlan};
use crate::redact::Mask;

use super::clients::Clients;
use super::eligibility::Eligibility;
use super::link::{self, NoLink};
use super::pace::Pace;
use super::probe::Leftover;
use super::token::Tokens;
use super::{Endpoint, Options};

/// What the cases of one run share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) plan: Arc<Plan>,
    pub(super) options: Arc<Options>,
    pub(super) mask: Arc<Mask>,
    pub(super) bindings: Arc<Bindings>,
    pub(super) tokens: Arc<Tokens>,
    /// The day in UTC on which the run began, which waivers are held against.
    pub(super) today: Date,
    /// How fast requests may be sent.
    pace: Option<Arc<Pace>>,
    clients: Arc<Clients>,
    kept: Arc<BTreeMap<CaseIndex, OnceLock<Kept>>>,
    /// Whether no further row of a table is begun.
    stopped: Arc<AtomicBool>,
    /// The row that stands in the place of the case that stands for its table.
    row: Option<(CaseIndex, Box<PlannedCase>)>,
    leftovers: Arc<Mutex<Vec<Leftover>>>,
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
        let bindings = Arc::new(Bindings::new(plan.slots));
        let tokens = Arc::new(Tokens::new(&plan));
        let kept = plan.cases.iter().filter_map(source).map(|case| (case, OnceLock::new()));
        let kept = Arc::new(kept.collect());
        let shards = plan.shard.map_or(1, |shard| shard.of);
        let pace = options.rate.map(|rate| Arc::new(Pace::new(rate, shards)));
        let clients = Arc::new(Clients::new(&plan, &options));
        let (options, mask, stopped) = (Arc::new(options), Arc::new(mask), Arc::default());
        let leftovers = Arc::default();
        let row = None;
        Self {
            plan,
            options,
            mask,
            bindings,
            tokens,
            today,
            pace,
            clients,
            kept,
            stopped,
            row,
            leftovers,
        }
    }

    /// The same for one row of a table.
    pub(super) fn for_row(&self, index: CaseIndex, row: PlannedCase) -> Self {
        Self { row: Some((index, Box::new(row))), ..self.clone() }
    }

    /// Begins no further row of a table.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether no further row of a table is begun.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
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
        match &self.row {
            Some((at, row)) if *at == index => row,
            _ => &self.plan.cases[index.0],
        }
    }

    /// Returns the rules by which the run decides in advance which cases are sent.
    pub(super) fn eligibility(&self) -> Eligibility<'_> {
        let endpoints = self.options.endpoints.iter();
        let references = endpoints.filter(|(_, endpoint)| endpoint.reference);
        Eligibility {
            plan: &self.plan,
            offers: self.options.offers.clone(),
            references: references.map(|(target, _)| *target).collect(),
            read_only: self.options.read_only,
        }
    }

    /// Where a case goes.
    pub(super) fn endpoint(&self, case: &PlannedCase) -> &Endpoint {
        let endpoint = self.options.endpoints.get(&case.target);
        endpoint.expect("a run is given every target that its cases go to")
    }

    /// What sends the requests of a case.
    pub(super) fn client(&self, case: &PlannedCase) -> &Client {
        self.clients.of(case).unwrap_or(&self.endpoint(case).client)
    }

    /// Keeps an exchange if another case needs it.
    pub(super) fn keep(&self, index: CaseIndex, exchange: &Exchange, json: Option<&Value>) {
        if let Some(place) = self.kept.get(&index) {
            let kept = Kept { exchange: exchange.clone(), json: json.cloned() };
            // A case runs once, so the place is empty.
            let _ = place.set(kept);
        }
    }

    /// Remembers what a probe made by accident.
    pub(super) fn leave(&self, leftover: Leftover) {
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner).push(leftover);
    }

    /// What probes made by accident.
    pub(super) fn leftovers(&self) -> Vec<Leftover> {
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        RequestPlan::Replay { of } | RequestPlan::Probe { of, .. } => Some(of),
    }
}
