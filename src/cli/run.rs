//! `statusquo run`: run, judge, report.

use std::mem::ManuallyDrop;

use crate::diagnostic::summary;
use crate::report::Reporter;
use crate::session::{
    Exit, Failure, ReportRequest, conduct_to_the_end, current_folder, select, unknown_cases,
};
use crate::workspace::{self, Request};

use super::args::RunCommand;
use super::dry_run::dry_run;
use super::report;
use super::talk::{Talk, say};

pub(super) fn run(command: &RunCommand, talk: Talk) -> Result<Exit, Failure> {
    let settings = &command.settings;
    // What is wrong with the call itself is said before any file is read.
    settings.targets()?;
    settings.check_transport()?;
    settings.wait()?;
    let reports = settings.report_requests()?;
    let shard = settings.shard()?;
    // The record of `--failed-from` may stand where this run writes its own.
    let selection = settings.selection()?;
    if !command.dry_run {
        reports.iter().try_for_each(ReportRequest::remove_old)?;
    }
    let request = Request {
        paths: command.suites.paths.clone(),
        variables: settings.variables()?,
        environment: Some(settings.environment.clone()),
        seed: settings.seed(),
        unsafe_probes: settings.allow_unsafe_probes,
        // What would be sent is shown for each row.
        streamed: !command.dry_run,
    };
    let opened = workspace::open(request, &current_folder()?);
    talk.problems(&opened.problems, &opened.sources);
    let Some(plan) = opened.plan else {
        say(&format!("{}; nothing was sent", summary(&opened.problems)));
        return Ok(Exit::Usage);
    };
    if let Some(unknown) = unknown_cases(&selection, &plan) {
        say(&unknown);
    }
    let mut plan = select(plan, &selection)?;
    if let Some(shard) = shard {
        shard.told_by().iter().for_each(|line| say(line));
        plan = shard.part_of(plan)?;
    }
    settings.targets()?.of(&plan)?;
    if command.dry_run {
        return dry_run(&plan, settings);
    }
    if let Some(path) = &settings.wait_for {
        let limit = settings.wait_limit.as_secs_f64();
        say(&format!("waiting for {path} of the target, at most {limit} s"));
    }
    let baseline = settings.baseline()?;
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(talk.terminal(command.verbose, &reports))];
    // The process is about to end, and with it goes what many cases hold faster than it is freed piece by piece.
    let concluded = ManuallyDrop::new(conduct_to_the_end(plan, settings, live)?);
    let stopped = concluded.record.finished.iter().flat_map(|finished| &finished.stopped);
    for stopped in stopped {
        talk.failure(&Failure::judge(stopped.why.clone()).help(stopped.help.clone()));
    }
    if let (Some(baseline), Some(path)) = (baseline, &settings.baseline) {
        report::changes(&baseline, path, &concluded, &reports)?;
    }
    report::written(&concluded, &reports, talk);
    Ok(concluded.exit)
}
