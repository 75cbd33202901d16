//! The arguments of a command, parsed, with the content of all files that they name as input.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::Path;

use serde_json::Value;

use crate::plan::{Selection, Selector};
use crate::reference::Faults;
use crate::run::Rate;

use super::arguments::{CriteriaArguments, RequiredVerdict, TargetArguments};
use super::earlier_run::failed_cases;
use super::{
    Connections, Failure, GivenTargets, InputFile, NamedBaseline, RecordedArguments, ReportRequest,
    RunArguments, SelectionArguments, ShardChoice, WaitFor, rerun_flags, variables,
};

/// The conditions that a run must meet to end with exit code 0, in addition to conforming to the contract.
#[derive(Debug, Clone, Default)]
pub struct Criteria {
    /// True if should-level findings fail the run (`--strict`).
    pub strict: bool,
    /// True if every documented code must be proven (`--require proven`).
    pub require_proven: bool,
    /// An earlier run whose violations are accepted (`--baseline`).
    pub baseline: Option<NamedBaseline>,
}

/// The settings of a run. Nothing is parsed or read again after [`RunSettings::resolve`].
#[derive(Debug, Clone)]
pub struct RunSettings {
    /// The conditions that select the cases to run.
    pub cases: CaseChoice,
    /// The targets that were named. There may be none, if nothing is sent.
    pub targets: GivenTargets,
    /// The faults of the embedded server.
    pub faults: Faults,
    /// The features that the target is declared to have.
    pub offers: BTreeSet<String>,
    /// The path to wait for before the run.
    pub wait_for: Option<WaitFor>,
    /// The settings of connections to the targets.
    pub connections: Connections,
    /// The variables that were set from outside. They override those of a suite.
    pub variables: BTreeMap<String, Value>,
    /// The environment variables of the process, which suites can refer to.
    pub environment: BTreeMap<String, String>,
    /// The seed of all generated values.
    pub seed: u64,
    /// The maximum number of cases that run at the same time.
    pub jobs: NonZeroUsize,
    /// The maximum request rate of all shards together.
    pub rate: Option<Rate>,
    /// True if the first case that fails or errors ends the run.
    pub fail_fast: bool,
    /// True if only safe methods are sent.
    pub read_only: bool,
    /// True if probes for 405 may use methods that could change something.
    pub unsafe_probes: bool,
    /// The conditions for exit code 0.
    pub criteria: Criteria,
    /// The reports to write.
    pub reports: Vec<ReportRequest>,
    /// The flags that repeat a case, for the command line that reports show.
    pub rerun_flags: Vec<String>,
    /// The files that flags name and that no report may replace.
    pub inputs: Vec<InputFile>,
}

impl RunSettings {
    /// Parses the arguments and reads the files that they name.
    ///
    /// # Errors
    ///
    /// Returns the first error of an argument or a file. A missing target is not an error here: it does not matter to a
    /// command that only lists the cases.
    pub fn resolve(
        arguments: &RunArguments,
        environment: BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let RunArguments { target, connection, values, load, safety, .. } = arguments;
        let faults = Faults::named(&target.faults);
        let variable_files = values.variable_files.iter().map(|path| (path, "the file of --vars"));
        let ca_file = connection.ca_file.iter().map(|path| (path, "the file of --ca-file"));
        let inputs = variable_files.chain(ca_file);
        Ok(Self {
            targets: GivenTargets::parse(&target.targets, &environment)?,
            faults: faults.map_err(|error| Failure::usage(error.to_string()))?,
            offers: target.has.iter().cloned().collect(),
            wait_for: wait_for(target)?,
            connections: Connections::resolve(connection, &environment)?,
            reports: arguments.reports.requests()?,
            cases: CaseChoice::resolve(&arguments.selection, &environment)?,
            variables: variables::variables(&values.variable_files, &values.variables)?,
            // Six digits are enough to tell runs apart and short enough to type again.
            seed: values.seed.unwrap_or_else(|| fastrand::u64(0..1_000_000)),
            jobs: load.jobs,
            rate: load.rate,
            fail_fast: load.fail_fast,
            read_only: safety.read_only,
            unsafe_probes: safety.allow_unsafe_probes,
            criteria: arguments.criteria.criteria()?,
            rerun_flags: rerun_flags::rerun_flags(arguments),
            inputs: inputs.map(|(path, role)| InputFile::new(path, role)).collect(),
            environment,
        })
    }
}

fn wait_for(target: &TargetArguments) -> Result<Option<WaitFor>, Failure> {
    target.wait_for.as_deref().map(|path| WaitFor::new(path, target.wait_limit)).transpose()
}

impl CriteriaArguments {
    fn criteria(&self) -> Result<Criteria, Failure> {
        let baseline = self.baseline.as_deref();
        let baseline = baseline.map(|path| NamedBaseline::read("--baseline", path)).transpose()?;
        let require_proven = self.require == Some(RequiredVerdict::Proven);
        Ok(Criteria { strict: self.strict, require_proven, baseline })
    }
}

/// The cases that a command selects: filters, tags and an earlier run, then one shard.
#[derive(Debug, Clone, Default)]
pub struct CaseChoice {
    /// The filters, tags and names that select cases.
    pub selection: Selection,
    /// The shard of the selected cases, or `None` for all of them.
    pub shard: Option<ShardChoice>,
}

impl CaseChoice {
    /// Parses the selection, and reads the record of `--failed-from`.
    ///
    /// # Errors
    ///
    /// Returns an error if the shard is invalid, the record cannot be read, or no case failed in its run.
    pub fn resolve(
        arguments: &SelectionArguments,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let shard = arguments.shard.as_deref();
        let shard = shard.map(|text| ShardChoice::parse(text, environment)).transpose()?;
        let filters = arguments.filters.iter().map(|filter| Selector::parse(filter)).collect();
        let cases = arguments.failed_from.as_deref().map(failed_cases).transpose()?;
        let tags = arguments.tags.clone();
        Ok(Self { selection: Selection { filters, tags, cases }, shard })
    }
}

/// The settings of a command that judges or renders recorded exchanges.
#[derive(Debug, Clone)]
pub struct RecordedSettings {
    /// The conditions for exit code 0.
    pub criteria: Criteria,
    /// The reports to write.
    pub reports: Vec<ReportRequest>,
    /// An earlier run to show the differences to. It does not affect the exit code.
    pub against: Option<NamedBaseline>,
}

impl RecordedSettings {
    /// Parses the arguments, and reads the record of `--against`.
    ///
    /// # Errors
    ///
    /// Returns an error if a report is invalid, two reports have one path, or the record cannot be read.
    pub fn resolve(arguments: &RecordedArguments, against: Option<&Path>) -> Result<Self, Failure> {
        let require_proven = arguments.require == Some(RequiredVerdict::Proven);
        let criteria = Criteria { strict: arguments.strict, require_proven, baseline: None };
        let reports = arguments.requests()?;
        let against = against.map(|path| NamedBaseline::read("--against", path)).transpose()?;
        Ok(Self { criteria, reports, against })
    }
}
