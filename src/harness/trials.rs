//! Cases as trials of libtest-mimic, which prints them as libtest would.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{ColorSetting, Completion, Conclusion, Failed, FormatSetting, Trial};

use crate::plan::Plan;
use crate::run::{Eligibility, Forecast, NotSent};
use crate::settings::RunSettings;
use crate::verdict::{CaseName, Outcome};

use super::background_run::BackgroundRun;
use super::libtest_arguments::{Arguments, ColorChoice, Format};
use super::nextest::{self, Nextest};

/// The cases of a plan as tests.
pub(super) struct Trials<'p> {
    pub(super) plan: &'p Plan,
    /// What each case is called.
    pub(super) names: &'p [String],
    /// Whether the command line selects it.
    pub(super) keep: &'p [bool],
    pub(super) nextest: Option<&'p Nextest>,
}

impl Trials<'_> {
    /// Lists the tests, sorted, without touching the network.
    pub(super) fn list(&self, settings: &RunSettings, arguments: &Arguments) -> ExitCode {
        let known = self.known_not_to_run(settings);
        let kept = self.names.iter().zip(&known).zip(self.keep).filter(|(_, keep)| **keep);
        let kept: BTreeSet<(&String, bool)> =
            kept.map(|((name, known), _)| (name, *known)).collect();
        let trial = |(name, known)| Trial::test(name, || Ok(())).with_ignored_flag(known);
        let trials = kept.into_iter().map(trial).collect();
        libtest_mimic::run(&mimic(arguments, true), trials).exit_code()
    }

    /// Returns, for each case, true if the target does not offer what the case needs.
    pub(super) fn known_not_to_run(&self, settings: &RunSettings) -> Vec<bool> {
        let targets = self.plan.cases.iter().map(|case| case.target);
        let eligibility = Eligibility {
            plan: self.plan,
            offers: settings.offers.clone(),
            references: targets.filter(|_| settings.targets.include_reference()).collect(),
            read_only: settings.read_only,
        };
        // Only `needs` marks a test as ignored. A test that is not judged because of a flag, such as
        // --read-only, must not look as if the suite had left it out.
        let forecasts = eligibility.forecasts().into_iter();
        let not_offered = |forecast| matches!(forecast, Forecast::NotSent(NotSent::NotOffered(_)));
        forecasts.map(not_offered).collect()
    }

    /// Runs the tests; each one waits for its case.
    pub(super) fn run(
        &self,
        run: &Arc<BackgroundRun>,
        known: &[bool],
        arguments: &Arguments,
    ) -> Conclusion {
        let mut trials = Vec::new();
        let mut settings = mimic(arguments, false);
        // libtest-mimic counts what is filtered out by its own rules; whole names to skip are its exact form.
        settings.exact = true;
        let nextest = self.nextest.cloned();
        for (at, (case, name)) in self.plan.cases.iter().zip(self.names).enumerate() {
            if !self.keep[at] {
                settings.skip.push(name.clone());
            }
            let (run, case, nextest) = (Arc::clone(run), case.name.clone(), nextest.clone());
            // libtest has a word for what is skipped while it runs; nextest knows only what is listed.
            let ignored = known[at] && nextest.is_some();
            let trial = Trial::ignorable_test(name, move || outcome(&run, &case, nextest.as_ref()));
            trials.push(trial.with_ignored_flag(ignored));
        }
        trials.sort_by(|one, other| one.name().cmp(other.name()));
        libtest_mimic::run(&settings, trials)
    }
}

fn outcome(
    run: &BackgroundRun,
    case: &CaseName,
    nextest: Option<&Nextest>,
) -> Result<Completion, Failed> {
    let Some(ended) = run.wait(case) else {
        return Err("the run ended before this case; the reason is at the end".into());
    };
    let failed = |headline: &str, story: String| {
        if nextest.is_some() {
            nextest::print_failure(headline, &story);
        }
        Err(story.into())
    };
    match &ended.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Waived(waived) => Ok(Completion::ignored_with(format!("waived {waived}"))),
        // Nextest would count it as passed, and what was not judged is never green.
        Outcome::Skipped { reason } if nextest.is_some() => {
            failed(&format!("not judged: {reason}"), format!("skipped: {reason}"))
        }
        Outcome::Skipped { reason } => Ok(Completion::ignored_with(reason)),
        Outcome::Errored { reason } => failed(reason, run.failure_text(&ended)),
        Outcome::Failed => {
            let must = ended.findings.first().map(|finding| finding.message.as_str());
            failed(must.unwrap_or("the contract is broken"), run.failure_text(&ended))
        }
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
        color: arguments.color.map(|color| match color {
            ColorChoice::Auto => ColorSetting::Auto,
            ColorChoice::Always => ColorSetting::Always,
            ColorChoice::Never => ColorSetting::Never,
        }),
        format: arguments.format.map(|format| match format {
            Format::Pretty | Format::Junit => FormatSetting::Pretty,
            Format::Terse => FormatSetting::Terse,
            Format::Json => FormatSetting::Json,
        }),
        ..libtest_mimic::Arguments::default()
    }
}
