//! Cases as trials of libtest-mimic, which prints the same output as libtest.

use std::collections::BTreeMap;
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
    /// The test name of each case.
    pub(super) names: &'p [String],
    /// True for each case that the command line selects.
    pub(super) keep: &'p [bool],
    /// The run of cargo-nextest, if there is one.
    pub(super) nextest: Option<&'p Nextest>,
}

impl Trials<'_> {
    /// Lists the tests, sorted, without sending a request.
    pub(super) fn list(&self, settings: &RunSettings, arguments: &Arguments) -> ExitCode {
        let known = self.known_not_to_run(settings);
        let mut tests: BTreeMap<&String, bool> = BTreeMap::new();
        for (at, name) in self.names.iter().enumerate().filter(|(at, _)| self.keep[*at]) {
            tests.insert(name, known[at]);
        }
        let mut trials = Vec::new();
        for (name, ignored) in tests {
            trials.push(Trial::test(name, || Ok(())).with_ignored_flag(ignored));
        }
        libtest_mimic::run(&mimic(arguments), trials).exit_code()
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

    /// Runs the tests. Each test waits for its case.
    pub(super) fn run(
        &self,
        run: &Arc<BackgroundRun>,
        known: &[bool],
        arguments: &Arguments,
    ) -> Conclusion {
        let mut trials = Vec::new();
        let mut settings = mimic(arguments);
        // libtest-mimic would apply its own filters, which know no status. A list of whole names to skip gives the
        // right selection and the right number of filtered tests.
        settings.exact = true;
        let nextest = self.nextest.cloned();
        for (at, (case, name)) in self.plan.cases.iter().zip(self.names).enumerate() {
            if !self.keep[at] {
                settings.skip.push(name.clone());
            }
            let (run, case, nextest) = (Arc::clone(run), case.name.clone(), nextest.clone());
            // libtest can report a test as ignored while it runs. nextest knows only ignored tests of the list.
            let ignored = known[at] && nextest.is_some();
            let trial = Trial::ignorable_test(name, move || outcome(&run, &case, nextest.as_ref()));
            trials.push(trial.with_ignored_flag(ignored));
        }
        // libtest runs tests in alphabetical order.
        trials.sort_by(|one, other| one.name().cmp(other.name()));
        libtest_mimic::run(&settings, trials)
    }
}

/// Waits for a case and returns its outcome as a test result.
fn outcome(
    run: &BackgroundRun,
    case: &CaseName,
    nextest: Option<&Nextest>,
) -> Result<Completion, Failed> {
    let Some(finished) = run.wait(case) else {
        return Err("the run ended before this case; the reason is at the end".into());
    };
    let failed = |headline: &str, text: String| {
        if nextest.is_some() {
            nextest::print_failure(headline, &text);
        }
        Err(text.into())
    };
    match &finished.outcome {
        Outcome::Passed => Ok(Completion::Completed),
        Outcome::Waived(waived) => Ok(Completion::ignored_with(format!("waived {waived}"))),
        // nextest would count an ignored test as passed, and a case that was not judged must not be green.
        Outcome::Skipped { reason } if nextest.is_some() => {
            failed(&format!("not judged: {reason}"), format!("skipped: {reason}"))
        }
        Outcome::Skipped { reason } => Ok(Completion::ignored_with(reason)),
        Outcome::Errored { reason } => failed(reason, run.failure_text(&finished)),
        Outcome::Failed => {
            let must = finished.findings.first().map(|finding| finding.message.as_str());
            failed(must.unwrap_or("the contract is broken"), run.failure_text(&finished))
        }
    }
}

/// Returns the flags that libtest-mimic understands.
fn mimic(arguments: &Arguments) -> libtest_mimic::Arguments {
    libtest_mimic::Arguments {
        include_ignored: arguments.include_ignored,
        ignored: arguments.ignored,
        list: arguments.list,
        quiet: arguments.quiet,
        // A trial only waits for the run, which decides how many cases run at the same time.
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
