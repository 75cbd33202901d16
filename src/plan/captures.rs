//! Captures: which case makes which name; a name means one thing in a suite.

use std::collections::BTreeMap;

use super::items::{Item, phases};
use super::names::Producer;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::Text;
use crate::suite::Suite;

const NAME_TAKEN: Code = Code("name-taken");
const TWO_PRODUCERS: Code = Code("two-producers");

/// Which case captures which name; names that are taken already are reported.
pub(super) fn producers(
    suite: &Suite,
    items: &[Item<'_>],
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Producer> {
    let variables: BTreeMap<&str, Span> =
        suite.vars.iter().map(|v| (v.name.text.as_str(), v.name.span)).collect();
    let mut producers: BTreeMap<String, Producer> = BTreeMap::new();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| item.control.is_none()) {
        for (capture, slot) in item.case.capture.iter().zip(&item.slots) {
            let name = &capture.name;
            let producer = Producer {
                case: at,
                id: item.case.id.text.clone(),
                slot: *slot,
                each: item.case.each.is_some(),
                span: name.span,
            };
            if let Some(variable) = variables.get(name.text.as_str()) {
                problems.push(taken(name, *variable, "a variable"));
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
    taken_columns(suite, &variables, &producers, problems);
    producers
}

/// Reports columns that have the name of a variable or of a capture.
fn taken_columns(
    suite: &Suite,
    variables: &BTreeMap<&str, Span>,
    producers: &BTreeMap<String, Producer>,
    problems: &mut Vec<Diagnostic>,
) {
    for (_, case) in phases(suite) {
        let first_row = case.each.iter().filter_map(|rows| rows.first());
        for column in first_row.flat_map(|row| &row.columns) {
            let name = &column.name;
            if let Some(variable) = variables.get(name.text.as_str()) {
                problems.push(taken(name, *variable, "a variable"));
            } else if let Some(producer) = producers.get(&name.text) {
                problems.push(taken(name, producer.span, "a capture"));
            }
        }
    }
}

fn taken(name: &Text, first: Span, what: &str) -> Diagnostic {
    let message = format!("`{}` is the name of {what} already", name.text);
    Diagnostic::error(NAME_TAKEN, message)
        .at(name.span, "the same name again")
        .related(first, format!("{what} of this name"))
}
