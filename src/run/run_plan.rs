//! Runs a whole plan: the first event, the schedule, the last event.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use super::contract_facts::contract_facts;
use super::options::{Endpoint, Options};
use super::schedule::{ScheduleEnd, run_all};
use super::state::Shared;
use crate::contract::Contract;
use crate::event::{
    Event, FORMAT, RunFinished, RunStarted, Signal, SuiteFacts, Target, milliseconds,
};
use crate::plan::{Plan, PlannedCase, TargetIndex};
use crate::redact::Mask;

/// Runs a plan and reports every event to `listener`, in order.
///
/// A signal in `stop` ends the run early: no further case starts, running cases get the grace of the options, and
/// then the teardown runs to its end.
///
/// # Panics
///
/// If the options have no target, or lack a target that a case of the plan needs.
pub async fn run(
    plan: Arc<Plan>,
    options: Options,
    stop: watch::Receiver<Option<Signal>>,
    mut listener: impl FnMut(Event),
) -> RunFinished {
    let start = Instant::now();
    let now = Timestamp::now();
    let mask = Mask::new(plan.secrets.iter().cloned());
    let shared = Shared::new(plan, options, mask, now.to_zoned(TimeZone::UTC).date());
    // Comes before the first request, so that the record of a run that is killed has a start.
    listener(Event::RunStarted(run_started(&shared, now)));
    let shared = Arc::new(shared);
    let ScheduleEnd { interrupted, unreachable, stopped } =
        run_all(&shared, stop, &mut listener).await;
    let finished = RunFinished {
        finished: Timestamp::now().to_string(),
        elapsed_ms: milliseconds(start.elapsed()),
        interrupted,
        unreachable,
        missing: Vec::new(),
        stopped,
    };
    listener(Event::RunFinished(finished.clone()));
    finished
}

fn run_started(shared: &Shared, now: Timestamp) -> RunStarted {
    let (plan, options) = (&shared.plan, &shared.options);
    let facts = |contract: &Arc<Contract>| {
        contract_facts(contract, &plan.sources, shared.today, plan.partial)
    };
    let contracts = plan.contracts.iter().map(facts);
    let suites = plan.suites.iter().enumerate().map(|(index, suite)| SuiteFacts {
        suite: suite.name.clone(),
        file: suite.file.clone(),
        contract: suite.layers.first().id().to_owned(),
        layers: suite.layers.all()[1..].iter().map(|contract| contract.id().to_owned()).collect(),
        cases: plan.cases.iter().filter(|case| case.suite == index).map(PlannedCase::cases).sum(),
    });
    let mut targets = options.endpoints.iter().map(|(at, it)| target(plan, *at, it));
    RunStarted {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started: now.to_string(),
        target: targets.next().expect("a run has somewhere to go"),
        targets: targets.collect(),
        seed: plan.seed,
        flags: options.flags.iter().map(|word| shared.mask.text(word)).collect(),
        contracts: contracts.collect(),
        suites: suites.collect(),
        cases: plan.cases.iter().map(PlannedCase::cases).sum(),
        // A shard records the whole plan, by which a merge recognises the other shards.
        plan: Some(plan.whole.clone().unwrap_or_else(|| plan.facts())),
        shard: plan.shard,
    }
}

fn target(plan: &Plan, index: TargetIndex, endpoint: &Endpoint) -> Target {
    Target {
        name: plan.target_name(index),
        url: endpoint.url.as_str().trim_end_matches('/').to_owned(),
        reference: endpoint.reference,
        via: endpoint.via.clone(),
        recorded: false,
    }
}
