//! libtest's command line, all of it.
//!
//! `cargo test -- …` passes the same flags to every test binary of a workspace, so one that is unknown
//! here would break the others' run. libtest-mimic knows a part of them.

use clap::{Parser, ValueEnum};

use crate::plan::PlannedCase;
use crate::session::RunSettings;

/// What libtest of Rust 1.95 understands.
#[derive(Debug, Parser)]
#[command(
    disable_version_flag = true,
    after_help = "Three digits alone as FILTER are a status: 404. \
The target is STATUSQUO_TARGET; every flag of `statusquo run` has its variable."
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
    /// Filters are whole names
    #[arg(long)]
    exact: bool,
    /// One character a test
    #[arg(short, long, conflicts_with = "format")]
    pub(super) quiet: bool,
    /// How results are written; `junit` is our own report
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Whether output is coloured
    #[arg(long, value_name = "WHEN")]
    pub(super) color: Option<Colour>,
    /// How many cases run at the same time
    #[arg(long, value_name = "N", env = "RUST_TEST_THREADS")]
    test_threads: Option<std::num::NonZeroUsize>,
    /// Begin no further case after the first that does not pass
    #[arg(long)]
    fail_fast: bool,
    /// Write results to this file
    #[arg(long, value_name = "PATH")]
    pub(super) logfile: Option<String>,
    /// Run tests; there is nothing else here
    #[arg(long, conflicts_with = "bench")]
    test: bool,
    /// Run benchmarks; there are none here
    #[arg(long)]
    pub(super) bench: bool,
    /// Accepted: nothing is captured
    #[arg(long, alias = "nocapture")]
    no_capture: bool,
    /// Accepted: nothing is captured
    #[arg(long)]
    show_output: bool,
    /// Accepted: cases run in one process
    #[arg(long)]
    force_run_in_process: bool,
    /// Accepted: no case is meant to panic
    #[arg(long)]
    exclude_should_panic: bool,
    /// Accepted: the order follows the data
    #[arg(long)]
    shuffle: bool,
    /// Accepted: the order follows the data
    #[arg(long, value_name = "SEED")]
    shuffle_seed: Option<u64>,
    /// Accepted: times are in our own reports
    #[arg(long)]
    report_time: bool,
    /// Accepted: bounds are per exchange, `STATUSQUO_TIMEOUT`
    #[arg(long)]
    ensure_time: bool,
    /// Accepted: `unstable-options`
    #[arg(short = 'Z', value_name = "FLAG")]
    unstable: Vec<String>,
}

/// A format of libtest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Pretty,
    Terse,
    Json,
    Junit,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

impl Arguments {
    /// The settings with those of libtest's flags that concern the run.
    pub(super) fn refine(&self, mut settings: RunSettings) -> RunSettings {
        settings.fail_fast |= self.fail_fast;
        if let Some(threads) = self.test_threads {
            settings.jobs = threads;
        }
        settings
    }

    /// Whether a case is to be run, by its name or its status.
    pub(super) fn keeps(&self, case: &PlannedCase, name: &str) -> bool {
        case.selected && self.chooses(&case.asks, name)
    }

    fn chooses(&self, asks: &str, name: &str) -> bool {
        // No case is a benchmark, and what will be skipped is known only in the run.
        let none = self.bench || self.ignored;
        let fits = |filter: &String| self.fits(filter, asks, name);
        let wanted = self.filters.is_empty() || self.filters.iter().any(fits);
        !none && wanted && !self.skip.iter().any(fits)
    }

    fn fits(&self, filter: &str, asks: &str, name: &str) -> bool {
        if self.exact {
            name == filter
        } else if is_status(filter) {
            asks.split(' ').next() == Some(filter)
        } else {
            name.contains(filter)
        }
    }
}

fn is_status(filter: &str) -> bool {
    filter.len() == 3 && filter.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(std::iter::once("test").chain(line.split_whitespace()))
    }

    #[test]
    fn every_flag_of_libtest_is_understood() {
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
    fn what_libtest_does_not_know_is_refused() {
        for line in ["--filter a", "--format html", "--test-threads 0"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[track_caller]
    fn check(line: &str, name: &str, asks: &str, expected: bool) {
        let fits = parse(line).expect("it is understood").chooses(asks, name);
        assert_eq!(fits, expected, "{line}");
    }

    #[test]
    fn three_digits_alone_are_a_status() {
        check("404", "a::404_GONE::b", "404 GONE", true);
        check("404", "a::401_NO::case-404", "401 NO", false);
        check("40", "a::404_GONE::b", "404 GONE", true);
        check("--skip 404", "a::404_GONE::b", "404 GONE", false);
    }

    #[test]
    fn any_of_several_filters_is_enough() {
        check("one two", "s::200::two", "200", true);
        check("one two", "s::200::three", "200", false);
        check("one --skip one", "s::200::one", "200", false);
    }

    #[test]
    fn an_exact_filter_is_a_whole_name() {
        check("--exact s::200::one", "s::200::one", "200", true);
        check("--exact one", "s::200::one", "200", false);
        check("--exact 200", "s::200::one", "200", false);
    }
}
