//! Waits between the cases of a suite that can never be satisfied: wrong phases and cycles.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::compile::order_facts::{CaseDependencies, CaseIds};

/// A case that another case waits for, and the reason.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Wait {
    on: usize,
    span: Span,
    reason: String,
}

/// Returns the waits of each case. Waits that can never be satisfied are reported and left out.
pub(in crate::plan) fn possible_waits(
    cases: &[CaseDependencies],
    ids: CaseIds<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Vec<Wait>> {
    let mut possible = Vec::with_capacity(cases.len());
    for (at, case) in cases.iter().enumerate() {
        let mut waits = stated_waits(case, ids);
        waits.retain(|wait| match impossible(at, wait, cases, ids) {
            Some(problem) => {
                problems.push(problem);
                false
            }
            None => true,
        });
        possible.push(waits);
    }
    possible
}

/// Returns the problem of a wait that can never be satisfied.
fn impossible(
    at: usize,
    wait: &Wait,
    cases: &[CaseDependencies],
    ids: CaseIds<'_>,
) -> Option<Diagnostic> {
    let (case, other) = (&cases[at], &cases[wait.on]);
    if wait.on == at {
        let message = format!("`{}` waits for itself: {}", ids(at), wait.reason);
        let problem = Diagnostic::error(Code::CYCLE, message)
            .at(wait.span, "waits here")
            .related(case.place, "this case")
            .help(help_for_own_capture(case, wait));
        return Some(problem);
    }
    // The cases of an earlier phase run first anyway.
    if case.phase >= other.phase {
        return None;
    }
    let (own, others) = (phase_name(case.phase), phase_name(other.phase));
    let message = format!("{own} `{}` waits for {others} `{}`", ids(at), ids(wait.on));
    let problem = Diagnostic::error(Code::WRONG_PHASE, message)
        .at(wait.span, wait.reason.clone())
        .related(other.place, format!("this is {others}"))
        .help("setup runs before all cases, teardown after them");
    Some(problem)
}

fn help_for_own_capture(case: &CaseDependencies, wait: &Wait) -> &'static str {
    if case.credential_uses.iter().any(|used| used.span == wait.span) {
        "send the case with other credentials: `as: nobody`"
    } else {
        "a value is captured from the response, so another case has to use it"
    }
}

fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Setup => "the setup case",
        Phase::Case => "the case",
        Phase::Teardown => "the teardown case",
    }
}

/// Returns the cases that a case waits for according to the suite, with the reasons.
fn stated_waits(case: &CaseDependencies, ids: CaseIds<'_>) -> Vec<Wait> {
    // A producer in a shared file has no position here: its setup ends before any case of this suite.
    let uses = case.uses.iter().chain(&case.credential_uses);
    let uses = uses.filter_map(|used| Some((used, used.case?))).map(|(used, on)| Wait {
        on,
        span: used.span,
        reason: format!("`{}` is captured by `{}`", used.name, ids(on)),
    });
    let source = case.source.iter().map(|source| Wait {
        on: source.case,
        span: source.span,
        reason: format!("the request is made from the exchange of `{}`", ids(source.case)),
    });
    let after = case.after.iter().map(|reference| Wait {
        on: reference.case,
        span: reference.span,
        reason: format!("the case has `after: {}`", ids(reference.case)),
    });
    uses.chain(source).chain(after).collect()
}

/// Returns the positions of all cases, each after the cases that it waits for. Reports each cycle once.
pub(in crate::plan) fn sort(
    cases: &[CaseDependencies],
    ids: CaseIds<'_>,
    waits: &[Vec<Wait>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let waits: Vec<Vec<Wait>> = waits
        .iter()
        .enumerate()
        .map(|(at, waits)| waits.iter().cloned().chain(file_order(cases, at)).collect())
        .collect();
    let mut sorted = Vec::with_capacity(cases.len());
    let mut state = vec![Visit::New; cases.len()];
    for start in 0..cases.len() {
        if state[start] != Visit::New {
            continue;
        }
        // Depth-first search with a stack of its own: a chain of captures may be as long as the suite.
        // Each position on the path is paired with the index of its next wait.
        let mut path = vec![(start, 0)];
        state[start] = Visit::Open;
        while let Some((at, next)) = path.last_mut() {
            let Some(wait) = waits[*at].get(*next) else {
                state[*at] = Visit::Done;
                sorted.push(*at);
                path.pop();
                continue;
            };
            *next += 1;
            match state[wait.on] {
                Visit::New => {
                    state[wait.on] = Visit::Open;
                    path.push((wait.on, 0));
                }
                Visit::Open => problems.push(cycle(ids, &waits, &path, wait.on)),
                Visit::Done => {}
            }
        }
    }
    sorted
}

/// Returns the wait of a setup or teardown case for the case before it in the file.
fn file_order(cases: &[CaseDependencies], at: usize) -> Option<Wait> {
    let previous = at.checked_sub(1)?;
    let (case, before) = (&cases[at], &cases[previous]);
    let waits = case.phase != Phase::Case && before.phase == case.phase && !before.fetches_token;
    let reason = "setup and teardown run in the order of the file".to_owned();
    waits.then_some(Wait { on: previous, span: case.place, reason })
}

/// The state of a case during the depth-first search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    /// The case is on the path from the start of the search.
    Open,
    Done,
}

/// Returns the problem of a cycle: the part of the path from `again`, the case that the path has returned to.
fn cycle(
    ids: CaseIds<'_>,
    waits: &[Vec<Wait>],
    path: &[(usize, usize)],
    again: usize,
) -> Diagnostic {
    // The path may begin before the cycle. Those cases wait for the cycle but are not part of it.
    let start = path.iter().position(|(at, _)| *at == again).unwrap_or(0);
    let steps: Vec<(usize, &Wait)> =
        path[start..].iter().map(|&(at, next)| (at, &waits[at][next - 1])).collect();
    let positions = steps.iter().map(|(at, _)| *at).chain([again]);
    let chain: Vec<String> = positions.map(|at| format!("`{}`", ids(at))).collect();
    let message = format!("these cases wait for each other: {}", chain.join(" → "));
    let label = |at: usize, wait: &Wait| format!("`{}`: {}", ids(at), wait.reason);
    let mut problem = Diagnostic::error(Code::CYCLE, message);
    for (number, &(at, wait)) in steps.iter().enumerate() {
        problem = match number {
            0 => problem.at(wait.span, label(at, wait)),
            _ => problem.related(wait.span, label(at, wait)),
        };
    }
    problem.help("remove one of these dependencies")
}
