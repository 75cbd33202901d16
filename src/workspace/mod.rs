//! Suites and contracts on disk: from the paths that someone names to a [`Plan`].

mod collect;
mod files;
mod table;
mod names;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::{Contract, Layers};
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::plan::{Inputs, Plan, compile};
use crate::source::Text;
use crate::suite::Suite;

use names::Names;

const DUPLICATE_CONTRACT: Code = Code("duplicate-contract");

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
    let suites: Vec<Suite> =
        files.iter().filter_map(|file| read(file, &names, &mut sources, &mut problems)).collect();
    let bound = bind(suites, &names, &mut sources, &mut problems);
    let inputs = Inputs {
        suites: bound,
        sources,
        variables: request.variables,
        environment: request.environment,
        seed: request.seed,
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
            (None, Arc::new(sources))
        }
    };
    let broken = problems.iter().any(|problem| problem.severity == Severity::Error);
    // What nothing uses may be just what a misspelt name was meant to be.
    problems.retain(|problem| !broken || !problem.code.0.starts_with("unused-"));
    Opened { plan: plan.filter(|_| !broken), problems, sources }
}

fn read(
    path: &Path,
    names: &Names,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Suite> {
    let text = collect::text(path, names, problems)?;
    let file = sources.add(names.of(path), text);
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut suite = Suite::parse(file, folder, sources, problems)?;
    files::bring(&mut suite, names, sources, problems);
    Some(suite)
}

/// Loads each contract once, however many suites name it. A suite is bound if all of its contracts are
/// good.
fn bind(
    suites: Vec<Suite>,
    names: &Names,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(Suite, Arc<Layers>)> {
    let mut loaded: BTreeMap<PathBuf, Option<Arc<Contract>>> = BTreeMap::new();
    let mut bound = Vec::new();
    for suite in suites {
        let mut contracts = Vec::new();
        for written in &suite.contracts {
            let path = suite.folder.join(&written.text);
            // Two ways to one file are one contract.
            let key = path.canonicalize().unwrap_or_else(|_| path.clone());
            let contract = loaded.entry(key).or_insert_with(|| {
                if !path.is_file() {
                    problems.push(no_contract(written, &names.of(&path)));
                    return None;
                }
                Contract::load(&path, &names.of(&path), sources, problems).map(Arc::new)
            });
            contracts.extend(contract.iter().map(Arc::clone));
        }
        let all = contracts.len() == suite.contracts.len();
        if let Some(layers) = Layers::new(contracts).filter(|_| all) {
            bound.push((suite, Arc::new(layers)));
        }
    }
    one_name_each(&bound, problems);
    bound
}

fn no_contract(written: &Text, name: &str) -> Diagnostic {
    Diagnostic::error(collect::FILE_NOT_FOUND, format!("there is no contract {name}"))
        .at(written.span, "no such file")
        .help("the path is relative to the suite's own folder")
}

fn one_name_each(bound: &[(Suite, Arc<Layers>)], problems: &mut Vec<Diagnostic>) {
    let mut files: BTreeMap<&str, &str> = BTreeMap::new();
    let named = bound.iter().flat_map(|(suite, layers)| suite.contracts.iter().zip(layers.all()));
    for (written, contract) in named {
        let file = *files.entry(contract.id()).or_insert(contract.file());
        if file != contract.file() {
            let message = format!(
                "two contracts are named `{}`: {file} and {}",
                contract.id(),
                contract.file()
            );
            let problem = Diagnostic::error(DUPLICATE_CONTRACT, message)
                .at(written.span, "the second is named here")
                .help("the ledger tells contracts apart by name: rename one, or run them apart");
            problems.push(problem);
        }
    }
}

#[cfg(test)]
mod tests;
