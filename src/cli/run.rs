//! `statusquo run`: run, judge, report.

use crate::diagnostic::summary;
use crate::report::{Reporter, Terminal, TerminalSettings, Verbosity};
use crate::session::{
    Exit, Failure, ReportRequest, conduct, current_folder, environment, listen_for_signals,
};
use crate::workspace::{self, Request};

use super::args::RunCommand;
use super::runtime;
use super::talk::{Talk, say};

pub(super) fn run(command: &RunCommand, talk: Talk) -> Result<Exit, Failure> {
    let settings = &command.settings;
    // What is wrong with the call itself is said before any file is read.
    settings.target()?;
    let reports = settings.report_requests()?;
    reports.iter().try_for_each(ReportRequest::remove_old)?;
    let request = Request {
        paths: command.suites.paths.clone(),
        variables: settings.variables()?,
        environment: Some(environment()),
        seed: settings.seed(),
    };
    let opened = workspace::open(request, &current_folder()?);
    talk.problems(&opened.problems, &opened.sources);
    let Some(plan) = opened.plan else {
        say(&format!("{}; nothing was sent", summary(&opened.problems)));
        return Ok(Exit::Usage);
    };
    let plan = settings.select(plan)?;
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
    let written: Vec<String> = reports
        .iter()
        .filter(|report| report.path.exists())
        .map(|r| r.path.display().to_string())
        .collect();
    if !written.is_empty() {
        say(&format!("reports: {}", written.join(", ")));
    }
    Ok(concluded.exit)
}
