//! `statusquo judge`: judges recorded traffic by a contract, without sending a request.

use std::sync::Arc;

use crate::contract::{Contract, Layers};
use crate::diagnostic::{Sources, summary};
use crate::report::Reporter;
use crate::session::{judge_traffic, recordings, remove_old_reports};
use crate::settings::{Exit, Failure, InputFile, RecordedSettings};

use super::commands::JudgeCommand;
use super::console::{Console, print_message, verbosity};
use super::finish;

pub(super) fn judge(command: &JudgeCommand, console: Console) -> Result<Exit, Failure> {
    let settings = RecordedSettings::resolve(&command.arguments, None)?;
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let contracts = command.contracts.iter().map(|path| {
        let name = path.to_string_lossy();
        Contract::load(path, &name, &mut sources, &mut problems).map(Arc::new)
    });
    // All contracts are loaded even if one is invalid, so that all problems are reported at once.
    let contracts: Vec<Option<Arc<Contract>>> = contracts.collect();
    let recordings = recordings(&command.files, command.target.as_deref());
    // All inputs have been read by now, so an old report may be removed.
    remove_old_reports(&settings.reports, &inputs(command, &sources))?;
    console.problems(&problems, &sources);
    let contracts: Option<Vec<Arc<Contract>>> = contracts.into_iter().collect();
    let Some(layers) = contracts.and_then(Layers::new) else {
        print_message(&format!("{}; nothing was judged", summary(&problems)));
        return Ok(Exit::Usage);
    };
    // After the problems of the contracts are printed, so that one command shows both kinds of mistakes.
    let recordings = recordings?;
    let terminal = console.terminal(verbosity(command.verbose), &settings.reports);
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(terminal)];
    let finished = judge_traffic(&recordings, &layers, sources, &settings, live);
    finish::print_reports(&finished, &settings.reports, console);
    Ok(finished.exit)
}

/// Returns the files of the command. Recorded traffic may be the only copy of what a server once responded, so no
/// report may replace it, although it was read as a whole.
fn inputs(command: &JudgeCommand, sources: &Sources) -> Vec<InputFile> {
    let traffic = command.files.iter().map(|path| InputFile::new(path, "the traffic to judge"));
    let contracts = command.contracts.iter().map(|path| InputFile::new(path, "the contract"));
    let files = sources.files().map(|(name, _)| InputFile::new(name, "a file of the contract"));
    traffic.chain(contracts).chain(files).collect()
}
