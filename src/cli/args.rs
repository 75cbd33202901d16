//! The arguments as typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::session::{self, Demands, Failure, ReportRequest, Require, RunSettings};

/// Proves which documented status codes and error bodies of an API hold
#[derive(Debug, Parser)]
#[command(name = "statusquo", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 conforms, 1 contract broken, 2 usage or suite error (nothing was \
sent), 3 could not judge, 4 nothing selected or incomplete, 130 and 143 interrupted.\n\
Every flag of `run` has a variable: --target is STATUSQUO_TARGET, and so on."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// Colour the output
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        env = "STATUSQUO_COLOR",
        default_value = "auto"
    )]
    pub(super) color: Colour,
}

/// When output is coloured; `auto` obeys `NO_COLOR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run suites against a target, judge every answer, report
    Run(Box<RunCommand>),
    /// Find everything that can be found without sending a request
    Check(CheckCommand),
    /// List cases and the codes they speak for
    List(ListCommand),
    /// Judge recorded traffic by a contract, without sending anything
    Judge(JudgeCommand),
    /// Render a saved run again, or put its shards together, without sending anything
    Report(ReportCommand),
    /// Run the reference server, conforming or with named faults
    Serve(ServeCommand),
    /// Print the JSON Schema of one of our own formats
    Schema(SchemaCommand),
    /// Explain a documented code, a check or a diagnostic
    Explain(ExplainCommand),
    #[command(about = "Write a first suite: for an OpenAPI document, else for the embedded server")]
    Init(InitCommand),
    /// Print the completion script of a shell
    Completions(CompletionsCommand),
}

/// Which suites.
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
    /// Write what was found to PATH, or to standard output without one (repeatable): sarif, github
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
    pub(super) settings: RunSettings,
    /// Name every case, not only those that did not pass
    #[arg(short, long, env = "STATUSQUO_VERBOSE")]
    pub(super) verbose: bool,
    /// Show every request as it would be sent, and send nothing
    #[arg(long, env = "STATUSQUO_DRY_RUN")]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListCommand {
    #[command(flatten)]
    pub(super) suites: SuitePaths,
    /// Only cases with this tag (repeatable)
    #[arg(long = "tag", value_name = "TAG", env = "STATUSQUO_TAG", value_delimiter = ',')]
    pub(super) tags: Vec<String>,
    /// Only these, as for `run` (repeatable)
    #[arg(long = "filter", value_name = "WHAT", env = "STATUSQUO_FILTER", value_delimiter = '\n')]
    pub(super) filters: Vec<String>,
    /// Only the cases that failed or errored in this run record
    #[arg(long, value_name = "RUN.ndjson", env = "STATUSQUO_FAILED_FROM")]
    pub(super) failed_from: Option<PathBuf>,
    /// With the probes that `run --allow-unsafe-probes` makes
    #[arg(long, env = "STATUSQUO_ALLOW_UNSAFE_PROBES", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub(super) allow_unsafe_probes: bool,
    /// Only the cases of one shard, as for `run`
    #[arg(long, value_name = "I/N", env = "STATUSQUO_SHARD")]
    pub(super) shard: Option<String>,
    /// As one JSON array: id, suite, asks, claim, file, line, tags, and of a probe its change
    #[arg(long, conflicts_with = "waivers")]
    pub(super) json: bool,
    /// List the waivers of contracts and cases instead: until when, how long still, why
    #[arg(long)]
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
    /// Base URL of the API; what went elsewhere is skipped
    #[arg(long, value_name = "URL")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) told: Told,
    /// Name every exchange, not only those that break the contract
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// What is told of exchanges that were had before, and what the exit code demands of them.
#[derive(Debug, Args)]
pub(super) struct Told {
    /// Write a report in a format of `run`, to a file or to standard output (repeatable)
    #[arg(long = "report", value_name = "FORMAT[=PATH]")]
    pub(super) reports: Vec<String>,
    /// Write the usual reports into this folder
    #[arg(long = "reports", value_name = "DIR")]
    pub(super) report_folder: Option<PathBuf>,
    /// File to which `--report github` adds a page, as GitHub names it to every step
    #[arg(long = "job-summary", value_name = "FILE", env = "GITHUB_STEP_SUMMARY")]
    pub(super) job_summary: Option<PathBuf>,
    /// Should-level findings fail too
    #[arg(long)]
    pub(super) strict: bool,
    /// End with exit 4 unless every documented code has this verdict
    #[arg(long, value_name = "VERDICT")]
    pub(super) require: Option<Require>,
}

impl Told {
    /// The reports to write.
    ///
    /// # Errors
    ///
    /// If a format is unknown, or two reports go to one place.
    pub(super) fn requests(&self) -> Result<Vec<ReportRequest>, Failure> {
        let (folder, summary) = (self.report_folder.as_deref(), self.job_summary.as_deref());
        session::report_requests(&self.reports, folder, summary)
    }

    /// What must hold for exit code 0; no other run is held against it.
    pub(super) fn demands(&self) -> Demands<'static> {
        Demands { strict: self.strict, require: self.require, baseline: None }
    }
}

#[derive(Debug, Args)]
pub(super) struct ReportCommand {
    /// Run records, or folders of them: one run, or all parts of one
    #[arg(value_name = "RUN.ndjson|DIR", required = true)]
    pub(super) records: Vec<PathBuf>,
    /// Show what is otherwise than in this run, by documented code
    #[arg(long, value_name = "RUN.ndjson")]
    pub(super) against: Option<PathBuf>,
    #[command(flatten)]
    pub(super) told: Told,
    /// Name every case, not only those that did not pass
    #[arg(short, long)]
    pub(super) verbose: bool,
}

#[derive(Debug, Args)]
pub(super) struct ServeCommand {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// Demand client certificates at this address too; see `--print-authority`
    #[arg(long, value_name = "ADDRESS")]
    pub(super) mtls: Option<SocketAddr>,
    /// Print the certificate of the authority that clients of `--mtls` must trust: `--ca-file` takes it
    #[arg(long)]
    pub(super) print_authority: bool,
    /// Switch on a fault (repeatable)
    #[arg(long = "fault", value_name = "NAME")]
    pub(super) faults: Vec<String>,
    /// List the faults with what each one breaks
    #[arg(long)]
    pub(super) list_faults: bool,
}

#[derive(Debug, Args)]
pub(super) struct SchemaCommand {
    /// Which format
    pub(super) format: SchemaFormat,
}

/// Our own formats that have a schema.
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
    /// A documented code such as `404 RESOURCE_NOT_FOUND`, a check such as allow-on-405, or what a
    /// diagnostic has in brackets, such as unknown-key
    #[arg(value_name = "NAME")]
    pub(super) name: String,
    /// A contract to look documented codes up in (repeatable)
    #[arg(long = "contract", value_name = "FILE")]
    pub(super) contracts: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitCommand {
    #[arg(
        value_name = "OPENAPI|URL",
        help = "A document of OpenAPI 2.0 or 3.x: a case is written for each of its operations. One \
that comes from a URL is saved in specs/"
    )]
    pub(super) document: Option<String>,
    /// A further contract, for what the document does not say of the API as a whole (repeatable)
    #[arg(long = "layer", value_name = "FILE", requires = "document")]
    pub(super) layers: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsCommand {
    /// Which shell
    pub(super) shell: clap_complete::Shell,
}
