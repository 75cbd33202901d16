//! `statusquo list`: cases and the codes they speak for, offline and sorted.

use serde::Serialize;

use crate::contract::RowKey;
use crate::diagnostic::summary;
use crate::plan::{Plan, PlannedCase};
use crate::session::{
    Exit, Failure, ShardChoice, current_folder, environment, select, selection, unknown_cases,
};
use crate::workspace::{self, Request};

use super::args::ListCommand;
use super::talk::{Talk, print, say};
use super::waivers;

pub(super) fn list(command: &ListCommand, talk: Talk) -> Result<Exit, Failure> {
    let request = Request {
        paths: command.suites.paths.clone(),
        unsafe_probes: command.allow_unsafe_probes,
        ..Request::default()
    };
    let opened = workspace::open(request, &current_folder()?);
    let Some(plan) = opened.plan else {
        talk.problems(&opened.problems, &opened.sources);
        say(&format!("{}; nothing is listed", summary(&opened.problems)));
        return Ok(Exit::Usage);
    };
    let failed_from = command.failed_from.as_deref();
    let selection = selection(&command.filters, &command.tags, failed_from)?;
    if let Some(unknown) = unknown_cases(&selection, &plan) {
        say(&unknown);
    }
    let mut plan = select(plan, &selection)?;
    if let Some(text) = &command.shard {
        let shard = ShardChoice::parse(text, &environment())?;
        shard.told_by().iter().for_each(|line| say(line));
        plan = shard.part_of(plan)?;
    }
    if command.waivers {
        let lines = waivers::lines(&plan, super::today());
        if lines.is_empty() {
            say("no waivers");
        }
        print(&lines.concat())?;
        return Ok(Exit::Conforms);
    }
    let cases = selected(&plan);
    print(&if command.json { json(&plan, &cases) } else { lines(&plan, &cases).concat() })?;
    Ok(Exit::Conforms)
}

/// The cases that were asked for, sorted.
fn selected(plan: &Plan) -> Vec<&PlannedCase> {
    let mut cases: Vec<_> = plan.cases.iter().filter(|case| case.selected).collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

/// A case as machines read it.
#[derive(Serialize)]
struct Listed<'p> {
    id: &'p str,
    suite: &'p str,
    asks: &'p str,
    /// The documented code that it speaks for; `null` where it asks for any success.
    claim: Option<String>,
    file: String,
    line: u32,
    tags: &'p [String],
    /// For a probe, what is changed.
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

/// One line a case: `suite/id`, what it asks for, and its file with line, in columns.
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
