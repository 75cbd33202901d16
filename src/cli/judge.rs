//! `statusquo judge`: recorded traffic judged by a contract, sending nothing.

use std::path::Path;
use std::sync::Arc;

use crate::contract::{Contract, Layers};
use crate::diagnostic::{Sources, summary};
use crate::report::Reporter;
use crate::session::{self, Exit, Failure, ReportRequest};

use super::args::JudgeCommand;
use super::report;
use super::talk::{Talk, say};

pub(super) fn judge(command: &JudgeCommand, talk: Talk) -> Result<Exit, Failure> {
    let requests = command.told.requests()?;
    requests.iter().try_for_each(ReportRequest::remove_old)?;
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let contracts = command.contracts.iter().map(|path| {
        let name = path.to_string_lossy();
        Contract::load(Path::new(path), &name, &mut sources, &mut problems).map(Arc::new)
    });
    // All are loaded, so that the problems of all are told.
    let contracts: Vec<Option<Arc<Contract>>> = contracts.collect();
    talk.problems(&problems, &sources);
    let contracts: Option<Vec<Arc<Contract>>> = contracts.into_iter().collect();
    let Some(layers) = contracts.and_then(Layers::new) else {
        say(&format!("{}; nothing was judged", summary(&problems)));
        return Ok(Exit::Usage);
    };
    let recordings = session::recordings(&command.files, command.target.as_deref())?;
    let live: Vec<Box<dyn Reporter>> = vec![Box::new(talk.terminal(command.verbose, &requests))];
    let demands = command.told.demands();
    let concluded = session::judge(&recordings, (&layers, sources), live, &requests, demands);
    report::written(&concluded, &requests, talk);
    Ok(concluded.exit)
}
