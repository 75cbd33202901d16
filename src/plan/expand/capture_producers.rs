//! The cases that produce captures. Within a suite, a name has one meaning.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::expand::expanded_cases::{ExpandedCase, phases};
use crate::plan::expand::taken_names::{name_is_taken, taken_names};
use crate::plan::expression_scope::{CaptureProducer, CaptureUse, SharedExports, TakenName};
use crate::suite::Suite;

/// Returns the producer of each capture of a suite. Reports names that are taken.
pub(in crate::plan) fn producers(
    suite: &Suite,
    items: &[ExpandedCase<'_>],
    imports: &SharedExports,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, CaptureProducer> {
    let taken = taken_names(imports, suite, problems);
    let mut producers: BTreeMap<String, CaptureProducer> = BTreeMap::new();
    for (at, item) in items.iter().enumerate().filter(|(_, item)| names_its_captures(item)) {
        for (capture, slot) in item.case.capture.iter().zip(&item.slots) {
            let name = &capture.name;
            let producer = CaptureProducer {
                case: Some(at),
                phase: item.phase,
                id: item.case.id.text.clone(),
                slot: *slot,
                each: item.case.each.is_some(),
                span: name.span,
            };
            if let Some(first) = taken.get(name.text.as_str()) {
                problems.push(name_is_taken(name, *first));
            }
            match producers.get(&name.text) {
                None => drop(producers.insert(name.text.clone(), producer)),
                // Another row of the same case.
                Some(first) if first.span == name.span => {}
                Some(first) => {
                    let message = format!("`{}` is captured by two cases", name.text);
                    let problem = Diagnostic::error(Code::TWO_PRODUCERS, message)
                        .at(name.span, "the second one")
                        .related(first.span, "the first one")
                        .help("give one of them another name");
                    problems.push(problem);
                }
            }
        }
    }
    report_taken_columns(suite, &taken, &producers, problems);
    producers
}

/// Returns `true` if the author named the captures of a case. A token case captures for its credential, and a
/// replay captures nothing.
fn names_its_captures(item: &ExpandedCase<'_>) -> bool {
    item.control.is_none() && item.token_of.is_none()
}

/// Warns of captures that no case and no credential uses. The captures of a replayed case count as used,
/// because they are compared with the replay's response.
pub(in crate::plan) fn warn_of_unused_captures<'u>(
    items: &[ExpandedCase<'_>],
    uses: impl Iterator<Item = &'u CaptureUse>,
    problems: &mut Vec<Diagnostic>,
) {
    let used_names: BTreeSet<&str> = uses.map(|used| used.name.as_str()).collect();
    let items = items.iter().filter(|item| names_its_captures(item) && item.case.replay.is_none());
    let captures = items.flat_map(|item| &item.case.capture).map(|capture| &capture.name);
    for name in captures.filter(|name| !used_names.contains(name.text.as_str())) {
        let message = format!("nothing uses the capture `{}`", name.text);
        let problem =
            Diagnostic::warning(Code::UNUSED_CAPTURE, message).at(name.span, "never used");
        let problem =
            problem.help(format!("write `${{{}}}` where it is needed, or remove it", name.text));
        problems.push(problem);
    }
}

/// Reports columns that have the name of a variable or of a capture.
fn report_taken_columns(
    suite: &Suite,
    taken: &BTreeMap<&str, TakenName>,
    producers: &BTreeMap<String, CaptureProducer>,
    problems: &mut Vec<Diagnostic>,
) {
    for (_, case) in phases(suite) {
        // All rows have the columns of the first row.
        let first_row = case.each.iter().filter_map(|rows| rows.first());
        for column in first_row.flat_map(|row| &row.columns) {
            let name = &column.name;
            if let Some(first) = taken.get(name.text.as_str()) {
                problems.push(name_is_taken(name, *first));
            } else if let Some(producer) = producers.get(&name.text) {
                let first = TakenName { span: producer.span, kind: "a capture" };
                problems.push(name_is_taken(name, first));
            }
        }
    }
}
