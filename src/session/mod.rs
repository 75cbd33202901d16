//! One run from its settings to its exit code: what the command line and `cargo test` share.

mod exit;
mod failed_from;
mod failure;
mod judge;
mod job_summary;
mod start_targets;
mod proxy;
mod repeat;
mod reports;
mod runtime;
mod saved;
mod settings;
mod shard;
mod signals;
mod environment;
mod target;
mod targets;
mod transport;
mod wait;

use std::sync::Arc;
use std::thread;

use tokio::sync::watch;

use crate::event::{Event, Signal};
use crate::plan::Plan;
use crate::record::{Kept, Recorder, RunRecord, SavedRun};
use crate::report::{FanOut, Reporter};
use crate::run;

pub use environment::{current_folder, environment};
pub use exit::{Demands, Exit, Judged};
pub use failed_from::{selection, unknown_cases};
pub use failure::Failure;
pub use judge::{judge, recordings};
use reports::Reports;
pub use reports::{Destination, ReportRequest, report_requests};
pub use runtime::{conduct_to_the_end, runtime};
pub use saved::{baseline, records, render};
pub use settings::{Require, RunSettings, select, without_empty_variables};
pub use shard::ShardChoice;
pub use signals::listen as listen_for_signals;
pub use start_targets::OpenTargets;
pub use target::TargetChoice;
pub use targets::TargetChoices;
pub use transport::TransportSettings;
pub use wait::Wait;

/// A run that has ended and whose reports are written.
#[derive(Debug)]
pub struct Concluded {
    /// What happened.
    pub record: RunRecord,
    /// What it comes to.
    pub exit: Exit,
    /// What was demanded of the documented codes and is not met, in one line; nothing where it ended for another
    /// reason.
    pub unmet: Option<String>,
    /// Reports that could not be written, one line each.
    pub report_errors: Vec<String>,
}

/// Runs a plan against the targets of the settings, with the reports they ask for and those of the caller.
///
/// # Errors
///
/// If there is nothing to run against, or the client cannot be set up; nothing was sent then.
///
/// # Panics
///
/// Never: a run begins with its first event.
pub async fn conduct(
    plan: Plan,
    settings: &RunSettings,
    live: Vec<Box<dyn Reporter>>,
    mut stop: watch::Receiver<Option<Signal>>,
) -> Result<Concluded, Failure> {
    let wait = settings.wait()?;
    let chosen = settings.targets()?.of(&plan)?;
    let targets = OpenTargets::open(chosen, settings).await?;
    let options = run::Options {
        endpoints: targets.endpoints.clone(),
        jobs: settings.jobs.get(),
        offers: settings.has.iter().cloned().collect(),
        fail_fast: settings.fail_fast,
        read_only: settings.read_only,
        rate: settings.rate,
        grace: run::GRACE,
        flags: settings.repeated_flags(),
    };
    if let Some(wait) = wait {
        let targets = options.endpoints.values().map(|target| (&target.client, &target.url));
        wait.until_up(targets.collect(), &mut stop).await?;
    }
    let requests = settings.report_requests()?;
    let baseline = settings.baseline()?;
    let mut telling = Telling::begin(&requests, live);
    telling.recorder = Recorder::holding(plan.cases.len());
    let plan = Arc::new(plan);
    run::run(Arc::clone(&plan), options, stop, |event| telling.tell(event)).await;
    // Of many cases that takes a while, and nothing waits for it.
    let _ = thread::Builder::new().spawn(move || drop(plan));
    targets.close().await;
    Ok(telling.conclude(settings.demands(baseline.as_ref())))
}

/// A run that is told to all who listen.
struct Telling<'r> {
    recorder: Recorder,
    kept: Kept,
    fan_out: FanOut,
    reports: Reports<'r>,
    /// Reports that could not be begun, one line each.
    errors: Vec<String>,
}

impl<'r> Telling<'r> {
    /// Begins the reports that were asked for, beside those of the caller.
    fn begin(requests: &'r [ReportRequest], live: Vec<Box<dyn Reporter>>) -> Self {
        let (reports, listening, errors) = Reports::begin(requests);
        let fan_out = FanOut::new(live.into_iter().chain(listening).collect());
        let kept = reports.kept();
        Self { recorder: Recorder::default(), kept, fan_out, reports, errors }
    }

    fn tell(&mut self, mut event: Event) {
        self.fan_out.send(&event);
        self.kept.take_from(&mut event);
        self.recorder.observe(event);
    }

    /// Writes the documents and says what it all comes to.
    fn conclude(mut self, demands: Demands<'_>) -> Concluded {
        let record = self.recorder.into_record().expect("a run begins with its first event");
        let lost = self.fan_out.finish().into_iter().map(|lost| lost.error.to_string());
        self.errors.extend(lost);
        let judged = Judged { record: &record, demands };
        let exit = judged.exit(&self.errors);
        let ended = crate::record::Exit::new(exit.code(), exit.word());
        let run = || SavedRun::new(&record, Some(ended.clone())).with(&self.kept);
        self.errors.extend(self.reports.write(run));
        let exit = judged.exit(&self.errors);
        let unmet = judged.unmet().filter(|_| matches!(exit, Exit::Incomplete));
        Concluded { exit, unmet, report_errors: self.errors, record }
    }
}
