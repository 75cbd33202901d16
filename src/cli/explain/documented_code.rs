//! Explains a documented code of a contract.

use crate::contract::{
    BodyRule, CodeSet, Contract, Documented, ErrorCode, Part, RULES, Row, Rule, RuleLevel,
    Territory,
};
use crate::diagnostic::Sources;

use super::prose::Prose;

/// Explains every row that has this name: its key, its code, another spelling of its code, or its status.
pub(super) fn explain(name: &str, contract: &Contract, sources: &Sources, prose: &mut Prose) {
    for (at, row) in contract.rows().iter().enumerate().filter(|(_, row)| has_name(row, name)) {
        let place = sources.place(row.span);
        prose.title(
            &row.key.to_string(),
            &format!("a documented code of {} ({}:{})", contract.title(), place.file, place.line),
        );
        prose.facts(&facts(at, row, contract));
        let rules: Vec<(&str, String)> = RULES
            .iter()
            .filter(|rule| applies(rule, row.key.status.first(), contract))
            .map(|rule| {
                (rule.id, format!("{}: {}", contract.rules().level(rule.id).as_str(), rule.about))
            })
            .collect();
        if !rules.is_empty() {
            prose.paragraph("Protocol rules that apply:");
            prose.facts(&rules);
        }
        prose.paragraph("A case claims this code with:");
        let code = row.key.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        prose.lines(&[&format!("expect: {}{code}", row.key.status.first())]);
    }
}

fn has_name(row: &Row, name: &str) -> bool {
    let status = row.key.status.first();
    row.key.to_string() == name
        || status.to_string() == name
        || row.is_spelt(name)
        || row.spellings().any(|code| format!("{status} {code}") == name)
}

fn applies(rule: &Rule, status: u16, contract: &Contract) -> bool {
    let (first, last) = rule.statuses;
    (first..=last).contains(&status) && contract.rules().level(rule.id) != RuleLevel::Off
}

fn facts(at: usize, row: &Row, contract: &Contract) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let words = [
        ("meaning", &row.meaning),
        ("message", &row.message),
        ("cause", &row.cause),
        ("note", &row.note),
    ];
    for (name, text) in words {
        facts.extend(text.as_ref().map(|text| (name, text.clone())));
    }
    if !row.also.is_empty() {
        let also: Vec<&str> = row.also.iter().map(ErrorCode::as_str).collect();
        facts.push(("also", format!("{}, with a should-level finding", also.join(", "))));
    }
    if let Some(replay) = row.replay {
        facts.push(("replay", format!("a repeated request returns {replay}")));
    }
    for territory in contract.territories() {
        let mut here = territory.documented();
        if let Some(documented) = here.find(|documented| documented.row == at) {
            facts.push((label_of(territory), response_in(row, documented, territory)));
        }
    }
    facts
}

fn label_of(territory: &Territory) -> &'static str {
    match territory.part {
        Part::Api => "API-wide",
        Part::Scope { .. } => "in a scope",
        Part::Operation(_) => "answers",
    }
}

/// Describes the response in one part of the API.
fn response_in(row: &Row, documented: &Documented, territory: &Territory) -> String {
    let mut parts = Vec::new();
    if let Part::Scope { name, paths } = &territory.part {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        parts.push(format!("{name}, at {}", paths.join(", ")));
    }
    parts.push(match &documented.body {
        BodyRule::Unstated => "any body".to_owned(),
        BodyRule::None => "no body".to_owned(),
        BodyRule::Schema(schema) => format!("a body that matches `{}`", schema.name()),
        BodyRule::Content(contents) => {
            let types = contents.iter().map(|content| match &content.schema {
                Some(schema) => format!("{} that matches `{}`", content.media_type, schema.name()),
                None => content.media_type.clone(),
            });
            types.collect::<Vec<_>>().join(", or ")
        }
    });
    parts.extend(documented.content_type.clone());
    if let (Some(_), Some(query)) = (&row.key.code, &territory.errors.code) {
        let others = match territory.errors.codes {
            CodeSet::Typical => "other codes may occur",
            CodeSet::Exhaustive => "no other code may occur",
        };
        parts.push(format!("the code at {query}"));
        parts.push(others.to_owned());
    }
    parts.join("; ")
}
