//! A documented code of a contract, in prose.

use crate::contract::{
    BodyRule, CodeSet, Contract, Documented, Part, RULES, Row, Rule, RuleLevel, Territory,
};
use crate::diagnostic::Sources;

use super::Prose;

/// Explains every row that goes by a name: its key, its code, one of its other spellings, or its status.
pub(super) fn explain(name: &str, contract: &Contract, sources: &Sources, prose: &mut Prose) {
    for (at, row) in contract.rows().iter().enumerate().filter(|(_, row)| is_called(row, name)) {
        let place = sources.place(row.span);
        prose.title(
            row.key.as_str(),
            &format!("a documented code of {} ({}:{})", contract.title(), place.file, place.line),
        );
        prose.facts(&facts(at, row, contract));
        let rules: Vec<(&str, String)> = RULES
            .iter()
            .filter(|rule| applies(rule, row.status, contract))
            .map(|rule| {
                (rule.id, format!("{}: {}", contract.rules().level(rule.id).as_str(), rule.about))
            })
            .collect();
        if !rules.is_empty() {
            prose.paragraph("Protocol rules that hold for it:");
            prose.facts(&rules);
        }
        prose.paragraph("A case speaks for it with:");
        let code = row.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        prose.lines(&[&format!("expect: {}{code}", row.status)]);
    }
}

fn is_called(row: &Row, name: &str) -> bool {
    let codes = row.code.iter().chain(&row.also);
    row.key.as_str() == name
        || row.status.to_string() == name
        || codes.clone().any(|code| code == name)
        || codes.clone().any(|code| format!("{} {code}", row.status) == name)
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
        facts.push(("also", format!("{}, with a should-level finding", row.also.join(", "))));
    }
    if let Some(replay) = row.replay {
        facts.push(("replay", format!("the same request again answers {replay}")));
    }
    for territory in contract.territories() {
        let mut here = territory.documented();
        if let Some(documented) = here.find(|documented| documented.row == at) {
            facts.push((where_it_holds(territory), there(row, documented, territory)));
        }
    }
    facts
}

fn where_it_holds(territory: &Territory) -> &'static str {
    match territory.part {
        Part::Api => "API-wide",
        Part::Scope { .. } => "in a scope",
        Part::Operation(_) => "answers",
    }
}

/// What an answer looks like in one part of the API.
fn there(row: &Row, documented: &Documented, territory: &Territory) -> String {
    let mut parts = Vec::new();
    if let Part::Scope { name, paths } = &territory.part {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        parts.push(format!("{name}, at {}", paths.join(", ")));
    }
    parts.push(match &documented.body {
        BodyRule::Unstated => "any body".to_owned(),
        BodyRule::None => "no body".to_owned(),
        BodyRule::Schema(schema) => format!("a body that fits `{}`", schema.name()),
        BodyRule::Content(contents) => {
            let types = contents.iter().map(|content| match &content.schema {
                Some(schema) => format!("{} that fits `{}`", content.media_type, schema.name()),
                None => content.media_type.clone(),
            });
            types.collect::<Vec<_>>().join(", or ")
        }
    });
    parts.extend(documented.content_type.clone());
    if let (Some(_), Some(query)) = (&row.code, &territory.errors.code) {
        let others = match territory.errors.codes {
            CodeSet::Typical => "other codes may occur",
            CodeSet::Exhaustive => "no other code may occur",
        };
        parts.push(format!("the code at {query}"));
        parts.push(others.to_owned());
    }
    parts.join("; ")
}
