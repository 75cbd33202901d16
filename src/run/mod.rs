//! Running a plan: many cases at the same time, ordered by their data, into one stream of events.

mod blocking;
mod attempts;
mod burst;
mod case;
mod clients;
mod endpoint;
mod early_stop;
mod eligibility;
mod link;
mod pages;
mod pace;
mod poll;
mod preview;
mod probe;
mod repeat;
mod schedule;
mod state;
mod table;
mod token;
mod waiver;
mod case_history;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::sync::watch;

use crate::contract::{Contract, Row};
use crate::diagnostic::Sources;
use crate::event::{
    ContractFacts, Event, FORMAT, RowFacts, RowWaiver, RunFinished, RunStarted, Signal, SuiteFacts,
    Target,
};
use crate::plan::{Plan, PlannedCase, TargetIndex};
use crate::redact::Mask;

pub use case::relative_path;
pub use eligibility::{Eligibility, Forecast, NotSent};
pub use endpoint::Endpoint;
pub use pace::Rate;
pub use preview::{Preview, preview};
use state::Shared;

/// How a plan is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where each target of the plan is; one that no case goes to may be absent.
    pub endpoints: BTreeMap<TargetIndex, Endpoint>,
    /// How many cases may run at the same time, at least 1. Default 64: tied neither to cores nor to files.
    pub jobs: usize,
    /// What the target offers beyond the API itself, such as `fault-hook`.
    pub offers: BTreeSet<String>,
    /// Whether the first failed or errored case ends the run.
    pub fail_fast: bool,
    /// Whether only safe methods are sent (RFC 9110, section 9.2.1).
    pub read_only: bool,
    /// How many requests are sent in a time, by all shards together. A burst is sent at once all the same.
    pub rate: Option<Rate>,
    /// How long cases that are under way when a signal comes may take to end. Default [`GRACE`].
    pub grace: Duration,
    /// The flags that a command repeats to run a case again, as words; what is secret in them is masked.
    pub flags: Vec<String>,
}

/// How long cases that are under way when a signal comes may take to end, if nothing else is said.
pub const GRACE: Duration = Duration::from_secs(5);

/// Runs a plan and tells `listener` everything that happens, in order.
///
/// `stop` holds the signal that ends the run early: no further case is begun, those under way get
/// the grace of the options, then teardown runs, to its end.
///
/// # Panics
///
/// If the options have no target at all, or not one that a case goes to.
pub async fn run(
    plan: Arc<Plan>,
    options: Options,
    stop: watch::Receiver<Option<Signal>>,
    mut listener: impl FnMut(Event),
) -> RunFinished {
    let begun = Instant::now();
    let now = Timestamp::now();
    let mask = Mask::new(plan.secrets.iter().cloned());
    let shared = Shared::new(plan, options, mask, now.to_zoned(TimeZone::UTC).date());
    listener(Event::RunStarted(started(&shared, now)));
    let shared = Arc::new(shared);
    let schedule::Ended { interrupted, unreachable, stopped } =
        schedule::run_all(&shared, stop, &mut listener).await;
    let finished = RunFinished {
        finished: Timestamp::now().to_string(),
        elapsed_ms: milliseconds(begun.elapsed()),
        interrupted,
        unreachable,
        missing: Vec::new(),
        stopped,
    };
    listener(Event::RunFinished(finished.clone()));
    finished
}

fn started(shared: &Shared, now: Timestamp) -> RunStarted {
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

/// A contract as reports need it, on this day; `partial` says that something was left out of the run.
pub fn contract_facts(
    contract: &Contract,
    sources: &Sources,
    today: Date,
    partial: bool,
) -> ContractFacts {
    let row = |row: &Row| RowFacts {
        row: row.key.clone(),
        operation: row.operation.map(|at| contract.operations()[at].line()),
        meaning: row.meaning.clone().or_else(|| row.message.clone()),
        waiver: row.waiver.as_ref().map(|waiver| RowWaiver {
            waiver: waiver.into(),
            expired: waiver.is_expired(today),
            partial,
        }),
        place: sources.place(row.span),
    };
    ContractFacts {
        contract: contract.id().to_owned(),
        title: contract.title().to_owned(),
        file: contract.file().to_owned(),
        rows: contract.rows().iter().map(row).collect(),
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
