//! The list of all checks, and the judgement of an exchange by all of them.

use super::classify::sighting;
use super::parts_of_api::{places, view_of_all, view_of_one};
use super::rule::Check;
use super::{Expectation, Json, Judgement, Subject, contract, expect, protocol};
use crate::contract::Layers;
use crate::diagnostic::Sources;
use crate::http::Exchange;
use crate::verdict::{CheckId, Finding};

/// All checks, in the order in which their findings are reported.
pub static CHECKS: &[&dyn Check] = &[
    &expect::Status,
    &contract::DocumentedStatus,
    &contract::Framing,
    &contract::ContentType,
    &contract::NoContent,
    &contract::ErrorCode,
    &expect::Code,
    &contract::BodySchema,
    &contract::ResponseHeaders,
    &contract::Links,
    &contract::Replay,
    &expect::Headers,
    &expect::Equals,
    &expect::Matches,
    &expect::Links,
    &expect::Body,
    &protocol::AllowOn405,
    &protocol::ChallengeOn401,
    &protocol::RetryAfter,
    &protocol::Location,
    &protocol::LocationOn201,
    &protocol::UniqueMembers,
    &protocol::BearerError,
    &protocol::OauthClient,
    &protocol::TokenNoStore,
];

/// Returns the identifiers that findings may have, those of the runner's own findings included.
pub fn ids() -> impl Iterator<Item = CheckId> {
    CHECKS.iter().map(|check| check.id()).chain([CheckId::Capture, CheckId::Follow, CheckId::Until])
}

/// Judges one exchange by all checks.
///
/// `path` is the path of the request below the base path of the target.
pub fn judge(
    exchange: &Exchange,
    path: &str,
    layers: &Layers,
    expectation: &Expectation,
    sources: &Sources,
) -> Judgement {
    let json = Json::of(&exchange.response);
    let subject = Subject { exchange, path, layers, expectation, sources };
    let parts = places(&subject, &json);
    let view = view_of_all(&subject, &json, &parts);
    let mut findings: Vec<Finding> = Vec::new();
    // Nothing can be said about content that broke off.
    let has_content = !exchange.response.framing.is_broken();
    for check in CHECKS.iter().filter(|check| has_content || !check.reads_content()) {
        if check.judges_each_part() {
            let each = parts.iter().map(|part| view_of_one(&subject, &json, part, &parts));
            each.flat_map(|view| check.judge(&view)).for_each(|found| add(&mut findings, found));
        } else {
            findings.append(&mut check.judge(&view));
        }
    }
    for finding in &mut findings {
        finding.rows = layers.beside_the_first(std::mem::take(&mut finding.rows));
    }
    findings.sort_by_key(|finding| finding.level);
    let sighting = sighting(&view);
    Judgement { findings, sighting, json }
}

/// Adds a finding. If another part of the API made the same finding, the rows are merged.
fn add(findings: &mut Vec<Finding>, found: Finding) {
    let is_same = |known: &&mut Finding| {
        (&known.check, known.level, &known.path) == (&found.check, found.level, &found.path)
            && known.message == found.message
    };
    match findings.iter_mut().find(is_same) {
        Some(known) => known.rows.extend(found.rows),
        None => findings.push(found),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::fixture::Fixture;
    use crate::contract::RULES;
    use crate::verdict::Level;

    #[test]
    fn every_check_has_an_identifier_of_its_own() {
        let unique: BTreeSet<CheckId> = ids().collect();
        assert_eq!(unique.len(), ids().count());
    }

    #[test]
    fn every_protocol_rule_has_a_check_in_its_order() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let checks = ids().filter(|id| rules.contains(&id.as_str()));
        let checks: Vec<String> = checks.map(|id| id.to_string()).collect();
        assert_eq!(checks, rules);
    }

    #[test]
    fn the_demand_of_a_check_is_one_sentence() {
        for check in CHECKS {
            assert!(check.about().ends_with('.'), "{}", check.id());
        }
    }

    #[test]
    fn must_level_findings_come_first() {
        // The other spelling is found before the missing content type, and is only bad form.
        let answer = "422\n\n{\"name\":\"UNPROCESSABLE\",\"message\":\"m\"}";
        let judgement = Fixture::answer("POST /a", answer).expects(422).judged();
        let levels: Vec<Level> = judgement.findings.iter().map(|finding| finding.level).collect();
        assert_eq!(levels, [Level::Must, Level::Should], "{:?}", judgement.findings);
    }
}
