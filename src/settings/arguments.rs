//! The arguments of a run as typed: the flags of `statusquo run`, each with its `STATUSQUO_…` variable.
//!
//! `cargo test` has no flags of ours, so its harness reads the variables through the same type.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{BoolishValueParser, Resettable};
use clap::{ArgAction, Args, Command, ValueEnum};

use crate::report::Format;
use crate::run::Rate;

/// The longest time that a flag can name: some 30 years. Every clock can represent it.
const MOST_SECONDS: f64 = 1e9;

/// The largest number of cases that `--jobs` can allow at the same time.
const MOST_JOBS: usize = 100_000;

/// The verdict that `--require` demands of every documented code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RequiredVerdict {
    /// Every documented code is proven
    Proven,
}

/// All arguments of a run, as typed.
#[derive(Debug, Clone, Args)]
pub struct RunArguments {
    /// The flags that select the cases to run.
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// The flags that name the targets.
    #[command(flatten)]
    pub target: TargetArguments,
    /// The flags for the connections to the targets.
    #[command(flatten)]
    pub connection: ConnectionArguments,
    /// The flags that set variables of suites and the seed.
    #[command(flatten)]
    pub values: ValueArguments,
    /// The flags that limit the number and the rate of requests.
    #[command(flatten)]
    pub load: LoadArguments,
    /// The flags that limit what a run may do to a target.
    #[command(flatten)]
    pub safety: SafetyArguments,
    /// The flags that set the conditions for exit code 0.
    #[command(flatten)]
    pub criteria: CriteriaArguments,
    /// The flags that name the reports to write.
    #[command(flatten)]
    pub reports: ReportArguments,
}

/// The flags that select cases, for `run` and `list`.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Selection")]
pub struct SelectionArguments {
    /// Select cases with this tag (repeatable)
    #[arg(long = "tag", value_name = "TAG", env = "STATUSQUO_TAG", value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Select cases by id, `suite/id`, status, error code, or status and code; `*` is a wildcard (repeatable)
    #[arg(
        long = "filter",
        value_name = "PATTERN",
        env = "STATUSQUO_FILTER",
        value_delimiter = '\n'
    )]
    pub filters: Vec<String>,
    /// Select the cases that failed or errored in this run record
    #[arg(long, value_name = "RUN.ndjson", env = "STATUSQUO_FAILED_FROM")]
    pub failed_from: Option<PathBuf>,
    /// Select one of N shards: `2/3`, `auto` to read both numbers from the CI engine, `auto/3` to read the index
    #[arg(long, value_name = "I/N", env = "STATUSQUO_SHARD")]
    pub shard: Option<String>,
}

/// The flags that name targets.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Target")]
pub struct TargetArguments {
    /// Base URL of the API, or `reference` for the embedded Point server. NAME= before the URL sets the target
    /// of that name, as does the variable `STATUSQUO_TARGET_NAME` (repeatable)
    #[arg(long = "target", value_name = "[NAME=]URL", env = "STATUSQUO_TARGET")]
    pub targets: Vec<String>,
    /// Enable a fault of the embedded server (repeatable)
    #[arg(long = "fault", value_name = "NAME", env = "STATUSQUO_FAULT", value_delimiter = ',')]
    pub faults: Vec<String>,
    /// Declare a feature of the target that some cases need, such as `fault-hook` (repeatable)
    #[arg(long = "has", value_name = "FEATURE", env = "STATUSQUO_HAS", value_delimiter = ',')]
    pub has: Vec<String>,
    /// Before the run, request this path of each target until it responds
    #[arg(long, value_name = "PATH", env = "STATUSQUO_WAIT_FOR")]
    pub wait_for: Option<String>,
    /// Time limit of `--wait-for` in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        env = "STATUSQUO_WAIT_LIMIT",
        default_value = "60",
        value_parser = seconds
    )]
    pub wait_limit: Duration,
}

/// The flags for connections to targets. They do not apply to the embedded server.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArguments {
    /// Connect timeout in seconds
    #[arg(long, value_name = "SECONDS", env = "STATUSQUO_CONNECT_TIMEOUT", value_parser = seconds)]
    pub connect_timeout: Option<Duration>,
    /// Timeout of one exchange in seconds, from connecting to the end of the response body
    #[arg(
        long,
        value_name = "SECONDS",
        env = "STATUSQUO_TIMEOUT",
        default_value = "30",
        value_parser = seconds
    )]
    pub timeout: Duration,
    /// Maximum size of a response body in bytes
    #[arg(long, value_name = "BYTES", env = "STATUSQUO_MAX_BODY", default_value = "16777216")]
    pub max_body: usize,
    /// Connect through this proxy; `env` reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`
    #[arg(long, value_name = "URL|env", env = "STATUSQUO_PROXY")]
    pub proxy: Option<String>,
    /// Connect to this address instead of resolving the host name of the target (repeatable)
    #[arg(
        long = "resolve",
        value_name = "HOST[:PORT]:ADDRESS",
        env = "STATUSQUO_RESOLVE",
        value_delimiter = ','
    )]
    pub addresses: Vec<String>,
    /// Also trust the certificate authorities in this PEM file
    #[arg(long, value_name = "PEM", env = "STATUSQUO_CA_FILE", conflicts_with = "insecure")]
    pub ca_file: Option<PathBuf>,
    /// Skip TLS certificate verification; every report shows it
    #[arg(long, env = "STATUSQUO_INSECURE", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub insecure: bool,
    /// Use HTTP/2 without negotiation; otherwise TLS negotiates it
    #[arg(long, env = "STATUSQUO_HTTP2", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub http2: bool,
}

/// The flags that set variables and the seed of generated values.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Variables")]
pub struct ValueArguments {
    /// Set a variable; overrides the suites and `--vars` (repeatable)
    #[arg(long = "var", value_name = "NAME=VALUE", env = "STATUSQUO_VAR", value_delimiter = '\n')]
    pub variables: Vec<String>,
    /// Set the variables of a YAML or JSON file; later files override earlier ones (repeatable)
    #[arg(long = "vars", value_name = "FILE", env = "STATUSQUO_VARS", value_delimiter = '\n')]
    pub variable_files: Vec<PathBuf>,
    /// Seed of all generated values; random by default and printed by every run
    #[arg(long, value_name = "N", env = "STATUSQUO_SEED")]
    pub seed: Option<u64>,
}

/// The flags that bound the load on a target.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Load")]
pub struct LoadArguments {
    /// Maximum number of cases that run at the same time
    #[arg(long, value_name = "N", env = "STATUSQUO_JOBS", default_value = "64", value_parser = jobs)]
    pub jobs: NonZeroUsize,
    /// Maximum request rate, such as `30/s` or `600/m`; shards divide it
    #[arg(long, value_name = "N/s", env = "STATUSQUO_RATE", value_parser = Rate::parse)]
    pub rate: Option<Rate>,
    /// Start no further case after the first one that fails or errors; teardown still runs
    #[arg(long, env = "STATUSQUO_FAIL_FAST", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub fail_fast: bool,
}

/// The flags that bound what a run may do to a target.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Safety and probes")]
pub struct SafetyArguments {
    /// Send only GET, HEAD, OPTIONS and TRACE; skip all other cases
    #[arg(long, env = "STATUSQUO_READ_ONLY", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub read_only: bool,
    /// Also probe for 405 with PUT, PATCH, DELETE and POST, on paths that do not document them
    #[arg(long, env = "STATUSQUO_ALLOW_UNSAFE_PROBES", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub allow_unsafe_probes: bool,
}

/// The flags that set the conditions for exit code 0.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Exit code")]
pub struct CriteriaArguments {
    /// Fail on should-level findings too
    #[arg(long, env = "STATUSQUO_STRICT", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub strict: bool,
    /// Fail only on findings that the same case does not have in this run record
    #[arg(long, value_name = "RUN.ndjson", env = "STATUSQUO_BASELINE")]
    pub baseline: Option<PathBuf>,
    /// Exit with code 4 unless every documented code has this verdict
    #[arg(long, value_name = "VERDICT", env = "STATUSQUO_REQUIRE")]
    pub require: Option<RequiredVerdict>,
}

/// The flags that name the reports of a run.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reports")]
pub struct ReportArguments {
    /// The single reports, as typed.
    #[arg(
        long = "report",
        value_name = "FORMAT[=PATH]",
        env = "STATUSQUO_REPORT",
        value_delimiter = ',',
        help = report_help()
    )]
    pub reports: Vec<String>,
    /// The folder for the usual reports.
    #[arg(long = "reports", value_name = "DIR", env = "STATUSQUO_REPORTS", help = reports_help())]
    pub report_folder: Option<PathBuf>,
    /// File to which `--report github` appends a page; GitHub sets the variable in every step
    #[arg(long = "job-summary", value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    pub job_summary: Option<PathBuf>,
}

/// The flags for reports and the exit code of `judge` and `report`, which send nothing.
///
/// They have no variables: `STATUSQUO_REPORTS` names the reports of the run itself, which these commands may read.
#[derive(Debug, Clone, Args)]
pub struct RecordedArguments {
    /// Write a report in a format of `run` to PATH, or to standard output without a path (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]", help_heading = "Reports")]
    pub reports: Vec<String>,
    /// Write the usual reports into this folder
    #[arg(long = "reports", value_name = "DIR", help_heading = "Reports")]
    pub report_folder: Option<PathBuf>,
    /// File to which `--report github` appends a page; GitHub sets the variable in every step
    #[arg(
        long = "job-summary",
        value_name = "FILE",
        env = "GITHUB_STEP_SUMMARY",
        help_heading = "Reports"
    )]
    pub job_summary: Option<PathBuf>,
    /// Fail on should-level findings too
    #[arg(long, help_heading = "Exit code")]
    pub strict: bool,
    /// Exit with code 4 unless every documented code has this verdict
    #[arg(long, value_name = "VERDICT", help_heading = "Exit code")]
    pub require: Option<RequiredVerdict>,
}

/// Returns the command with every empty variable treated as unset.
///
/// CI systems set the variables of inputs that were not given to the empty string.
#[must_use]
pub fn without_empty_variables(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        let variable = argument.get_env().and_then(std::env::var_os);
        match variable {
            Some(value) if value.is_empty() => argument.env(Resettable::Reset),
            _ => argument,
        }
    });
    command.mut_subcommands(without_empty_variables)
}

fn report_help() -> String {
    let names: Vec<&str> = Format::names().collect();
    let names = names.join(", ");
    format!("Write a report to PATH, or to standard output without a path (repeatable): {names}")
}

fn reports_help() -> String {
    let files: Vec<&str> = Format::usual().map(|format| format.file).collect();
    format!("Write the usual reports into this folder: {}", files.join(", "))
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let jobs = text.parse().ok().filter(|jobs: &NonZeroUsize| jobs.get() <= MOST_JOBS);
    jobs.ok_or_else(|| format!("a whole number, from 1 to {MOST_JOBS}"))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "a number of seconds, such as 30 or 0.5".to_owned())?;
    if seconds > MOST_SECONDS {
        return Err(format!("at most {MOST_SECONDS} seconds"));
    }
    let duration = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    // Also refuses a number that is rounded to zero, because no request could be sent in that time.
    if duration.is_zero() {
        return Err("more than 0 seconds".to_owned());
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_more_than_zero_and_within_the_clock() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("1e9"), Ok(Duration::from_secs(1_000_000_000)));
        for beyond in ["1e19", "1e300", "inf", "1000000001"] {
            assert_eq!(seconds(beyond), Err("at most 1000000000 seconds".to_owned()));
        }
        for zero in ["0", "-1", "1e-300", "nan", "-inf"] {
            assert_eq!(seconds(zero), Err("more than 0 seconds".to_owned()));
        }
    }

    #[test]
    fn a_number_of_jobs_is_bounded() {
        assert_eq!(jobs("1").map(NonZeroUsize::get), Ok(1));
        for bad in ["0", "-1", "1.5", "100001", "99999999999999999999"] {
            assert_eq!(jobs(bad), Err("a whole number, from 1 to 100000".to_owned()));
        }
    }
}
