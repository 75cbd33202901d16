//! Cases as trials of libtest-mimic, which prints them as libtest would.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{ColorSetting, Completion, Conclusion, Failed, FormatSetting, Trial};

use crate::plan::Plan;
use crate::verdict::{CaseName, Outcome};

use super::arguments::{Arguments, Colour, Format};
use super::engine::Engine;

/// Lists the tests, sorted, without touching the network.
pub(super) fn list(names: &[String], keep: &[bool], arguments: &Arguments) -> ExitCode {
    let kept: BTreeSet<&String> =
        names.iter().zip(keep).filter(|(_, keep)| **keep).map(|(name, _)| name).collect();
    let trials = kept.into_iter().map(|name| Trial::test(name, || Ok(()))).collect();
    libtest_mimic::run(&mimic(arguments, true), trials).exit_code()
}

/// Runs the tests; each one waits for its case.
pub(super) fn run(
    plan: &Plan,
    names: &[String],
    keep: &[bool],
    engine: &Arc<Engine>,
    arguments: &Arguments,
) -> Conclusion {
    let mut trials = Vec::new();
    let mut settings = mimic(arguments, false);
    // libtest-mimic counts what is filtered out by its own rules; whole names to skip are its exact form.
    settings.exact = true;
    for ((case, name), keep) in plan.cases.iter().zip(names).zip(keep) {
        if !keep {
            settings.skip.push(name.clone());
        }
        let (engine, case) = (Arc::clone(engine), case.name.clone());
        trials.push(Trial::ignorable_test(name, move || outcome(&engine, &case)));
    }
    trials.sort_by(|one, other| one.name().cmp(other.name()));
    libtest_mimic::run(&settings, trials)
}

fn outcome(engine: &Engine, case: &CaseName) -> Result<Completion, Failed> {
    let Some(ended) = engine.wait(case) else {
        return Err("the run ended before this case; the reason is at the end".into());
    };
    match &ended.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Waived(waived) => Ok(Completion::ignored_with(format!("waived {waived}"))),
        Outcome::Skipped { reason } => Ok(Completion::ignored_with(reason)),
        Outcome::Failed | Outcome::Errored { .. } => Err(engine.story(&ended).into()),
    }
}

fn mimic(arguments: &Arguments, list: bool) -> libtest_mimic::Arguments {
    libtest_mimic::Arguments {
        include_ignored: arguments.include_ignored,
        ignored: arguments.ignored,
        list,
        quiet: arguments.quiet,
        // A trial only waits; the engine decides how many cases run at once.
        test_threads: Some(1),
        logfile: arguments.logfile.clone(),
        color: arguments.color.map(|colour| match colour {
            Colour::Auto => ColorSetting::Auto,
            Colour::Always => ColorSetting::Always,
            Colour::Never => ColorSetting::Never,
        }),
        format: arguments.format.map(|format| match format {
            Format::Pretty | Format::Junit => FormatSetting::Pretty,
            Format::Terse => FormatSetting::Terse,
            Format::Json => FormatSetting::Json,
        }),
        ..libtest_mimic::Arguments::default()
    }
}
