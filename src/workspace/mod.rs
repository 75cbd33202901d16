//! Reads suites and contracts from disk: from the paths that the user names to a [`Plan`].

mod display_names;
mod find_suites;
mod large_csv;
mod suite_loader;
mod table_file;
mod tables_and_bodies;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::{Contract, Disk, Layers};
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::plan::{Inputs, Plan, SuiteInput, compile};
use crate::source::Text;

use display_names::DisplayNames;
use suite_loader::{LoadedSuite, SuiteLoader};
use tables_and_bodies::LargeTables;

const DUPLICATE_CONTRACT: Code = Code::DUPLICATE_CONTRACT;

/// The input of a plan, in addition to the files themselves.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The files and folders of suites, as the user named them.
    pub paths: Vec<PathBuf>,
    /// The variables that were set from outside. They override the variables of a suite.
    pub variables: BTreeMap<String, serde_json::Value>,
    /// The environment, or `None` if nothing will be sent.
    pub environment: Option<BTreeMap<String, String>>,
    /// The seed of all generated values.
    pub seed: u64,
    /// True if probes for 405 may use methods that could change something.
    pub unsafe_probes: bool,
    /// True if large tables stay on disk, each as one case for all its rows. Otherwise each row is a case of the
    /// plan, as a list of the cases needs it.
    pub streamed: bool,
}

/// The result of opening suites: a plan unless there is an error, and all problems.
#[derive(Debug)]
pub struct Opened {
    /// The plan, or `None` if one of the problems is an error.
    pub plan: Option<Plan>,
    /// Errors and warnings, in the order of the files.
    pub problems: Vec<Diagnostic>,
    /// The text of all files that were read, to draw the problems.
    pub sources: Arc<Sources>,
}

/// Reads all suites below the paths and the contracts that they name, and compiles them to a plan.
///
/// `folder` is an absolute path. Relative paths start there, and names in messages are relative to it.
pub fn open(request: Request, folder: &Path) -> Opened {
    let names = DisplayNames::new(folder);
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let files = find_suites::find_suites(&request.paths, &names, &mut problems);
    let large_tables = if request.streamed { LargeTables::Streamed } else { LargeTables::Expanded };
    let loaded = SuiteLoader::new(&names, &mut sources, &mut problems, large_tables).read(&files);
    if loaded.is_empty() && !problems.iter().any(|problem| problem.severity == Severity::Error) {
        problems.push(find_suites::only_shared());
    }
    let inputs = Inputs {
        suites: load_contracts(loaded, &names, &mut sources, &mut problems),
        sources: Arc::new(sources),
        files: Arc::new(Disk),
        variables: request.variables,
        environment: request.environment,
        seed: request.seed,
        unsafe_probes: request.unsafe_probes,
    };
    compile_plan(inputs, problems)
}

/// Compiles the valid files even if others are invalid, so that all problems are reported at once.
fn compile_plan(inputs: Inputs, mut problems: Vec<Diagnostic>) -> Opened {
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
    // An unused name may be the correct spelling of a misspelt one, so a warning about it would mislead.
    problems.retain(|problem| !broken || !problem.code.reports_unused());
    Opened { plan: plan.filter(|_| !broken), problems, sources }
}

/// Loads each contract once, however many suites name it. A suite with an invalid contract is left out, and so are
/// the files that use it.
fn load_contracts(
    loaded: Vec<LoadedSuite>,
    names: &DisplayNames,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<SuiteInput> {
    let mut contracts: BTreeMap<PathBuf, Option<Arc<Contract>>> = BTreeMap::new();
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut bound = Vec::new();
    for LoadedSuite { suite, uses } in loaded {
        let of_suite = suite.contracts.iter().map(|written| {
            let path = suite.folder.join(&written.text);
            // Two paths to one file are one contract.
            let key = path.canonicalize().unwrap_or_else(|_| path.clone());
            let contract = contracts.entry(key).or_insert_with(|| {
                if !path.is_file() {
                    problems.push(missing_contract(written, &names.of(&path)));
                    return None;
                }
                Contract::load(&path, &names.of(&path), sources, problems).map(Arc::new)
            });
            contract.clone()
        });
        // All contracts are loaded even if one is invalid, so that all problems are reported at once.
        let of_suite: Vec<Option<Arc<Contract>>> = of_suite.collect();
        let of_suite: Option<Vec<Arc<Contract>>> = of_suite.into_iter().collect();
        let layers = of_suite.map(|contracts| Layers::new(contracts).map(Arc::new));
        let uses = uses.into_iter().map(|(at, span)| Some((places[at]?, span))).collect();
        let source = layers.zip(uses).map(|(layers, uses)| SuiteInput { suite, layers, uses });
        places.push(source.is_some().then_some(bound.len()));
        bound.extend(source);
    }
    check_unique_names(&bound, problems);
    bound
}

fn missing_contract(named: &Text, name: &str) -> Diagnostic {
    Diagnostic::error(find_suites::FILE_NOT_FOUND, format!("there is no contract {name}"))
        .at(named.span, "no such file")
        .help("the path is relative to the suite's own folder")
}

fn check_unique_names(bound: &[SuiteInput], problems: &mut Vec<Diagnostic>) {
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    let named = bound.iter().flat_map(|SuiteInput { suite, layers, .. }| {
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
