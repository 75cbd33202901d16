//! `statusquo run`: run, judge, report.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostic::summary;
use crate::plan::Plan;
use crate::report::{Reporter, Terminal, TerminalSettings, Verbosity};
use crate::session::{Exit, Failure, RunSettings, conduct, listen_for_signals};
use crate::workspace::{self, Request};

use super::args::RunCommand;
use super::dry_run::dry_run;
use super::runtime;
use super::talk::{Talk, say, say_unknown};

pub(super) fn run(command: &RunCommand, talk: Talk) -> Result<Exit, Failure> {
    let settings = &command.settings;
    // What is wrong with the call itself is said before any file is read.
    settings.target()?;
    settings.report_requests()?;
    settings.wait()?;
    let request = Request {
        paths: command.suites.paths.clone(),
        variables: settings.variables()?,
        environment: Some(environment()),
        seed: settings.seed(),
    };
    let opened = workspace::open(request, Path::new("."));
    talk.problems(&opened.problems, &opened.sources);
    let Some(plan) = opened.plan else {
        say(&format!("{}; nothing was sent", summary(&opened.problems)));
        return Ok(Exit::Usage);
    };
    let plan = selected(plan, settings)?;
    if command.dry_run {
        return dry_run(&plan, settings);
    }
    if let Some(path) = &settings.wait_for {
        let limit = settings.wait_limit.as_secs_f64();
        say(&format!("waiting for {path} of the target, at most {limit} s"));
    }
    let verbosity = if command.verbose { Verbosity::Cases } else { Verbosity::Failures };
    let terminal = Terminal::new(
        std::io::stdout(),
        TerminalSettings {
            width: Talk::width(),
            palette: talk.palette_of_stdout(),
            verbosity,
            ..TerminalSettings::default()
        },
    );
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(terminal)];
    let concluded =
        runtime()?.block_on(async { conduct(plan, settings, live, listen_for_signals()).await })?;
    for error in &concluded.report_errors {
        talk.failure(&Failure::judge(error.clone()));
    }
    Ok(concluded.exit)
}

fn selected(plan: Plan, settings: &RunSettings) -> Result<Plan, Failure> {
    let selection = settings.selection()?;
    say_unknown(&selection, &plan);
    let plan = plan.select(&selection);
    if plan.cases.is_empty() {
        let failure = Failure::usage("no case fits --filter and --tag; nothing was sent")
            .help("`statusquo list` shows every case and the code it speaks for");
        return Err(Failure { exit: Exit::Incomplete, ..failure });
    }
    Ok(plan)
}

/// The environment; names and values that are not Unicode cannot be named by a suite.
fn environment() -> BTreeMap<String, String> {
    let pairs = std::env::vars_os();
    pairs
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
