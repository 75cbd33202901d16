//! Runs a plan against the targets of the settings.

use std::sync::Arc;

use tokio::sync::watch;

use crate::event::Signal;
use crate::plan::Plan;
use crate::report::Reporter;
use crate::run;
use crate::settings::{Failure, RunSettings};

use super::listeners::Listeners;
use super::runtime::single_thread_runtime;
use super::start_targets::StartedTargets;
use super::wait_until_up::wait_until_up;
use super::{FinishedRun, listen_for_signals};

/// Runs a plan to its end and writes the requested reports. `live` are the reporters of the front end.
///
/// Blocks the calling thread. The schedule, the exchanges and the reports share this thread: the work of a case takes
/// some tens of microseconds, which is less than waking another thread would take. Only large responses are judged
/// on other threads.
///
/// # Errors
///
/// Returns an error if a target is missing, or a client or the embedded server cannot be started. Nothing was
/// sent then.
pub fn run_plan(
    plan: Plan,
    settings: &RunSettings,
    live: Vec<Box<dyn Reporter>>,
) -> Result<FinishedRun, Failure> {
    let runtime = single_thread_runtime()?;
    let finished = runtime.block_on(run_until_signal(plan, settings, live, listen_for_signals()));
    // Dropping the runtime would wait for large responses that are still judged although their cases were
    // cancelled.
    runtime.shutdown_background();
    finished
}

async fn run_until_signal(
    plan: Plan,
    settings: &RunSettings,
    live: Vec<Box<dyn Reporter>>,
    mut stop: watch::Receiver<Option<Signal>>,
) -> Result<FinishedRun, Failure> {
    // Everything that can fail comes before the listeners start, so that a run that cannot start writes no report.
    let addresses = settings.targets.for_plan(&plan)?;
    let targets = StartedTargets::start(addresses, settings).await?;
    let options = run::Options {
        endpoints: targets.endpoints.clone(),
        jobs: settings.jobs.get(),
        offers: settings.offers.clone(),
        fail_fast: settings.fail_fast,
        read_only: settings.read_only,
        rate: settings.rate,
        grace: run::GRACE,
        flags: settings.rerun_flags.clone(),
    };
    if let Some(wait) = &settings.wait_for {
        let targets = options.endpoints.values().map(|target| (&target.client, &target.url));
        wait_until_up(wait, targets.collect(), &mut stop).await?;
    }
    let mut listeners = Listeners::start(&settings.reports, live, plan.cases.len());
    run::run(Arc::new(plan), options, stop, |event| listeners.send(event)).await;
    // After the last event, because teardown cases still send requests to the embedded server.
    targets.stop().await;
    Ok(listeners.finish(&settings.criteria))
}
