//! How a run is set up: the flags of `statusquo run`, each with its `STATUSQUO_…` variable.
//!
//! `cargo test` has no flags of ours, so its harness reads the same variables through the same type.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{BoolishValueParser, Resettable};
use clap::{ArgAction, Args, Command, ValueEnum};
use serde_json::Value;

use crate::http::Limits;
use crate::plan::{Plan, Selection};
use crate::record::Baseline;
use crate::report::Format;
use crate::run::Rate;

use super::{
    Demands, Exit, Failure, ReportRequest, ShardChoice, TargetChoices, TransportSettings, Wait,
    baseline, report_requests, selection,
};

/// What every documented code must be for the run to be complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Require {
    /// Every documented code is proven.
    Proven,
}

/// How a run is set up.
#[derive(Debug, Clone, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct RunSettings {
    /// Base URL of the API, or `reference` for the embedded Point server; with `NAME=` before it, of
    /// the target of that name (repeatable; its variable is `STATUSQUO_TARGET_NAME`)
    #[arg(long = "target", value_name = "[NAME=]URL", env = "STATUSQUO_TARGET")]
    pub targets: Vec<String>,
    /// The environment, for the variables of targets that have a name; not a flag.
    #[arg(skip)]
    pub environment: BTreeMap<String, String>,
    /// Switch on a fault of the embedded server (with `--target reference`; repeatable)
    #[arg(long = "fault", value_name = "NAME", env = "STATUSQUO_FAULT", value_delimiter = ',')]
    pub faults: Vec<String>,
    /// Set a variable: NAME=VALUE; wins over the suite's own (repeatable)
    #[arg(long = "var", value_name = "NAME=VALUE", env = "STATUSQUO_VAR", value_delimiter = '\n')]
    pub variables: Vec<String>,
    /// Read variables from a YAML or JSON file; later files win, `--var` wins over all (repeatable)
    #[arg(long = "vars", value_name = "FILE", env = "STATUSQUO_VARS", value_delimiter = '\n')]
    pub variable_files: Vec<PathBuf>,
    /// Run only cases with this tag (repeatable)
    #[arg(long = "tag", value_name = "TAG", env = "STATUSQUO_TAG", value_delimiter = ',')]
    pub tags: Vec<String>,
    /// Run only these: an id, `suite/id`, a status, an error code or both; `*` as wildcard (repeatable)
    #[arg(long = "filter", value_name = "WHAT", env = "STATUSQUO_FILTER", value_delimiter = '\n')]
    pub filters: Vec<String>,
    /// Run only the cases that failed or errored in this run record
    #[arg(long, value_name = "RUN.ndjson", env = "STATUSQUO_FAILED_FROM")]
    pub failed_from: Option<PathBuf>,
    /// Ask each target for this path until it is up, then begin
    #[arg(long, value_name = "PATH", env = "STATUSQUO_WAIT_FOR")]
    pub wait_for: Option<String>,
    /// Seconds that `--wait-for` may take
    #[arg(long, value_name = "SECONDS", env = "STATUSQUO_WAIT_LIMIT", default_value = "60", value_parser = seconds)]
    pub wait_limit: Duration,
    /// How connections are made.
    #[command(flatten)]
    pub transport: TransportSettings,
    /// How many cases run at the same time
    #[arg(long, value_name = "N", env = "STATUSQUO_JOBS", default_value = "64", value_parser = jobs)]
    pub jobs: NonZeroUsize,
    /// Seconds that one whole exchange may take
    #[arg(long, value_name = "SECONDS", env = "STATUSQUO_TIMEOUT", default_value = "30", value_parser = seconds)]
    pub timeout: Duration,
    /// Bytes that a response body may have
    #[arg(long, value_name = "BYTES", env = "STATUSQUO_MAX_BODY", default_value = "16777216")]
    pub max_body: usize,
    /// Say that the target offers something that cases need, such as `fault-hook` (repeatable)
    #[arg(long = "has", value_name = "WHAT", env = "STATUSQUO_HAS", value_delimiter = ',')]
    pub has: Vec<String>,
    /// Run one part of several, by chain: `2/3`, or `auto` to ask the CI engine, `auto/3` with how many
    #[arg(long, value_name = "I/N", env = "STATUSQUO_SHARD")]
    pub shard: Option<String>,
    /// Send at most so many requests, such as `30/s` or `600/m`; divided by the number of shards
    #[arg(long, value_name = "N/s", env = "STATUSQUO_RATE", value_parser = Rate::parse)]
    pub rate: Option<Rate>,
    /// Should-level findings fail the run too
    #[arg(long, env = "STATUSQUO_STRICT", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub strict: bool,
    /// Fail only on what is newly violated or undocumented since the run of this record
    #[arg(long, value_name = "RUN.ndjson", env = "STATUSQUO_BASELINE")]
    pub baseline: Option<PathBuf>,
    /// End with exit 4 unless every documented code has this verdict
    #[arg(long, value_name = "VERDICT", env = "STATUSQUO_REQUIRE")]
    pub require: Option<Require>,
    /// Begin no further case after the first that does not pass; teardown still runs
    #[arg(long, env = "STATUSQUO_FAIL_FAST", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub fail_fast: bool,
    /// Send only GET, HEAD, OPTIONS and TRACE; other cases are skipped
    #[arg(long, env = "STATUSQUO_READ_ONLY", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub read_only: bool,
    /// Seek 405 with PUT, PATCH, DELETE and POST too, where nothing says that a path has them
    #[arg(long, env = "STATUSQUO_ALLOW_UNSAFE_PROBES", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub allow_unsafe_probes: bool,
    /// Seed of all generated values, printed by every run
    #[arg(long, value_name = "N", env = "STATUSQUO_SEED")]
    pub seed: Option<u64>,
    /// The reports to write, as typed.
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
    /// File to which `--report github` adds a page, as GitHub names it to every step
    #[arg(long = "job-summary", value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    pub job_summary: Option<PathBuf>,
}

impl RunSettings {
    /// What to run against.
    ///
    /// # Errors
    ///
    /// If no target is named, for a target is never guessed, or one is no usable URL.
    pub fn targets(&self) -> Result<TargetChoices, Failure> {
        TargetChoices::parse(&self.targets, &self.environment)
    }

    /// Looks whether what is said of connections can be used, without making any.
    ///
    /// # Errors
    ///
    /// If something of it cannot.
    pub fn check_transport(&self) -> Result<(), Failure> {
        self.transport.read(&self.environment).map(drop)
    }

    /// Whether a target is the embedded reference server, which offers all that a case may need.
    pub fn is_reference(&self) -> bool {
        self.targets.iter().any(|target| target.rsplit('=').next() == Some("reference"))
    }

    /// What an answer may cost.
    pub fn limits(&self) -> Limits {
        Limits { timeout: self.timeout, body_bytes: self.max_body }
    }

    /// Which cases to run.
    ///
    /// # Errors
    ///
    /// If the record of `--failed-from` cannot be read, or no case failed or errored in it.
    pub fn selection(&self) -> Result<Selection, Failure> {
        selection(&self.filters, &self.tags, self.failed_from.as_deref())
    }

    /// Which part of the plan to run; `None` for all of it.
    ///
    /// # Errors
    ///
    /// If it is no shard, or no CI engine tells which.
    pub fn shard(&self) -> Result<Option<ShardChoice>, Failure> {
        let shard = self.shard.as_deref();
        shard.map(|text| ShardChoice::parse(text, &self.environment)).transpose()
    }

    /// What to wait for before the run begins.
    ///
    /// # Errors
    ///
    /// If it is no path.
    pub fn wait(&self) -> Result<Option<Wait>, Failure> {
        self.wait_for.as_deref().map(|path| Wait::new(path, self.wait_limit)).transpose()
    }

    /// The variables given from outside: those of the files, of which later ones win, then those of `--var`,
    /// which win over all.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or a variable has no `=`.
    pub fn variables(&self) -> Result<BTreeMap<String, Value>, Failure> {
        let mut variables = BTreeMap::new();
        for path in &self.variable_files {
            variables.extend(read_variables(path)?);
        }
        for variable in &self.variables {
            let Some((name, value)) = variable.split_once('=') else {
                let message = format!("--var {variable:?} has no `=`");
                return Err(Failure::usage(message).help("write it as --var NAME=VALUE"));
            };
            variables.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Ok(variables)
    }

    /// The reports to write.
    ///
    /// # Errors
    ///
    /// If a format is unknown or has an empty path, or two reports have the same destination.
    pub fn report_requests(&self) -> Result<Vec<ReportRequest>, Failure> {
        report_requests(&self.reports, self.report_folder.as_deref(), self.job_summary.as_deref())
    }

    /// The run that this one is held against.
    ///
    /// # Errors
    ///
    /// If it is no run record.
    pub fn baseline(&self) -> Result<Option<Baseline>, Failure> {
        let path = self.baseline.as_deref();
        path.map(|path| baseline("--baseline", path)).transpose()
    }

    /// What the run must be to be green.
    pub fn demands<'b>(&self, baseline: Option<&'b Baseline>) -> Demands<'b> {
        Demands { strict: self.strict, require: self.require, baseline }
    }

    /// The seed: the given one, else one of this moment.
    pub fn seed(&self) -> u64 {
        // Six digits are enough to tell runs apart and short enough to type again.
        self.seed.unwrap_or_else(|| fastrand::u64(0..1_000_000))
    }
}

/// The selected cases with all that they need.
///
/// # Errors
///
/// If a filter or a tag fits no case, or nothing fits them all: that is never green.
pub fn select(plan: Plan, selection: &Selection) -> Result<Plan, Failure> {
    let none = plan.unfitting(selection).into_iter().map(|text| format!("`{text}`"));
    let none: Vec<String> = none.collect();
    let plan = plan.select(selection);
    let message = match none.as_slice() {
        [] if !plan.cases.is_empty() => return Ok(plan),
        [] if *selection == Selection::default() => "the suites have no cases".to_owned(),
        [] if selection.cases.is_some() => "no case that failed in that run is selected".to_owned(),
        [] => "no case fits both --filter and --tag".to_owned(),
        some => format!("no case fits {}", some.join(" or ")),
    };
    let failure = Failure::usage(message)
        .help("`statusquo list` shows every case and the code it speaks for");
    Err(Failure { exit: Exit::Incomplete, ..failure })
}

/// The command with every variable that is set to nothing counted as unset, as CI systems set those of
/// inputs that were not given.
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
    format!("Write a report to PATH, or to standard output without one (repeatable): {names}")
}

fn reports_help() -> String {
    let files: Vec<&str> = Format::usual().map(|format| format.file).collect();
    format!("Write the usual reports into this folder: {}", files.join(", "))
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "a whole number, at least 1".to_owned())
}

pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 =
        text.parse().map_err(|_| "a number of seconds, such as 30 or 0.5".to_owned())?;
    if seconds <= 0.0 {
        return Err("more than 0 seconds".to_owned());
    }
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn read_variables(path: &std::path::Path) -> Result<BTreeMap<String, Value>, Failure> {
    let unusable = |why: String| Failure::usage(format!("--vars {}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| unusable(error.kind().to_string()))?;
    let read: Result<BTreeMap<String, Value>, _> = serde_yaml::from_str(&text);
    read.map_err(|error| {
        unusable(error.to_string()).help("it must be a mapping of names to values")
    })
}
