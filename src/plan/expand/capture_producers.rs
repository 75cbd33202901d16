//! Captures: which case makes which name; a name means one thing in a suite.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::case_order::Member;
use crate::plan::compile::shared_files::{Brought, is_taken};
use crate::plan::expand::expanded_cases::{Item, phases};
use crate::plan::resolve::suite_names::Producer;
use crate::suite::Suite;

const UNUSED_CAPTURE: Code = Code::UNUSED_CAPTURE;
const TWO_PRODUCERS: Code = Code::TWO_PRODUCERS;

/// Which case captures which name; names that are taken already are reported.
pub(in crate::plan) fn producers(
    suite: &Suite,
    items: &[Item<'_>],
    brought: &Brought,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Producer> {
    let known = brought.taken(suite, problems);
    let mut producers: BTreeMap<String, Producer> = BTreeMap::new();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| is_authors_own(item)) {
        for (capture, slot) in item.case.capture.iter().zip(&item.slots) {
            let name = &capture.name;
            let producer = Producer {
                case: Some(at),
                phase: item.phase,
                id: item.case.id.text.clone(),
                slot: *slot,
                each: item.case.each.is_some(),
                span: name.span,
            };
            if let Some((first, what)) = known.get(name.text.as_str()) {
                problems.push(is_taken(name, *first, what));
            }
            match producers.get(&name.text) {
                None => drop(producers.insert(name.text.clone(), producer)),
                Some(first) if first.span == name.span => {}
                Some(first) => {
                    let message = format!("`{}` is captured by two cases", name.text);
                    let problem = Diagnostic::error(TWO_PRODUCERS, message)
                        .at(name.span, "the second one")
                        .related(first.span, "the first one")
                        .help("give one of them another name");
                    problems.push(problem);
                }
            }
        }
    }
    taken_columns(suite, &known, &producers, problems);
    producers
}

/// Whether what a case captures has a name that the author gave.
fn is_authors_own(item: &Item<'_>) -> bool {
    item.control.is_none() && item.token_of.is_none()
}

/// Warns of captures that no case and no credential uses. What a replayed case captures is compared
/// with its replay, and so is used.
pub(in crate::plan) fn warn_of_unused_captures(
    items: &[Item<'_>],
    members: &[Member],
    problems: &mut Vec<Diagnostic>,
) {
    let named = members.iter().flat_map(|member| member.uses.iter().chain(&member.credential_uses));
    let used: BTreeSet<&str> = named.map(|used| used.name.as_str()).collect();
    let idle = items.iter().filter(|item| is_authors_own(item) && item.case.replay.is_none());
    let captures = idle.flat_map(|item| &item.case.capture).map(|capture| &capture.name);
    for name in captures.filter(|name| !used.contains(name.text.as_str())) {
        let message = format!("nothing uses the capture `{}`", name.text);
        let problem = Diagnostic::warning(UNUSED_CAPTURE, message).at(name.span, "never used");
        let problem =
            problem.help(format!("write `${{{}}}` where it is needed, or leave it out", name.text));
        problems.push(problem);
    }
}

/// Reports columns that have the name of a variable or of a capture.
fn taken_columns(
    suite: &Suite,
    known: &BTreeMap<&str, (Span, &'static str)>,
    producers: &BTreeMap<String, Producer>,
    problems: &mut Vec<Diagnostic>,
) {
    for (_, case) in phases(suite) {
        let first_row = case.each.iter().filter_map(|rows| rows.first());
        for column in first_row.flat_map(|row| &row.columns) {
            let name = &column.name;
            if let Some((first, what)) = known.get(name.text.as_str()) {
                problems.push(is_taken(name, *first, what));
            } else if let Some(producer) = producers.get(&name.text) {
                problems.push(is_taken(name, producer.span, "a capture"));
            }
        }
    }
}
