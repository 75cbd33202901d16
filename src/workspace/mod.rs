//! Suites and contracts on disk: from the paths that someone names to a [`Plan`].

mod collect;
mod files;
mod large;
mod library;
mod table;
mod names;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::{Contract, Disk, Layers};
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::plan::{Inputs, Plan, Source, compile};
use crate::source::Text;

use library::{Library, Loaded};
use names::Names;

const DUPLICATE_CONTRACT: Code = Code::DUPLICATE_CONTRACT;

/// What a plan is made from, beside the files.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files and folders of suites, as someone named them.
    pub paths: Vec<PathBuf>,
    /// Variables given from outside; they win over those of a suite.
    pub variables: BTreeMap<String, serde_json::Value>,
    /// The environment; `None` where nothing will be sent.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
    /// Whether probes for 405 may use methods that could change something.
    pub unsafe_probes: bool,
    /// Whether large tables stay where they are, each as one case that stands for all its rows: where all
    /// cases are run, or checked. Else all rows are cases of the plan.
    pub streamed: bool,
}

/// What came of reading: a plan unless there was an error, and everything there is to say.
#[derive(Debug)]
pub struct Opened {
    /// The plan; `None` if one of the problems is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of the files.
    pub problems: Vec<Diagnostic>,
    /// The files that were read, to draw the problems.
    pub sources: Arc<Sources>,
}

/// Reads all suites below the paths, and the contracts they name, and binds them to each other.
///
/// `folder`, an absolute path, is where relative paths start from and what names in messages are relative to.
pub fn open(request: Request, folder: &Path) -> Opened {
    let names = Names::new(folder);
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let files = collect::suites(&request.paths, &names, &mut problems);
    let loaded = Library::new(&names, &mut sources, &mut problems, request.streamed).read(&files);
    if loaded.is_empty() && !problems.iter().any(|problem| problem.severity == Severity::Error) {
        problems.push(collect::only_shared());
    }
    let inputs = Inputs {
        suites: bind(loaded, &names, &mut sources, &mut problems),
        sources: Arc::new(sources),
        files: Arc::new(Disk),
        variables: request.variables,
        environment: request.environment,
        seed: request.seed,
        unsafe_probes: request.unsafe_probes,
    };
    finish(inputs, problems)
}

/// Compiles what could be read even where something could not, so that all problems are told at once.
fn finish(inputs: Inputs, mut problems: Vec<Diagnostic>) -> Opened {
    let (plan, sources) = match compile(inputs) {
        Ok((plan, warnings)) => {
            problems.extend(warnings);
            let sources = Arc::clone(&plan.sources);
            (Some(plan), sources)
        }
        Err((sources, errors)) => {
            problems.extend(errors);
            (None, sources)
        }
    };
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    // What nothing uses may be just what a misspelt name was meant to be.
    problems.retain(|problem| !broken || !problem.code.reports_unused());
    Opened { plan: plan.filter(|_| !broken), problems, sources }
}

/// Loads each contract once, however many suites name it. What has none that can be used is left out,
/// and what uses that.
fn bind(
    loaded: Vec<Loaded>,
    names: &Names,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Source> {
    let mut contracts: BTreeMap<PathBuf, Option<Arc<Contract>>> = BTreeMap::new();
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut bound = Vec::new();
    for Loaded { suite, uses } in loaded {
        let of_suite = suite.contracts.iter().map(|written| {
            let path = suite.folder.join(&written.text);
            // Two ways to one file are one contract.
            let key = path.canonicalize().unwrap_or_else(|_| path.clone());
            let contract = contracts.entry(key).or_insert_with(|| {
                if !path.is_file() {
                    problems.push(no_contract(written, &names.of(&path)));
                    return None;
                }
                Contract::load(&path, &names.of(&path), sources, problems).map(Arc::new)
            });
            contract.clone()
        });
        // All are loaded, though one that cannot be used is enough to leave the suite out.
        let of_suite: Vec<Option<Arc<Contract>>> = of_suite.collect();
        let of_suite: Option<Vec<Arc<Contract>>> = of_suite.into_iter().collect();
        let layers = of_suite.map(|contracts| Layers::new(contracts).map(Arc::new));
        let uses = uses.into_iter().map(|(at, span)| Some((places[at]?, span))).collect();
        let source = layers.zip(uses).map(|(layers, uses)| Source { suite, layers, uses });
        places.push(source.is_some().then_some(bound.len()));
        bound.extend(source);
    }
    one_name_each(&bound, problems);
    bound
}

fn no_contract(named: &Text, name: &str) -> Diagnostic {
    Diagnostic::error(collect::FILE_NOT_FOUND, format!("there is no contract {name}"))
        .at(named.span, "no such file")
        .help("the path is relative to the suite's own folder")
}

fn one_name_each(bound: &[Source], problems: &mut Vec<Diagnostic>) {
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    let named = bound.iter().flat_map(|Source { suite, layers, .. }| {
        let contracts = layers.iter().flat_map(|layers| layers.all());
        suite.contracts.iter().zip(contracts)
    });
    for (named, contract) in named {
        let file = *files.entry(contract.id()).or_insert(contract.file());
        if file != contract.file() {
            let message = format!(
                "two contracts are named `{}`: {file} and {}",
                contract.id(),
                contract.file()
            );
            let problem = Diagnostic::error(DUPLICATE_CONTRACT, message)
                .at(named.span, "the second is named here")
                .help("the ledger tells contracts apart by name: rename one, or run them apart");
            problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests;
