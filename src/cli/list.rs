//! `statusquo list`: the cases and the documented codes that they claim, sorted, without sending a request.

use serde::Serialize;

use crate::contract::RowKey;
use crate::diagnostic::summary;
use crate::plan::{Plan, PlannedCase};
use crate::session::{NoPlan, open_plan};
use crate::settings::{CaseChoice, Exit, Failure, environment};
use crate::workspace::Request;

use super::commands::ListCommand;
use super::console::{Console, print_data, print_message};
use super::waivers::{self, today};

pub(super) fn list(command: &ListCommand, console: Console) -> Result<Exit, Failure> {
    let choice = CaseChoice::resolve(&command.selection, &environment())?;
    let request = Request {
        paths: command.suites.paths.clone(),
        unsafe_probes: command.allow_unsafe_probes,
        ..Request::default()
    };
    let opened = open_plan(request, &choice)?;
    for line in &opened.notes {
        print_message(line);
    }
    let plan = match opened.plan {
        Ok(plan) => plan,
        Err(NoPlan::NothingSelected(failure)) => return Err(failure),
        Err(NoPlan::BrokenSuites) => {
            // Warnings alone are left to `check`: a list is often read by another program.
            console.problems(&opened.problems, &opened.sources);
            print_message(&format!("{}; nothing is listed", summary(&opened.problems)));
            return Ok(Exit::Usage);
        }
    };
    if command.waivers {
        let lines = waivers::lines(&plan, today());
        if lines.is_empty() {
            print_message("no waivers");
        }
        print_data(&lines.concat())?;
        return Ok(Exit::Conforms);
    }
    let cases = selected(&plan);
    print_data(&if command.json { json(&plan, &cases) } else { lines(&plan, &cases).concat() })?;
    Ok(Exit::Conforms)
}

/// Returns the selected cases, sorted by name. Cases that they only need are left out.
fn selected(plan: &Plan) -> Vec<&PlannedCase> {
    let mut cases: Vec<_> = plan.cases.iter().filter(|case| case.selected).collect();
    // By name and not in the order of the plan, so that two lists can be compared with `diff`.
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

/// A case in the JSON output.
#[derive(Serialize)]
struct Listed<'p> {
    id: &'p str,
    suite: &'p str,
    asks: &'p str,
    /// The documented code that the case claims, or `null` if the case expects any success.
    claim: Option<String>,
    file: String,
    line: u32,
    tags: &'p [String],
    /// The change that a probe makes to the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'p str>,
}

fn json(plan: &Plan, cases: &[&PlannedCase]) -> String {
    let listed = cases.iter().map(|case| {
        let place = plan.sources.place(case.span);
        Listed {
            id: &case.name.id,
            suite: &case.name.suite,
            asks: &case.asks,
            claim: case.expectation.known.claim().map(RowKey::to_string),
            file: place.file,
            line: place.line,
            tags: &case.tags,
            change: case.probe.as_ref().map(|probe| probe.shown.as_str()),
        }
    });
    let listed: Vec<Listed<'_>> = listed.collect();
    format!("{}\n", serde_json::to_string_pretty(&listed).expect("plain data is JSON"))
}

/// Returns one line per case, in columns: `suite/id`, the expected code, and the file with its line.
fn lines(plan: &Plan, cases: &[&PlannedCase]) -> Vec<String> {
    let width = |of: fn(&PlannedCase) -> String| {
        cases.iter().map(|case| of(case).chars().count()).max().unwrap_or(0)
    };
    let names = width(|case| case.name.to_string());
    let asks = width(|case| case.asks.clone());
    let line = |case: &&PlannedCase| {
        let place = plan.sources.place(case.span);
        let (name, file, line) = (case.name.to_string(), place.file, place.line);
        format!("{name:names$}  {:asks$}  {file}:{line}\n", case.asks)
    };
    cases.iter().map(line).collect()
}
