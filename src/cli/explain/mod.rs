//! `statusquo explain`: explains a documented code, a check or a diagnostic in sentences.

mod prose;
mod documented_code;

use std::path::{Path, PathBuf};

use crate::check::CHECKS;
use crate::contract::{Contract, RULES};
use crate::diagnostic::{Sources, closest, summary};
use crate::explain::{Explanation, explanations};
use crate::settings::{Exit, Failure};
use crate::verdict::CheckId;

use super::commands::ExplainCommand;
use super::console::{Console, print_data, print_message};

use prose::Prose;

/// The checks of the runner itself, which are not in [`CHECKS`] because they need more than one exchange.
const RUNNER_CHECKS: [(CheckId, &str); 5] = [
    (CheckId::Capture, "The response has the value that the case captures for other cases."),
    (CheckId::Waiver, "The waiver has not expired and is still needed."),
    (CheckId::Follow, "The response has the link that another case follows."),
    (
        CheckId::LeftBehind,
        "If a probe creates a resource by accident, the suite's teardown deletes the resource.",
    ),
    (CheckId::Until, "The condition that the case waits for is met before the time limit."),
];

pub(super) fn explain(command: &ExplainCommand, console: Console) -> Result<Exit, Failure> {
    let name = command.name.as_str();
    let mut sources = Sources::new();
    let mut contracts = Vec::new();
    for path in &command.contracts {
        match load(path, &mut sources, console) {
            Some(contract) => contracts.push(contract),
            None => return Ok(Exit::Usage),
        }
    }
    let mut prose = Prose::new(Console::width());
    // The same name may be a code of several contracts, a check and a diagnostic. All of them are shown.
    for contract in &contracts {
        documented_code::explain(name, contract, &sources, &mut prose);
    }
    check(name, &contracts, &mut prose);
    for explanation in explanations().filter(|explanation| explanation.code.as_str() == name) {
        diagnostic(explanation, &mut prose);
    }
    let text = prose.text();
    if text.is_empty() {
        return Err(unknown(name, &contracts));
    }
    print_data(&text)?;
    Ok(Exit::Conforms)
}

fn load(path: &PathBuf, sources: &mut Sources, console: Console) -> Option<Contract> {
    let name = path.to_string_lossy().into_owned();
    let mut problems = Vec::new();
    let contract = Contract::load(Path::new(path), &name, sources, &mut problems);
    if contract.is_none() {
        console.problems(&problems, sources);
        print_message(&format!("{}; the contract cannot be explained", summary(&problems)));
    }
    contract
}

/// Explains a check. For a protocol rule, also gives its source and its level in each contract.
fn check(name: &str, contracts: &[Contract], prose: &mut Prose) {
    let by_runner =
        RUNNER_CHECKS.iter().find(|(id, _)| id.as_str() == name).map(|(_, about)| *about);
    let found = CHECKS.iter().find(|check| check.id().as_str() == name).map(|check| check.about());
    let Some(about) = found.or(by_runner) else { return };
    let rule = RULES.iter().find(|rule| rule.id == name);
    prose.title(name, if rule.is_some() { "a protocol rule" } else { "a check" });
    prose.paragraph(about);
    let Some(rule) = rule else {
        prose.paragraph("This check is always active and cannot be switched off.");
        return;
    };
    let mut facts = vec![
        ("source", rule.source.to_owned()),
        ("level", format!("{}, unless a contract sets another level", rule.default.as_str())),
    ];
    for contract in contracts {
        let level = contract.rules().level(name).as_str();
        facts.push(("", format!("{level} in {} ({})", contract.id(), contract.file())));
    }
    prose.facts(&facts);
    prose.paragraph("A contract sets the level to off, should or must:");
    prose.lines(&[&format!("rules: {{ {name}: must }}")]);
}

fn diagnostic(explanation: &Explanation, prose: &mut Prose) {
    prose.title(explanation.code.as_str(), "a diagnostic");
    prose.paragraph(&explanation.about);
    prose.paragraph("The mistake:");
    prose.lines(&explanation.example.mistake);
    prose.paragraph("Corrected:");
    prose.lines(&explanation.example.correction);
}

fn unknown(name: &str, contracts: &[Contract]) -> Failure {
    let failure = Failure::usage(format!("`{name}` is not a known name"));
    // Codes are suggested alone and with their status, because both are accepted.
    let rows = contracts.iter().flat_map(Contract::rows);
    let rows = rows.flat_map(|row| {
        let code = row.key.code.as_ref().map(ToString::to_string);
        code.into_iter().chain([row.key.to_string()])
    });
    let rows: Vec<String> = rows.collect();
    let rows = rows.iter().map(String::as_str);
    let checks = CHECKS.iter().map(|check| check.id()).chain(RUNNER_CHECKS.map(|(id, _)| id));
    let checks: Vec<CheckId> = checks.collect();
    let codes = explanations().map(|explanation| explanation.code.as_str());
    if let Some(meant) = closest(name, rows.chain(checks.iter().map(CheckId::as_str)).chain(codes))
    {
        return failure.help(format!("did you mean `{meant}`?"));
    }
    if contracts.is_empty() {
        return failure.help(
            "a documented code needs its contract, as in \
             `statusquo explain '404 RESOURCE_NOT_FOUND' --contract specs/point.yaml`",
        );
    }
    failure.help("a name is a documented code, a check or the code of a diagnostic")
}
