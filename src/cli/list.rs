//! `statusquo list`: cases and the codes they speak for, offline and sorted.

use crate::diagnostic::summary;
use crate::plan::{Plan, Selection, Selector};
use crate::session::{Exit, Failure, current_folder, select};
use crate::workspace::{self, Request};

use super::args::ListCommand;
use super::talk::{Talk, print, say};

pub(super) fn list(command: &ListCommand, talk: Talk) -> Result<Exit, Failure> {
    let request = Request { paths: command.suites.paths.clone(), ..Request::default() };
    let opened = workspace::open(request, &current_folder()?);
    let Some(plan) = opened.plan else {
        talk.problems(&opened.problems, &opened.sources);
        say(&format!("{}; nothing is listed", summary(&opened.problems)));
        return Ok(Exit::Usage);
    };
    let filters = command.filters.iter().map(|filter| Selector::parse(filter)).collect();
    let plan = select(plan, &Selection { filters, tags: command.tags.clone() })?;
    print(&lines(&plan).concat())?;
    Ok(Exit::Conforms)
}

/// One line a case: `suite/id`, what it asks for, and its file with line, in columns.
fn lines(plan: &Plan) -> Vec<String> {
    let mut cases: Vec<_> = plan.cases.iter().filter(|case| case.selected).collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    let width = |of: fn(&crate::plan::PlannedCase) -> String| {
        cases.iter().map(|case| of(case).chars().count()).max().unwrap_or(0)
    };
    let names = width(|case| case.name.to_string());
    let asks = width(|case| case.asks.clone());
    let line = |case: &&crate::plan::PlannedCase| {
        let place = plan.sources.place(case.span);
        let (name, file, line) = (case.name.to_string(), place.file, place.line);
        format!("{name:names$}  {:asks$}  {file}:{line}\n", case.asks)
    };
    cases.iter().map(line).collect()
}
