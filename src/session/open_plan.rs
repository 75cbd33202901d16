//! From paths of suites to the plan of the selected cases: open, select, shard.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sources};
use crate::plan::{Plan, Selection};
use crate::settings::{CaseChoice, Failure, InputFile, current_folder};
use crate::workspace::{self, Request};

/// The plan of the selected cases, and everything to report before it is used.
#[derive(Debug)]
pub struct OpenedPlan {
    /// Errors and warnings in suites, contracts and their files.
    pub problems: Vec<Diagnostic>,
    /// The text of the files, to draw the problems.
    pub sources: Arc<Sources>,
    /// The files that were read. No report may replace them.
    pub inputs: Vec<InputFile>,
    /// Lines for the user about the selection.
    pub notes: Vec<String>,
    /// The plan, or the reason why there is none.
    pub plan: Result<Plan, NoPlan>,
}

/// The reason why there is no plan.
#[derive(Debug)]
pub enum NoPlan {
    /// A suite or a contract has an error, which is one of the problems.
    BrokenSuites,
    /// No case is selected, which this failure explains to the user.
    NothingSelected(Failure),
}

/// Opens suites with their contracts, selects cases, and takes one shard of them.
///
/// # Errors
///
/// Returns an error if the current folder cannot be used.
pub fn open_plan(request: Request, choice: &CaseChoice) -> Result<OpenedPlan, Failure> {
    let folder = current_folder()?;
    let mut inputs: Vec<InputFile> =
        request.paths.iter().map(|path| InputFile::new(path, SUITE)).collect();
    let opened = workspace::open(request, &folder);
    let files = opened.sources.files().map(|(name, _)| folder.join(name));
    inputs.extend(files.map(|path| InputFile::new(path, SUITE)));
    let mut notes = Vec::new();
    let plan = match opened.plan {
        Some(plan) => choose(plan, choice, &mut notes).map_err(NoPlan::NothingSelected),
        None => Err(NoPlan::BrokenSuites),
    };
    Ok(OpenedPlan { problems: opened.problems, sources: opened.sources, inputs, notes, plan })
}

const SUITE: &str = "a suite, or a file that a suite uses";

fn choose(plan: Plan, choice: &CaseChoice, notes: &mut Vec<String>) -> Result<Plan, Failure> {
    notes.extend(unknown_cases(&choice.selection, &plan));
    // Selected before the shard is taken, so that all shards of a filtered run have about the same size.
    let plan = select(plan, &choice.selection)?;
    let Some(shard) = choice.shard else { return Ok(plan) };
    notes.extend(shard.engine_note());
    shard.part_of(plan)
}

/// Returns a line with the cases that `--failed-from` names and that are not in the plan.
fn unknown_cases(selection: &Selection, plan: &Plan) -> Option<String> {
    let unknown: Vec<String> =
        selection.unknown(plan).into_iter().map(ToString::to_string).collect();
    let line = || format!("--failed-from: not in these suites: {}", unknown.join(", "));
    (!unknown.is_empty()).then(line)
}

/// Returns the plan of the selected cases and of all cases that they need.
///
/// # Errors
///
/// Returns an error if a filter or a tag matches no case, or no case is selected. An empty run must not be green.
fn select(plan: Plan, selection: &Selection) -> Result<Plan, Failure> {
    // Must come before the plan is reduced, because the message names filters that match nothing in the whole
    // plan.
    let unmatched = plan.unmatched(selection).into_iter().map(|text| format!("`{text}`"));
    let unmatched: Vec<String> = unmatched.collect();
    let plan = plan.select(selection);
    let message = match unmatched.as_slice() {
        [] if !plan.cases.is_empty() => return Ok(plan),
        [] if *selection == Selection::default() => "the suites have no cases".to_owned(),
        [] if selection.cases.is_some() => "no case that failed in that run is selected".to_owned(),
        [] => "no case matches both --filter and --tag".to_owned(),
        some => format!("no case matches {}", some.join(" or ")),
    };
    let help = "`statusquo list` shows every case and the documented code that it claims";
    Err(Failure::nothing_selected(message).help(help))
}
