//! Suites as tests of `cargo test`: each case is a test, run by the same engine as on the command line.
//!
//! ```no_run
//! // tests/conformance.rs, with `harness = false` in Cargo.toml
//! fn main() -> std::process::ExitCode {
//!     statusquo::harness::main("suites")
//! }
//! ```
//!
//! `STATUSQUO_TARGET` names the target. Every other flag of `statusquo run` has a variable too.
//! After `--`, all flags of libtest are understood. Three digits alone are a status:
//! `cargo test --test conformance -- 404`.

mod background_run;
mod libtest_arguments;
mod nextest;
mod test_names;
mod trials;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::diagnostic::{Palette, render};
use crate::plan::{CaseIndex, Plan};
use crate::report;
use crate::session::{FinishedRun, NoPlan, OpenedPlan, open_plan, remove_old_reports};
use crate::settings::{
    Exit, Failure, RunArguments, RunSettings, environment, without_empty_variables,
};
use crate::workspace::Request;

use background_run::BackgroundRun;
use libtest_arguments::{Arguments, Format};
use nextest::Nextest;
use trials::Trials;

/// The exit code of libtest for failed tests.
const FAILED: u8 = 101;

/// Runs the suites below a folder, or one suite, as tests. Reads the arguments and the environment of the process.
///
/// The path is relative to the package, because cargo and nextest start test binaries in its folder.
pub fn main(suites: impl AsRef<Path>) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // If the terminal is closed, nobody reads the message.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(FAILED).into();
        }
    };
    match run_tests(suites.as_ref(), &arguments) {
        Ok(code) => code,
        Err(failure) => {
            print_message(&format!("error: {}", failure.message));
            if let Some(help) = &failure.help {
                print_message(&format!("  help: {help}"));
            }
            FAILED.into()
        }
    }
}

/// The arguments of `statusquo run`, from the environment only.
#[derive(Debug, Parser)]
struct FromEnvironment {
    #[command(flatten)]
    arguments: RunArguments,
}

fn run_tests(suites: &Path, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let from_environment = without_empty_variables(FromEnvironment::command())
        .try_get_matches_from(["statusquo"])
        .and_then(|matches| FromEnvironment::from_arg_matches(&matches))
        .map_err(|error| Failure::usage(error.render().to_string()))?;
    let mut run_arguments = arguments.apply_to(from_environment.arguments);
    let environment = environment();
    let mut nextest = Nextest::detect(&environment);
    if let Some(nextest) = nextest.as_mut().filter(|_| !arguments.list) {
        nextest.take_reports(&mut run_arguments)?;
    }
    let mut settings = RunSettings::resolve(&run_arguments, environment)?;
    let plan = plan(suites, &settings, arguments)?;
    let names = test_names::test_names(&plan);
    let keep: Vec<bool> =
        plan.cases.iter().zip(&names).map(|(case, name)| arguments.keeps(case, name)).collect();
    let trials = Trials { plan: &plan, names: &names, keep: &keep, nextest: nextest.as_ref() };
    if arguments.list {
        return Ok(trials.list(&settings, arguments));
    }
    if keep.contains(&true) {
        // A target is needed only if a case is run: `cargo test other_test` passes its filter to this binary too.
        settings.targets.for_plan(&plan)?;
    }
    if let Some(nextest) = &nextest {
        let test = names.iter().zip(&keep).find(|(_, keep)| **keep);
        // nextest runs one test per process, so the first kept name is the only one.
        settings.reports = nextest.report_of(test.map(|(name, _)| name.as_str()))?;
    }
    let kept = keep.iter().enumerate().filter(|(_, keep)| **keep);
    let kept: Vec<CaseIndex> = kept.map(|(at, _)| CaseIndex(at)).collect();
    let known = trials.known_not_to_run(&settings);
    // Cases that the kept ones need are part of the plan too, but have no test of their own.
    let run = Arc::new(BackgroundRun::new(plan.clone().part(&kept), settings));
    if arguments.format == Some(Format::Junit) {
        return junit(&run);
    }
    let conclusion = trials.run(&run, &known, arguments);
    let failed = conclusion.has_failed();
    let finished = run.finish();
    if let Some(Ok(finished)) = &finished {
        for stopped in finished.record.finished.iter().flat_map(|finished| &finished.stopped) {
            print_message(&format!("error: {}\n  help: {}", stopped.why, stopped.help));
        }
    }
    match finished {
        Some(Ok(finished)) if !failed => Ok(exit_code_of_run(&finished)),
        Some(Err(failure)) => Err(failure),
        _ => Ok(conclusion.exit_code()),
    }
}

/// Opens the plan, prints what there is to report, and removes the reports of an earlier run.
fn plan(suites: &Path, settings: &RunSettings, arguments: &Arguments) -> Result<Plan, Failure> {
    let request = Request {
        paths: vec![PathBuf::from(suites)],
        variables: settings.variables.clone(),
        // A list must work without the secrets of a run, as in a build that only lists the tests.
        environment: (!arguments.list).then(|| settings.environment.clone()),
        seed: settings.seed,
        unsafe_probes: settings.unsafe_probes,
        streamed: false,
    };
    let OpenedPlan { problems, sources, inputs, notes, plan } =
        open_plan(request, &settings.cases)?;
    if !arguments.list {
        let inputs = [settings.inputs.as_slice(), &inputs].concat();
        remove_old_reports(&settings.reports, &inputs)?;
    }
    let problems = render(&problems, &sources, Palette::Plain, 100);
    if !problems.is_empty() {
        print_message(problems.trim_end());
    }
    for note in &notes {
        print_message(note);
    }
    plan.map_err(|reason| match reason {
        NoPlan::BrokenSuites => Failure::usage("the suites have errors; nothing was sent"),
        NoPlan::NothingSelected(failure) => failure,
    })
}

/// Returns the exit code of a run whose tests all passed, and prints the reason if it failed as a whole: a teardown
/// that failed, or a report that could not be written.
fn exit_code_of_run(finished: &FinishedRun) -> ExitCode {
    for error in &finished.report_errors {
        print_message(&format!("error: {error}"));
    }
    if matches!(finished.exit, Exit::Conforms | Exit::NoWorse) {
        return ExitCode::SUCCESS;
    }
    for (contract, row, lapse) in finished.record.ledger.lapses() {
        print_message(&format!("error: {contract} {}: {lapse}", row.facts.row));
    }
    let unmet = finished.unmet.as_ref().map(|unmet| format!(": {unmet}")).unwrap_or_default();
    print_message(&format!("error: the run as a whole: {}{unmet}", finished.exit.word()));
    FAILED.into()
}

/// Runs all cases and writes the `JUnit` report of this crate to standard output (`--format junit`).
fn junit(run: &BackgroundRun) -> Result<ExitCode, Failure> {
    run.start();
    let Some(finished) = run.finish() else {
        return Ok(ExitCode::SUCCESS);
    };
    let finished = finished?;
    let mut stdout = std::io::stdout().lock();
    report::junit::write(&finished.record, &mut stdout)
        .map_err(|error| Failure::not_judged(error.to_string()))?;
    Ok(exit_code_of_run(&finished))
}

/// Prints one line on standard error. A closed stream is ignored, because nobody reads it.
fn print_message(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
