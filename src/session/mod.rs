//! One run from its settings to its exit code: what the command line and `cargo test` share.

mod exit;
mod failed_from;
mod failure;
mod open;
mod reports;
mod settings;
mod signals;
mod surroundings;
mod target;
mod targets;
mod wait;

use std::sync::Arc;

use tokio::sync::watch;

use crate::event::{Event, Signal};
use crate::plan::Plan;
use crate::report::{self, FanOut, Recorder, Reporter, RunRecord, SavedRun};
use crate::run;

pub use exit::{Exit, Judged};
pub use failed_from::{selection, unknown_cases};
pub use failure::Failure;
pub use open::OpenTargets;
use reports::Reports;
pub use reports::{Destination, ReportRequest};
pub use settings::{Require, RunSettings, select, without_empty_variables};
pub use signals::listen as listen_for_signals;
pub use surroundings::{current_folder, environment};
pub use target::TargetChoice;
pub use targets::TargetChoices;
pub use wait::Wait;

/// A run that has ended and whose reports are written.
#[derive(Debug)]
pub struct Concluded {
    /// What happened.
    pub record: RunRecord,
    /// What it comes to.
    pub exit: Exit,
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
    let targets = OpenTargets::open(chosen, &settings.faults, settings.limits()).await?;
    let options = run::Options {
        endpoints: targets.endpoints.clone(),
        jobs: settings.jobs.get(),
        offers: settings.has.iter().cloned().collect(),
        fail_fast: settings.fail_fast,
        read_only: settings.read_only,
        grace: run::GRACE,
    };
    if let Some((wait, endpoint)) = wait.zip(options.endpoints.values().next()) {
        wait.until_up(&endpoint.client, &endpoint.url, &mut stop).await?;
    }
    let requests = settings.report_requests()?;
    let (reports, listening, mut report_errors) = Reports::begin(&requests);
    let mut fan_out = FanOut::new(live.into_iter().chain(listening).collect());
    let mut recorder = Recorder::default();
    run::run(Arc::new(plan), options, stop, |event: &Event| {
        recorder.observe(event);
        fan_out.send(event);
    })
    .await;
    targets.close().await;
    let record = recorder.into_record().expect("a run begins with its first event");
    report_errors.extend(fan_out.finish().into_iter().map(|lost| lost.error.to_string()));
    let judged = Judged { record: &record, strict: settings.strict, require: settings.require };
    let exit = judged.exit(&report_errors);
    let ended = report::Exit::new(exit.code(), exit.word());
    report_errors.extend(reports.write(|| SavedRun::new(&record, Some(ended.clone()))));
    let exit = judged.exit(&report_errors);
    Ok(Concluded { record, exit, report_errors })
}
