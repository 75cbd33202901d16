//! `statusquo run`: runs cases, judges the responses, writes the reports.

use crate::diagnostic::summary;
use crate::report::Reporter;
use crate::session::{NoPlan, open_plan, remove_old_reports, run_plan};
use crate::settings::{Exit, Failure, RunSettings, environment};
use crate::workspace::Request;

use super::commands::RunCommand;
use super::console::{Console, print_message, verbosity};
use super::dry_run::dry_run;
use super::finish;

pub(super) fn run(command: &RunCommand, console: Console) -> Result<Exit, Failure> {
    let settings = RunSettings::resolve(&command.arguments, environment())?;
    // Checked first, so that a missing `--target` is reported before large suites are read.
    settings.targets.check_any()?;
    let request = Request {
        paths: command.suites.paths.clone(),
        variables: settings.variables.clone(),
        environment: Some(settings.environment.clone()),
        seed: settings.seed,
        unsafe_probes: settings.unsafe_probes,
        // A dry run shows each row of a large table, so it needs all rows in the plan.
        streamed: !command.dry_run,
    };
    let opened = open_plan(request, &settings.cases)?;
    if !command.dry_run {
        // All inputs have been read by now, so an old report may be one of them.
        let inputs = [settings.inputs.as_slice(), &opened.inputs].concat();
        remove_old_reports(&settings.reports, &inputs)?;
    }
    console.problems(&opened.problems, &opened.sources);
    for line in &opened.notes {
        print_message(line);
    }
    let plan = match opened.plan {
        Ok(plan) => plan,
        Err(NoPlan::NothingSelected(failure)) => return Err(failure),
        Err(NoPlan::BrokenSuites) => {
            print_message(&format!("{}; nothing was sent", summary(&opened.problems)));
            return Ok(Exit::Usage);
        }
    };
    // Only the selected cases count: a filter may leave out the suites of a missing target.
    settings.targets.for_plan(&plan)?;
    if command.dry_run {
        return dry_run(&plan, &settings);
    }
    if let Some(wait) = &settings.wait_for {
        let (path, limit) = (&wait.path, wait.limit.as_secs_f64());
        print_message(&format!("waiting for {path} of the target, at most {limit} s"));
    }
    let terminal = console.terminal(verbosity(command.verbose), &settings.reports);
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(terminal)];
    let finished = run_plan(plan, &settings, live)?;
    let stopped = finished.record.finished.iter().flat_map(|finished| &finished.stopped);
    for stopped in stopped {
        console.failure(&Failure::not_judged(stopped.why.clone()).help(stopped.help.clone()));
    }
    if let Some(baseline) = &settings.criteria.baseline {
        finish::print_changes(baseline, &finished, &settings.reports)?;
    }
    finish::print_reports(&finished, &settings.reports, console);
    Ok(finished.exit)
}
