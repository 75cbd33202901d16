//! `statusquo init`: a first suite, for a document or as a sample.

use std::path::PathBuf;

use crate::diagnostic::summary;
use crate::init::{
    Document, Draft, DraftSuite, LoadedDocument, NewFile, OmittedOperation, sample_files,
};
use crate::settings::{Exit, Failure, current_folder};

use super::commands::InitCommand;
use super::console::{Console, plural, print_data, print_message};

/// The number of variables that a message lists.
const LISTED_VARIABLES: usize = 6;

pub(super) fn init(command: &InitCommand, console: Console) -> Result<Exit, Failure> {
    match &command.document {
        Some(document) => init_from_document(document, &command.layers, console),
        None => init_from_samples(),
    }
}

fn init_from_samples() -> Result<Exit, Failure> {
    create(&sample_files())?;
    print_data("\nNext: statusquo run suites/first.yaml --target reference\n")?;
    Ok(Exit::Conforms)
}

fn init_from_document(
    argument: &str,
    layers: &[PathBuf],
    console: Console,
) -> Result<Exit, Failure> {
    let document = Document::open(argument)?;
    let loaded = document.load(layers);
    let LoadedDocument { contract: Some(contract), problems, .. } = &loaded else {
        console.problems(&loaded.problems, &loaded.sources);
        print_message(&format!("{}; nothing was written", summary(&loaded.problems)));
        return Ok(Exit::Usage);
    };
    // Drafted completely before any file is created.
    let draft = document.draft(contract, layers, &current_folder()?)?;
    create(&document.new_files(&draft))?;
    let (operations, rows) = (contract.operations().len(), contract.rows().len());
    let cases = draft.suites.iter().map(|suite| suite.cases).sum();
    let mut lines = vec![format!(
        "\n{} for {} with {}",
        plural(cases, "case"),
        plural(operations, "operation"),
        plural(rows, "documented response")
    )];
    lines.extend(omitted(&draft.omitted));
    lines.extend(to_do("to fill in under `vars`", &draft, |suite| &suite.to_fill_in));
    lines.extend(to_do("to set in the environment", &draft, |suite| &suite.environment));
    if !problems.is_empty() {
        let found = summary(problems);
        lines.push(format!("{found} in the document: `statusquo check` shows them"));
    }
    let suites = suites_argument(&draft);
    let target = contract.servers().first().map_or("URL", String::as_str);
    lines.push(format!("\nNext: statusquo check {suites}"));
    lines.push(format!("      statusquo run {suites} --target {target}\n"));
    print_data(&lines.join("\n"))?;
    Ok(Exit::Conforms)
}

/// Creates all files, or none if one of them exists.
fn create(files: &[NewFile]) -> Result<(), Failure> {
    // All files are checked before the first is written, so that a conflict leaves nothing half done.
    NewFile::ensure_absent(files)?;
    for file in files {
        file.create()?;
        print_data(&format!("wrote {}\n", file.path))?;
    }
    Ok(())
}

/// Returns the argument for `check` and `run` that selects the drafted suites.
fn suites_argument(draft: &Draft) -> String {
    match draft.suites.as_slice() {
        [only] => format!("suites/{}", only.file),
        [first, ..] => format!("suites/{}", first.file.split('/').next().unwrap_or_default()),
        [] => "suites".to_owned(),
    }
}

fn omitted(operations: &[OmittedOperation]) -> Option<String> {
    let count = plural(operations.len(), "operation");
    let line = format!("{count} without a case; comments at the end of the suite give the reasons");
    (!operations.is_empty()).then_some(line)
}

/// Returns a line with the variables that the author must set, or `None` if the suites use no variables.
fn to_do(
    label: &str,
    draft: &Draft,
    names: impl Fn(&DraftSuite) -> &Vec<String>,
) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for name in draft.suites.iter().flat_map(names) {
        if !distinct.contains(&name.as_str()) {
            distinct.push(name);
        }
    }
    if distinct.is_empty() {
        return None;
    }
    let more = match distinct.len().saturating_sub(LISTED_VARIABLES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    distinct.truncate(LISTED_VARIABLES);
    Some(format!("{label}: {}{more}", distinct.join(", ")))
}
