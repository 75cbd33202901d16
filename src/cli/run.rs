//! `statusquo run`: run, judge, report.

use std::io::{self, Write};

use crate::diagnostic::summary;
use crate::report::{Reporter, Terminal, TerminalSettings, Verbosity};
use crate::session::{
    Exit, Failure, ReportRequest, conduct, current_folder, listen_for_signals, select,
    unknown_cases,
};
use crate::workspace::{self, Request};

use super::args::RunCommand;
use super::dry_run::dry_run;
use super::runtime;
use super::talk::{Talk, say};

pub(super) fn run(command: &RunCommand, talk: Talk) -> Result<Exit, Failure> {
    let settings = &command.settings;
    // What is wrong with the call itself is said before any file is read.
    settings.targets()?;
    settings.wait()?;
    let reports = settings.report_requests()?;
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
    let plan = select(plan, &selection)?;
    settings.targets()?.of(&plan)?;
    if command.dry_run {
        return dry_run(&plan, settings);
    }
    if let Some(path) = &settings.wait_for {
        let limit = settings.wait_limit.as_secs_f64();
        say(&format!("waiting for {path} of the target, at most {limit} s"));
    }
    let terminal = terminal(command, talk, &reports);
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(terminal)];
    let concluded =
        runtime()?.block_on(async { conduct(plan, settings, live, listen_for_signals()).await })?;
    for error in &concluded.report_errors {
        talk.failure(&Failure::judge(error.clone()));
    }
    let paths = reports.iter().filter_map(ReportRequest::path).filter(|path| path.exists());
    let written: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    if !written.is_empty() {
        say(&format!("reports: {}", written.join(", ")));
    }
    Ok(concluded.exit)
}

/// The report that people read: on standard output, or beside it where another report goes there.
fn terminal(
    command: &RunCommand,
    talk: Talk,
    reports: &[ReportRequest],
) -> Terminal<Box<dyn Write + Send>> {
    let taken = reports.iter().any(|report| report.path().is_none());
    let (out, palette): (Box<dyn Write + Send>, _) = if taken {
        (Box::new(io::stderr()), talk.palette_of_stderr())
    } else {
        (Box::new(io::stdout()), talk.palette_of_stdout())
    };
    let verbosity = if command.verbose { Verbosity::Cases } else { Verbosity::Failures };
    let settings = TerminalSettings {
        width: Talk::width(),
        palette,
        verbosity,
        ..TerminalSettings::default()
    };
    Terminal::new(out, settings)
}
