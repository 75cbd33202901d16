//! The plan, the options and the results so far, as every case sees them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use serde_json::Value;

use super::clients::Clients;
use super::kept_exchanges::{Kept, Leftover};
use super::tokens::Tokens;
use super::watched_connections::Watching;
use crate::event::Stopped;
use crate::http::{Client, Exchange};
use crate::plan::{Bindings, CaseIndex, Plan, PlannedCase, RequestPlan};
use crate::redact::Mask;
use crate::run::eligibility::Eligibility;
use crate::run::options::{Endpoint, Options};
use crate::run::request_rate::Pace;
use crate::verdict::Outcome;

/// The state that the cases of one run share.
///
/// A clone is cheap and shares everything; a row of a large table gets a clone with itself in place of its table.
#[derive(Clone)]
pub(in crate::run) struct Shared {
    pub(in crate::run) plan: Arc<Plan>,
    pub(in crate::run) options: Arc<Options>,
    pub(in crate::run) mask: Arc<Mask>,
    pub(in crate::run) bindings: Arc<Bindings>,
    pub(in crate::run) tokens: Arc<Tokens>,
    /// The first day of the run in UTC. Waivers are compared with it, so midnight does not change verdicts.
    pub(in crate::run) today: Date,
    /// The limit of the request rate, if there is one.
    pace: Option<Arc<Pace>>,
    clients: Arc<Clients>,
    /// The exchanges that other cases need, each of which is set when it has taken place.
    kept: Arc<BTreeMap<CaseIndex, OnceLock<Kept>>>,
    /// True if the run is ending or its target cannot be reached, so that no further row of a table starts.
    stopped: Arc<AtomicBool>,
    /// The cases whose response has arrived and that only watch their connection.
    pub(in crate::run) watching: Arc<Watching>,
    /// The row of a large table that replaces the case of the table in this clone.
    row: Option<(CaseIndex, Box<PlannedCase>)>,
    /// The resources that probes created by accident.
    leftovers: Arc<Mutex<Vec<Leftover>>>,
}

impl Shared {
    pub(in crate::run) fn new(plan: Arc<Plan>, options: Options, mask: Mask, today: Date) -> Self {
        // Only exchanges that another case names are kept, so memory does not grow with the number of cases.
        let kept = plan.cases.iter().filter_map(source).map(|case| (case, OnceLock::new()));
        // All shards together must keep the rate, and a shard knows only its own requests.
        let shards = plan.shard.map_or(1, |shard| shard.of);
        Self {
            kept: Arc::new(kept.collect()),
            bindings: Arc::new(Bindings::new(plan.slots)),
            tokens: Arc::new(Tokens::new(&plan)),
            pace: options.rate.map(|rate| Arc::new(Pace::new(rate, shards))),
            clients: Arc::new(Clients::new(&plan, &options)),
            options: Arc::new(options),
            mask: Arc::new(mask),
            stopped: Arc::default(),
            watching: Arc::default(),
            leftovers: Arc::default(),
            row: None,
            plan,
            today,
        }
    }

    /// Returns a clone in which a row replaces the case of its table.
    pub(in crate::run) fn for_row(&self, index: CaseIndex, row: PlannedCase) -> Self {
        Self { row: Some((index, Box::new(row))), ..self.clone() }
    }

    /// Prevents further rows of tables from starting.
    pub(in crate::run) fn stop(&self) {
        // The flag guards no other data, so no ordering is needed.
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Returns `true` if the run is ending or its target cannot be reached, so that no further row of a table starts.
    pub(in crate::run) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Waits until the rate allows the next request.
    pub(in crate::run) async fn wait_for_turn(&self) {
        if let Some(pace) = &self.pace {
            pace.turn().await;
        }
    }

    /// Counts requests that are sent at once, so that later requests wait for their share of the rate.
    pub(in crate::run) fn count_at_once(&self, requests: u32) {
        if let Some(pace) = &self.pace {
            pace.take(requests);
        }
    }

    /// Returns a case of the plan, or the row that replaces it.
    pub(in crate::run) fn case(&self, index: CaseIndex) -> &PlannedCase {
        match &self.row {
            Some((at, row)) if *at == index => row,
            _ => &self.plan.cases[index.0],
        }
    }

    /// Returns the rules by which the run decides in advance which cases are sent.
    pub(in crate::run) fn eligibility(&self) -> Eligibility<'_> {
        let endpoints = self.options.endpoints.iter();
        let references = endpoints.filter(|(_, endpoint)| endpoint.reference);
        Eligibility {
            plan: &self.plan,
            offers: self.options.offers.clone(),
            references: references.map(|(target, _)| *target).collect(),
            read_only: self.options.read_only,
        }
    }

    /// Returns the target of a case.
    pub(in crate::run) fn endpoint(&self, case: &PlannedCase) -> &Endpoint {
        let endpoint = self.options.endpoints.get(&case.target);
        endpoint.expect("a run is given every target that its cases go to")
    }

    /// Returns the client that sends the requests of a case.
    pub(in crate::run) fn client(&self, case: &PlannedCase) -> &Client {
        self.clients.of(case).unwrap_or(&self.endpoint(case).client)
    }

    /// Keeps an exchange if another case needs it.
    pub(in crate::run) fn keep(&self, index: CaseIndex, exchange: &Exchange, json: Option<&Value>) {
        if let Some(place) = self.kept.get(&index) {
            let kept = Kept { exchange: exchange.clone(), json: json.cloned() };
            // A case runs once, so the place is empty.
            let _ = place.set(kept);
        }
    }

    /// Returns the exchange of a case that another case needs, if it took place.
    pub(in crate::run) fn kept(&self, index: CaseIndex) -> Option<&Kept> {
        self.kept.get(&index).and_then(OnceLock::get)
    }

    /// Notes a resource that a probe created by accident.
    pub(in crate::run) fn add_leftover(&self, leftover: Leftover) {
        // A panic of another case leaves the list whole, so a poisoned lock is still usable.
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner).push(leftover);
    }

    /// Returns the resources that probes created by accident: a copy, so that no lock is held while requests are sent.
    pub(in crate::run) fn leftovers(&self) -> Vec<Leftover> {
        self.leftovers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the reason why the credential of a token request is dead; `None` if it has a token, or if the case is
    /// no token request.
    pub(in crate::run) fn dead_credential(
        &self,
        case: &PlannedCase,
        outcome: Option<&Outcome>,
    ) -> Option<Stopped> {
        let stopped = self.tokens.dead_credential(case, outcome)?;
        Some(Stopped { why: self.mask.text(&stopped.why), ..stopped })
    }
}

fn source(case: &PlannedCase) -> Option<CaseIndex> {
    match case.request {
        RequestPlan::Send(_) => None,
        RequestPlan::Follow { from, .. } => Some(from),
        RequestPlan::Replay { of } | RequestPlan::Probe { of, .. } => Some(of),
    }
}
