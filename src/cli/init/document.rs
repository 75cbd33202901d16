//! A first suite for the operations of an `OpenAPI` document.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Severity, Sources, summary};
use crate::init::{About, Draft, DraftSuite, draft};
use crate::session::{Exit, Failure, current_folder};

use super::super::talk::{Talk, plural, print, say};
use super::{fetch, write_all};

/// Names of documents that say nothing of the API that they describe.
const NAMELESS: [&str; 6] = ["openapi", "swagger", "api", "spec", "index", "document"];

/// How many variables or operations a message names.
const NAMED: usize = 6;

/// A document that is there to be read.
struct Document {
    /// The file to read it from.
    path: PathBuf,
    /// Where the suite finds it, relative to the current folder or absolute.
    place: PathBuf,
    /// What is to be saved at that place.
    content: Option<Vec<u8>>,
    /// Keeps what was fetched until it is read.
    _folder: Option<tempfile::TempDir>,
}

/// Writes suites for the document at a path or a URL into the current folder.
pub(super) fn init(document: &str, layers: &[PathBuf], talk: Talk) -> Result<Exit, Failure> {
    let found = if fetch::is_url(document) { fetched(document)? } else { local(document) };
    let name = found.place.to_string_lossy().into_owned();
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let contract = Contract::load(&found.path, &name, &mut sources, &mut problems);
    for layer in layers {
        Contract::load(layer, &layer.to_string_lossy(), &mut sources, &mut problems);
    }
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    let is_broken = problems.iter().any(is_error);
    if is_broken {
        talk.problems(&problems, &sources);
    }
    let Some(contract) = contract.filter(|_| !is_broken) else {
        say(&format!("{}; nothing was written", summary(&problems)));
        return Ok(Exit::Usage);
    };
    let folder = current_folder()?;
    let places = std::iter::once(&found.place).chain(layers);
    let about = About {
        name: api_name(&found.place, contract.title()),
        contracts: places.map(|place| from_suites(place, &folder)).collect(),
        source: document.to_owned(),
        target: contract.servers().first().cloned().unwrap_or_else(|| "URL".to_owned()),
    };
    let draft = draft(&contract, &about);
    if draft.suites.is_empty() {
        return Err(nothing(&name, &draft));
    }
    let saved = found.content.map(|content| (slashes(&found.place), content));
    let suites = draft.suites.iter();
    let suites = suites.map(|suite| (file(suite), suite.text.clone().into_bytes()));
    let files: Vec<(String, Vec<u8>)> = saved.into_iter().chain(suites).collect();
    write_all(&files)?;
    conclude(&draft, &contract, &problems)?;
    Ok(Exit::Conforms)
}

fn local(document: &str) -> Document {
    let path = PathBuf::from(document);
    Document { path: path.clone(), place: path, content: None, _folder: None }
}

/// The document at a URL, in a folder of its own until it is known to be one.
fn fetched(url: &str) -> Result<Document, Failure> {
    let (name, content) = fetch::fetch(url)?;
    let unwritable =
        |error: std::io::Error| Failure::usage(format!("{name} cannot be written: {error}"));
    let folder = tempfile::tempdir().map_err(unwritable)?;
    let path = folder.path().join(&name);
    fs::write(&path, &content).map_err(unwritable)?;
    let place = Path::new("specs").join(&name);
    Ok(Document { path, place, content: Some(content), _folder: Some(folder) })
}

/// What the suite is called: like the document, or like the API where the document has no name of its own.
fn api_name(document: &Path, title: &str) -> String {
    let stem = document.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let own = stem.map(|stem| stem.trim_end_matches(".openapi").to_owned());
    let own = own.filter(|stem| !NAMELESS.contains(&stem.to_ascii_lowercase().as_str()));
    own.unwrap_or_else(|| title.to_owned())
}

/// The path by which a suite in `suites/` names a file.
fn from_suites(place: &Path, folder: &Path) -> String {
    let below = place.strip_prefix(folder).unwrap_or(place);
    let plain: PathBuf = below.components().filter(|part| *part != Component::CurDir).collect();
    let plain = slashes(&plain);
    if below.is_absolute() { plain } else { format!("../{plain}") }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn file(suite: &DraftSuite) -> String {
    format!("suites/{}", suite.file)
}

/// Why there is no suite.
fn nothing(name: &str, draft: &Draft) -> Failure {
    if draft.left_out.is_empty() {
        let message = format!("{name} has no operations, so there is no case to write");
        return Failure::usage(message)
            .help("without a document, `statusquo init` writes a sample to start from");
    }
    let message =
        format!("no operation of {name} documents a success, so there is no case to write");
    Failure::usage(message).help("a response stands under its status: `\"200\":`")
}

/// What was written, and what is left to do.
fn conclude(draft: &Draft, contract: &Contract, problems: &[Diagnostic]) -> Result<(), Failure> {
    let cases: usize = draft.suites.iter().map(|suite| suite.cases).sum();
    let (operations, rows) = (contract.operations().len(), contract.rows().len());
    let mut lines = vec![String::new()];
    lines.push(format!(
        "{} for {} with {}",
        plural(cases, "case"),
        plural(operations, "operation"),
        plural(rows, "documented response")
    ));
    lines.extend(left_out(&draft.left_out));
    let open = draft.suites.iter().flat_map(|suite| &suite.to_fill_in);
    lines.extend(to_do("to fill in under `vars`", open));
    let environment = draft.suites.iter().flat_map(|suite| &suite.environment);
    lines.extend(to_do("to set in the environment", environment));
    if !problems.is_empty() {
        let found = summary(problems);
        lines.push(format!("{found} in the document: `statusquo check` shows them"));
    }
    let what = match draft.suites.as_slice() {
        [only] => file(only),
        [first, ..] => {
            let folder = first.file.split('/').next().unwrap_or_default();
            format!("suites/{folder}")
        }
        [] => "suites".to_owned(),
    };
    let target = contract.servers().first().map_or("URL", String::as_str);
    lines.push(format!("\nNext: statusquo check {what}"));
    lines.push(format!("      statusquo run {what} --target {target}\n"));
    print(&lines.join("\n"))
}

fn left_out(operations: &[(String, String)]) -> Option<String> {
    let count = plural(operations.len(), "operation");
    let told = format!("{count} without a case; the end of the suite says why");
    (!operations.is_empty()).then_some(told)
}

fn to_do<'t>(what: &str, names: impl Iterator<Item = &'t String>) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name.as_str()) {
            distinct.push(name);
        }
    }
    if distinct.is_empty() {
        return None;
    }
    let more = match distinct.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    distinct.truncate(NAMED);
    Some(format!("{what}: {}{more}", distinct.join(", ")))
}
