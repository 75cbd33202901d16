//! Every check there is, and judging by all of them.

use super::standing::{documented, sighting};
use super::{
    CAPTURE, Expectation, FOLLOW, Json, Judgement, UNTIL, View, contract, expect, protocol,
};
use crate::contract::Contract;
use crate::diagnostic::Sources;
use crate::exchange::Exchange;
use crate::verdict::Finding;

/// One rule.
pub trait Check: Sync {
    /// Its name, in findings and for `explain`.
    fn id(&self) -> &'static str;

    /// What it demands, in one sentence.
    fn about(&self) -> &'static str;

    /// Every place where the exchange breaks it.
    fn judge(&self, view: &View<'_>) -> Vec<Finding>;
}

/// Every check, in the order in which findings are reported.
pub static CHECKS: &[&dyn Check] = &[
    &expect::Status,
    &contract::DocumentedStatus,
    &contract::ContentType,
    &contract::NoContent,
    &contract::ErrorCode,
    &expect::Code,
    &contract::BodySchema,
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
    &protocol::BearerError,
    &protocol::OauthClient,
    &protocol::TokenNoStore,
];

/// The id of every check that findings may name, those included that the runner makes itself.
pub fn ids() -> impl Iterator<Item = &'static str> {
    CHECKS.iter().map(|check| check.id()).chain([CAPTURE, FOLLOW, UNTIL])
}

/// Judges one exchange by every check.
///
/// `path` is the request's path relative to the target's base path.
pub fn judge(
    exchange: &Exchange,
    path: &str,
    contract: &Contract,
    expectation: &Expectation,
    sources: &Sources,
) -> Judgement {
    let json = Json::read(&exchange.response.body);
    let territory = contract.territory(path);
    let mut view = View {
        exchange,
        path,
        json: &json,
        contract,
        territory,
        documented: None,
        expectation,
        sources,
    };
    view.documented = documented(&view);
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check.judge(&view)).collect();
    findings.sort_by_key(|finding| finding.level);
    let sighting = sighting(&view);
    Judgement { findings, sighting, json }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::fixture::Fixture;
    use crate::contract::RULES;
    use crate::verdict::Level;

    #[test]
    fn every_check_has_a_name_of_its_own() {
        let unique: BTreeSet<&str> = ids().collect();
        assert_eq!(unique.len(), ids().count());
    }

    #[test]
    fn every_protocol_rule_has_a_check_in_its_order() {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        let checks: Vec<&str> = ids().filter(|id| rules.contains(id)).collect();
        assert_eq!(checks, rules);
    }

    #[test]
    fn what_a_check_is_about_is_one_sentence() {
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
