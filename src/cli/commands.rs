//! The commands with their arguments as typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::settings::{RecordedArguments, RunArguments, SelectionArguments};

/// Examples at the end of `statusquo run --help`.
const RUN_EXAMPLES: &str = "\
Examples:
  Run all suites below suites/ against a server
    statusquo run --target https://staging.example/api
  Run the cases for one documented code against the embedded server
    statusquo run suites/point --target reference --filter '404 RESOURCE_NOT_FOUND'
  Run in CI: wait for the server, write all reports, and fail only on new violations
    statusquo run --target http://localhost:8080 --wait-for /health --reports out --baseline main.ndjson
  Run the failed cases again
    statusquo run --target http://localhost:8080 --failed-from out/run.ndjson

Every flag has a variable: --target is STATUSQUO_TARGET, --fail-fast is STATUSQUO_FAIL_FAST, and so on.";

/// Proves which documented status codes and error bodies of an API hold
#[derive(Debug, Parser)]
#[command(name = "statusquo", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 conforms, 1 contract broken, 2 usage or suite error (nothing was \
sent), 3 could not judge, 4 nothing selected or incomplete, 129, 130 and 143 interrupted.\n\
Every flag of `run` has a variable: --target is STATUSQUO_TARGET, and so on."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Color the output; `auto` colors terminals unless `NO_COLOR` is set
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        env = "STATUSQUO_COLOR",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub(super) color: ColorChoice,
}

/// The value of `--color`: whether the output has colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run suites against a target, judge every response, write reports
    #[command(after_help = RUN_EXAMPLES)]
    Run(Box<RunCommand>),
    /// Check suites and contracts without sending a request
    Check(CheckCommand),
    /// List cases and the documented codes that they claim
    List(ListCommand),
    /// Judge recorded traffic by a contract, without sending a request
    Judge(JudgeCommand),
    /// Render a saved run again, or merge its shards, without sending a request
    Report(ReportCommand),
    /// Start the reference server, conforming or with named faults
    Serve(ServeCommand),
    /// Print the JSON Schema of a suite, a contract or a report
    Schema(SchemaCommand),
    /// Explain a documented code, a check or a diagnostic
    Explain(ExplainCommand),
    #[command(about = "Write a first suite: for an OpenAPI document, or for the embedded server")]
    Init(InitCommand),
    /// Print the completion script of a shell
    Completions(CompletionsCommand),
}

/// The suites of a command.
#[derive(Debug, Args)]
pub(super) struct SuitePaths {
    /// Suites, or folders of suites
    #[arg(value_name = "SUITE|DIR", default_value = "suites")]
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CheckCommand {
    #[command(flatten)]
    pub(super) suites: SuitePaths,
    /// Write the problems to PATH, or to standard output without a path (repeatable): sarif, github
    #[arg(
        long = "report",
        value_name = "FORMAT[=PATH]",
        env = "STATUSQUO_CHECK_REPORT",
        value_delimiter = ','
    )]
    pub(super) reports: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct RunCommand {
    #[command(flatten)]
    pub(super) suites: SuitePaths,
    #[command(flatten)]
    pub(super) arguments: RunArguments,
    /// Show every request without sending it
    #[arg(long, env = "STATUSQUO_DRY_RUN", help_heading = "Output")]
    pub(super) dry_run: bool,
    /// Show every case, not only those that did not pass
    #[arg(short, long, env = "STATUSQUO_VERBOSE", help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListCommand {
    #[command(flatten)]
    pub(super) suites: SuitePaths,
    #[command(flatten)]
    pub(super) selection: SelectionArguments,
    /// Include the probes of `run --allow-unsafe-probes`
    #[arg(long, env = "STATUSQUO_ALLOW_UNSAFE_PROBES", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new(), help_heading = "Selection")]
    pub(super) allow_unsafe_probes: bool,
    /// Print one JSON array: id, suite, asks, claim, file, line, tags, and the change of a probe
    #[arg(long, conflicts_with = "waivers", help_heading = "Output")]
    pub(super) json: bool,
    /// List the waivers of contracts and cases instead: the last day, the days left, and the reason
    #[arg(long, help_heading = "Output")]
    pub(super) waivers: bool,
}

#[derive(Debug, Args)]
pub(super) struct JudgeCommand {
    /// HAR files, or run records
    #[arg(value_name = "FILE.har|RUN.ndjson", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// The contract, or its layers (repeatable)
    #[arg(long = "contract", value_name = "FILE", required = true)]
    pub(super) contracts: Vec<PathBuf>,
    /// Base URL of the API; exchanges with other hosts are skipped
    #[arg(long, value_name = "URL")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) arguments: RecordedArguments,
    /// Show every exchange, not only those that violate the contract
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportCommand {
    /// Run records, or folders of them: one run, or all shards of one run
    #[arg(value_name = "RUN.ndjson|DIR", required = true)]
    pub(super) records: Vec<PathBuf>,
    /// Accept records of only some cases of the plan, as a filtered `cargo nextest run` writes them
    #[arg(long, help_heading = "Exit code")]
    pub(super) partial: bool,
    /// Compare with this run and show the differences by documented code
    #[arg(long, value_name = "RUN.ndjson", help_heading = "Output")]
    pub(super) against: Option<PathBuf>,
    #[command(flatten)]
    pub(super) arguments: RecordedArguments,
    /// Show every case, not only those that did not pass
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ServeCommand {
    /// Address to listen on; port 0 means any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// Second address, which requires client certificates; see `--print-authority`
    #[arg(long, value_name = "ADDRESS")]
    pub(super) mtls: Option<SocketAddr>,
    /// Print the certificate authority that clients of `--mtls` must trust, for `run --ca-file`
    #[arg(long)]
    pub(super) print_authority: bool,
    /// Enable a fault (repeatable)
    #[arg(long = "fault", value_name = "NAME")]
    pub(super) faults: Vec<String>,
    /// List the faults and the documented codes that each fault violates
    #[arg(long)]
    pub(super) list_faults: bool,
}

#[derive(Debug, Args)]
pub(super) struct SchemaCommand {
    /// The format
    pub(super) format: SchemaFormat,
}

/// The formats of this program that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaFormat {
    /// A suite
    Suite,
    /// A contract
    Contract,
    /// One line of the run record
    Run,
    /// The JSON summary
    Summary,
}

#[derive(Debug, Args)]
pub(super) struct ExplainCommand {
    /// A documented code such as `404 RESOURCE_NOT_FOUND`, a check such as allow-on-405, or the name in
    /// the brackets of a diagnostic, such as unknown-key
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// A contract with documented codes (repeatable)
    #[arg(long = "contract", value_name = "FILE")]
    pub(super) contracts: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitCommand {
    #[arg(
        value_name = "OPENAPI|URL",
        help = "An OpenAPI document, version 2.0 or 3.x. The suite has a case for each operation. A document \
from a URL is saved in specs/"
    )]
    pub(super) document: Option<String>,
    /// An additional contract, for rules that the document does not have (repeatable)
    #[arg(long = "layer", value_name = "FILE", requires = "document")]
    pub(super) layers: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsCommand {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}
