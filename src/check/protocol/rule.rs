//! A protocol rule as a check. Its level, source and description come from the table [`RULES`].

use crate::check::broken_rule::Broken;
use crate::check::{Check, View};
use crate::contract::{RULES, Rule, RuleLevel};
use crate::verdict::{CheckId, Finding, Level};

/// A check whose rule is in [`RULES`].
pub(super) trait ProtocolRule: Sync {
    /// The id of the rule in [`RULES`].
    const ID: CheckId;

    /// Returns every place where the exchange breaks the rule, regardless of the rule's level.
    fn broken(&self, view: &View<'_>) -> Vec<Broken>;
}

impl<R: ProtocolRule> Check for R {
    fn id(&self) -> CheckId {
        R::ID
    }

    fn about(&self) -> &'static str {
        rule(&R::ID).about
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let broken = self.broken(view);
        if broken.is_empty() {
            return Vec::new();
        }
        let level = match view.subject.layers.rules().level(R::ID.as_str()) {
            RuleLevel::Off => return Vec::new(),
            RuleLevel::Should => Level::Should,
            RuleLevel::Must => Level::Must,
        };
        let source = rule(&R::ID).source;
        let found = broken.into_iter();
        found
            .map(|broken| view.against_contract(R::ID, broken.level(level).source(source)))
            .collect()
    }
}

fn rule(id: &CheckId) -> &'static Rule {
    RULES
        .iter()
        .find(|rule| rule.id == id.as_str())
        .expect("each protocol check has a rule; a test says so")
}

#[cfg(test)]
mod tests {
    use crate::check::fixture::Fixture;
    use crate::check::protocol::{ChallengeOn401, LocationOn201};
    use crate::contract::RowKey;

    #[test]
    fn the_contract_sets_the_level() {
        let must = Fixture::answer("GET /a", "401\n");
        must.check(&ChallengeOn401, &["must: this 401 has no WWW-Authenticate with a challenge"]);
        let should = Fixture::answer("POST /a", "201\n");
        should.check(&LocationOn201, &["should: this 201 has no Location"]);
        let off = Fixture::with_rules("location-on-201: off", "POST /a", "201\n");
        off.check(&LocationOn201, &[]);
    }

    #[test]
    fn a_finding_names_its_source_and_its_row() {
        let finding = &Fixture::answer("GET /a", "401\n").findings(&ChallengeOn401)[0];
        assert_eq!(finding.source.as_deref(), Some("RFC 9110, section 15.5.2"));
        assert_eq!(
            finding.row.as_ref().map(RowKey::to_string).as_deref(),
            Some("401 UNAUTHENTICATED")
        );
        assert_eq!(finding.place.as_ref().map(|place| place.file.as_str()), Some("contract.yaml"));
    }
}
