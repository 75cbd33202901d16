//! All flags of libtest.
//!
//! `cargo test -- …` passes the same flags to every test binary of a workspace, so a flag that is unknown here would
//! break the whole command. libtest-mimic knows only some of them.

use clap::{Parser, ValueEnum};

use crate::check::StatusRule;
use crate::plan::PlannedCase;
use crate::settings::RunArguments;

/// The flags of libtest in Rust 1.95.
#[derive(Debug, Parser)]
#[command(
    disable_version_flag = true,
    after_help = "Three digits alone as FILTER are a status: 404. \
STATUSQUO_TARGET names the target. Every flag of `statusquo run` has a variable."
)]
#[expect(clippy::struct_excessive_bools, reason = "they are libtest's flags")]
pub(super) struct Arguments {
    /// Run only tests whose name contains one of these
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    /// Run ignored tests too
    #[arg(long)]
    pub(super) include_ignored: bool,
    /// Run only ignored tests
    #[arg(long, conflicts_with = "include_ignored")]
    pub(super) ignored: bool,
    /// List the tests, offline
    #[arg(long)]
    pub(super) list: bool,
    /// Leave out tests whose name contains this (repeatable)
    #[arg(long, value_name = "FILTER")]
    skip: Vec<String>,
    /// Compare filters with whole names
    #[arg(long)]
    exact: bool,
    /// Print one character per test
    #[arg(short, long, conflicts_with = "format")]
    pub(super) quiet: bool,
    /// Output format; `junit` is the report of statusquo
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Color the output
    #[arg(long, value_name = "WHEN")]
    pub(super) color: Option<ColorChoice>,
    /// Maximum number of cases that run at the same time
    #[arg(long, value_name = "N", env = "RUST_TEST_THREADS")]
    test_threads: Option<std::num::NonZeroUsize>,
    /// Start no further case after the first one that fails or errors
    #[arg(long)]
    fail_fast: bool,
    /// Write results to this file
    #[arg(long, value_name = "PATH")]
    pub(super) logfile: Option<String>,
    /// Accepted for compatibility and ignored: there are only tests
    #[arg(long, conflicts_with = "bench")]
    test: bool,
    /// Run benchmarks; there are no benchmarks
    #[arg(long)]
    pub(super) bench: bool,
    /// Accepted for compatibility and ignored: output is never captured
    #[arg(long, alias = "nocapture")]
    no_capture: bool,
    /// Accepted for compatibility and ignored: output is never captured
    #[arg(long)]
    show_output: bool,
    /// Accepted for compatibility and ignored: all cases run in one process
    #[arg(long)]
    force_run_in_process: bool,
    /// Accepted for compatibility and ignored: no case is expected to panic
    #[arg(long)]
    exclude_should_panic: bool,
    /// Accepted for compatibility and ignored: captured values decide the order
    #[arg(long)]
    shuffle: bool,
    /// Accepted for compatibility and ignored: captured values decide the order
    #[arg(long, value_name = "SEED")]
    shuffle_seed: Option<u64>,
    /// Accepted for compatibility and ignored: the reports of statusquo show times
    #[arg(long)]
    report_time: bool,
    /// Accepted for compatibility and ignored: `STATUSQUO_TIMEOUT` limits each exchange
    #[arg(long)]
    ensure_time: bool,
    /// Accepted for compatibility and ignored, such as `unstable-options`
    #[arg(short = 'Z', value_name = "FLAG")]
    unstable: Vec<String>,
}

/// The value of `--format`: the format of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Pretty,
    Terse,
    Json,
    Junit,
}

/// The value of `--color`: whether the output has colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

impl Arguments {
    /// Overrides the arguments of a run by the flags of libtest that have the same meaning.
    pub(super) fn apply_to(&self, mut arguments: RunArguments) -> RunArguments {
        // Either source may set the flag, and neither can unset it.
        arguments.load.fail_fast |= self.fail_fast;
        if let Some(threads) = self.test_threads {
            arguments.load.jobs = threads;
        }
        arguments
    }

    /// Returns true if a case is to be run, by its test name or its status.
    pub(super) fn keeps(&self, case: &PlannedCase, name: &str) -> bool {
        case.selected && self.selects(case.expectation.known.status.rule, name)
    }

    fn selects(&self, expected: StatusRule, name: &str) -> bool {
        // No case is a benchmark, and a case is never ignored before the run.
        let none = self.bench || self.ignored;
        let matches = |filter: &String| self.matches(filter, expected, name);
        let wanted = self.filters.is_empty() || self.filters.iter().any(matches);
        !none && wanted && !self.skip.iter().any(matches)
    }

    fn matches(&self, filter: &str, expected: StatusRule, name: &str) -> bool {
        if self.exact {
            return name == filter;
        }
        match status(filter) {
            Some(status) => expected == StatusRule::Exactly(status),
            None => name.contains(filter),
        }
    }
}

/// Returns the status that a filter of three digits means.
fn status(filter: &str) -> Option<u16> {
    let digits = filter.len() == 3 && filter.bytes().all(|byte| byte.is_ascii_digit());
    filter.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("test").chain(line.split_whitespace()))
    }

    #[test]
    fn every_flag_of_libtest_is_accepted() {
        for line in [
            "--include-ignored",
            "--ignored",
            "--force-run-in-process --exclude-should-panic",
            "--test",
            "--bench",
            "--list --format terse",
            "--fail-fast --no-capture --show-output",
            "--nocapture",
            "--logfile log --test-threads 4",
            "--skip a --skip b -q",
            "--exact one two",
            "--color always --format pretty",
            "-Z unstable-options --format json --report-time --ensure-time",
            "--shuffle --shuffle-seed 7",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_flag_that_libtest_does_not_have_is_refused() {
        for line in ["--filter a", "--format html", "--test-threads 0"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[track_caller]
    fn check(line: &str, name: &str, status: u16, expected: bool) {
        let rule = StatusRule::Exactly(status);
        let selected = parse(line).expect("it is accepted").selects(rule, name);
        assert_eq!(selected, expected, "{line}");
    }

    #[test]
    fn a_filter_of_three_digits_is_a_status() {
        check("404", "a::404_GONE::b", 404, true);
        check("404", "a::401_NO::case-404", 401, false);
        check("40", "a::404_GONE::b", 404, true);
        check("--skip 404", "a::404_GONE::b", 404, false);
    }

    #[test]
    fn a_test_is_selected_if_any_filter_matches() {
        check("one two", "s::200::two", 200, true);
        check("one two", "s::200::three", 200, false);
        check("one --skip one", "s::200::one", 200, false);
    }

    #[test]
    fn an_exact_filter_matches_the_whole_name() {
        check("--exact s::200::one", "s::200::one", 200, true);
        check("--exact one", "s::200::one", 200, false);
        check("--exact 200", "s::200::one", 200, false);
    }
}
