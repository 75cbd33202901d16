//! Suites as tests of `cargo test`: each case a test of its own, run by the same engine as the command line.
//!
//! ```no_run
//! // tests/conformance.rs, with `harness = false` in Cargo.toml
//! fn main() -> std::process::ExitCode {
//!     statusquo::harness::main("suites")
//! }
//! ```
//!
//! `STATUSQUO_TARGET` names the target; every other flag of `statusquo run` has its variable too.
//! Behind `--` libtest's whole command line is understood. Three digits alone are a status:
//! `cargo test --test conformance -- 404`.

mod arguments;
mod engine;
mod names;
mod nextest;
mod trials;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::diagnostic::{Palette, render};
use crate::plan::{CaseIndex, Plan};
use crate::report;
use crate::session::{
    Concluded, Exit, Failure, ReportRequest, RunSettings, current_folder, environment, select,
    unknown_cases, without_empty_variables,
};
use crate::workspace::{self, Request};

use arguments::{Arguments, Format};
use engine::Engine;
use nextest::Nextest;
use trials::Trials;

/// The exit code of libtest for tests that failed.
const FAILED: u8 = 101;

/// Runs the suites below a folder, or one suite, as tests; reads the process's arguments and environment.
///
/// The path is relative to the package, where cargo and nextest start test binaries.
pub fn main(suites: impl AsRef<Path>) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // If the terminal is gone there is no one left to tell.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(FAILED).into();
        }
    };
    match test(suites.as_ref(), &arguments) {
        Ok(code) => code,
        Err(failure) => {
            complain(&format!("error: {}", failure.message));
            if let Some(help) = &failure.help {
                complain(&format!("  help: {help}"));
            }
            FAILED.into()
        }
    }
}

/// The same settings as the command line's, from the environment alone.
#[derive(Debug, Parser)]
struct FromEnvironment {
    #[command(flatten)]
    settings: RunSettings,
}

fn test(suites: &Path, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let from_environment = without_empty_variables(FromEnvironment::command())
        .try_get_matches_from(["statusquo"])
        .and_then(|matches| FromEnvironment::from_arg_matches(&matches))
        .map_err(|error| Failure::usage(error.render().to_string()))?;
    let mut settings = arguments.refine(from_environment.settings);
    settings.environment = environment();
    let nextest = Nextest::of(&settings.environment);
    // The record of `--failed-from` may stand where this run writes its own.
    let selection = settings.selection()?;
    if !arguments.list && nextest.is_none() {
        settings.report_requests()?.iter().try_for_each(ReportRequest::remove_old)?;
    }
    let plan = plan(suites, &settings, arguments.list)?;
    if let Some(unknown) = unknown_cases(&selection, &plan) {
        complain(&unknown);
    }
    let mut plan = select(plan, &selection)?;
    if let Some(shard) = settings.shard()? {
        plan = shard.part_of(plan)?;
    }
    let names = names::of(&plan);
    let keep: Vec<bool> =
        plan.cases.iter().zip(&names).map(|(case, name)| arguments.keeps(case, name)).collect();
    let trials = Trials { plan: &plan, names: &names, keep: &keep, nextest: nextest.as_ref() };
    if arguments.list {
        return Ok(trials.list(&settings, arguments));
    }
    if keep.contains(&true) {
        settings.targets()?.of(&plan)?;
    }
    if let Some(nextest) = &nextest {
        let test = names.iter().zip(&keep).find(|(_, keep)| **keep);
        nextest.divert(&mut settings, test.map(|(name, _)| name.as_str()).unwrap_or_default())?;
    }
    let kept = keep.iter().enumerate().filter(|(_, keep)| **keep);
    let kept: Vec<CaseIndex> = kept.map(|(at, _)| CaseIndex(at)).collect();
    let known = trials.known_not_to_run(&settings);
    let engine = Arc::new(Engine::new(plan.clone().part(&kept), settings));
    if arguments.format == Some(Format::Junit) {
        return junit(&engine);
    }
    let conclusion = trials.run(&engine, &known, arguments);
    let failed = conclusion.has_failed();
    let concluded = engine.conclude();
    if let Some(Ok(concluded)) = &concluded {
        for stopped in concluded.record.finished.iter().flat_map(|finished| &finished.stopped) {
            complain(&format!("error: {}\n  help: {}", stopped.why, stopped.help));
        }
    }
    match concluded {
        Some(Ok(concluded)) if !failed => Ok(after_all(&concluded)),
        Some(Err(failure)) => Err(failure),
        _ => Ok(conclusion.exit_code()),
    }
}

/// What no single test can say: a teardown that failed, a report that could not be written.
fn after_all(concluded: &Concluded) -> ExitCode {
    for error in &concluded.report_errors {
        complain(&format!("error: {error}"));
    }
    if matches!(concluded.exit, Exit::Conforms | Exit::NoWorse) {
        return ExitCode::SUCCESS;
    }
    for (contract, row, lapse) in concluded.record.ledger.lapses() {
        complain(&format!("error: {contract} {}: {lapse}", row.row));
    }
    let unmet = concluded.unmet.as_ref().map(|unmet| format!(": {unmet}")).unwrap_or_default();
    complain(&format!("error: the run as a whole: {}{unmet}", concluded.exit.word()));
    FAILED.into()
}

/// `--format junit`: our own report on stdout.
fn junit(engine: &Engine) -> Result<ExitCode, Failure> {
    engine.start();
    let Some(concluded) = engine.conclude() else {
        return Ok(ExitCode::SUCCESS);
    };
    let concluded = concluded?;
    let mut stdout = std::io::stdout().lock();
    report::junit::write(&concluded.record, &mut stdout)
        .map_err(|error| Failure::judge(error.to_string()))?;
    Ok(after_all(&concluded))
}

fn plan(suites: &Path, settings: &RunSettings, offline: bool) -> Result<Plan, Failure> {
    let request = Request {
        paths: vec![PathBuf::from(suites)],
        variables: settings.variables()?,
        environment: (!offline).then(|| settings.environment.clone()),
        seed: settings.seed(),
        unsafe_probes: settings.allow_unsafe_probes,
        streamed: false,
    };
    let opened = workspace::open(request, &current_folder()?);
    let problems = render(&opened.problems, &opened.sources, Palette::Plain, 100);
    if !problems.is_empty() {
        complain(problems.trim_end());
    }
    opened.plan.ok_or_else(|| Failure::usage("the suites have errors; nothing was sent"))
}

/// One line on stderr. If nobody listens any more there is no one to tell.
fn complain(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
