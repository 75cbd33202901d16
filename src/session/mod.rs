//! One run from its settings to its exit code: what the command line and `cargo test` share.

mod exit;
mod failed_from;
mod failure;
mod reports;
mod settings;
mod shard;
mod signals;
mod surroundings;
mod target;
mod wait;

use std::sync::Arc;

use tokio::sync::watch;

use crate::event::{Event, Signal};
use crate::exchange::Client;
use crate::plan::Plan;
use crate::report::{FanOut, Recorder, Reporter, RunRecord};
use crate::run;

pub use exit::{Exit, Judged};
pub use failed_from::{selection, unknown_cases};
pub use failure::Failure;
pub use reports::{ReportFormat, ReportRequest};
pub use settings::{Require, RunSettings, select, without_empty_variables};
pub use shard::ShardChoice;
pub use signals::listen as listen_for_signals;
pub use surroundings::{current_folder, environment};
pub use target::{OpenTarget, TargetChoice};
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

/// Runs a plan against the target of the settings, with the reports they ask for and those of the caller.
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
    let target = settings.target()?.open(&settings.faults).await?;
    let options = run::Options {
        client: Client::new(settings.limits())
            .map_err(|error| Failure::judge(error.to_string()))?,
        target: target.url.clone(),
        reference: target.is_reference(),
        jobs: settings.jobs.get(),
        offers: settings.has.iter().cloned().collect(),
        fail_fast: settings.fail_fast,
        read_only: settings.read_only,
        rate: settings.rate,
        grace: run::GRACE,
    };
    if let Some(wait) = wait {
        wait.until_up(&options.client, &target.url, &mut stop).await?;
    }
    let requests = settings.report_requests()?;
    let (mut fan_out, mut report_errors) = listeners(live, &requests);
    let mut recorder = Recorder::default();
    run::run(Arc::new(plan), options, stop, |event: &Event| {
        recorder.observe(event);
        fan_out.send(event);
    })
    .await;
    target.close().await;
    let record = recorder.into_record().expect("a run begins with its first event");
    report_errors.extend(fan_out.finish().into_iter().map(|lost| lost.error.to_string()));
    let judged = Judged { record: &record, strict: settings.strict, require: settings.require };
    let exit = judged.exit(&report_errors);
    for request in &requests {
        if let Err(error) = request.write_document(&record, exit) {
            report_errors.push(error.to_string());
        }
    }
    let exit = judged.exit(&report_errors);
    Ok(Concluded { record, exit, report_errors })
}

/// Everything that listens to the run, and a line for each report that could not even be begun.
fn listeners(
    mut live: Vec<Box<dyn Reporter>>,
    requests: &[ReportRequest],
) -> (FanOut, Vec<String>) {
    let mut errors = Vec::new();
    for request in requests {
        match request.live() {
            Some(Ok(reporter)) => live.push(reporter),
            Some(Err(error)) => errors.push(error.to_string()),
            None => {}
        }
    }
    (FanOut::new(live), errors)
}
