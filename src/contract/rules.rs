//! The protocol rules for every HTTP API, and their levels in a contract.

use std::collections::{BTreeMap, BTreeSet};

/// The level of a protocol rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleLevel {
    /// The rule is not checked.
    Off,
    /// A finding is reported and fails the run only under `--strict`.
    Should,
    /// A finding fails its case.
    Must,
}

impl RuleLevel {
    /// Returns the word for the level in contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Should => "should",
            Self::Must => "must",
        }
    }

    /// Returns the level with this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Off, Self::Should, Self::Must].into_iter().find(|level| level.as_str() == name)
    }
}

/// A protocol rule. A contract can change its level.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The name in `rules:`, in findings and for `explain`.
    pub id: &'static str,
    /// The level if the contract does not set one.
    pub default: RuleLevel,
    /// The rule in one sentence.
    pub about: &'static str,
    /// The document and the section that define the rule.
    pub source: &'static str,
    /// The first and the last status of the responses to which the rule applies.
    pub statuses: (u16, u16),
}

/// Every protocol rule, in the order of judging.
pub static RULES: &[Rule] = &[
    Rule {
        id: "allow-on-405",
        default: RuleLevel::Must,
        about: "A 405 names the methods that are allowed, and the refused one is not among them.",
        source: "RFC 9110, section 15.5.6",
        statuses: (405, 405),
    },
    Rule {
        id: "challenge-on-401",
        default: RuleLevel::Must,
        about: "A 401 carries at least one challenge in WWW-Authenticate.",
        source: "RFC 9110, section 15.5.2",
        statuses: (401, 401),
    },
    Rule {
        id: "retry-after",
        default: RuleLevel::Must,
        about: "Retry-After, where present, is a number of seconds or an HTTP date.",
        source: "RFC 9110, section 10.2.3",
        statuses: (100, 599),
    },
    Rule {
        id: "location",
        default: RuleLevel::Must,
        about: "Location, where present, is one URI reference.",
        source: "RFC 9110, section 10.2.2",
        statuses: (100, 599),
    },
    Rule {
        id: "location-on-201",
        default: RuleLevel::Should,
        about: "A 201 names the resource that it created in Location.",
        source: "RFC 9110, section 15.3.2",
        statuses: (201, 201),
    },
    Rule {
        id: "unique-members",
        default: RuleLevel::Should,
        about: "No member of a JSON object stands twice: readers differ in which of them they take.",
        source: "RFC 8259, section 4",
        statuses: (100, 599),
    },
    Rule {
        id: "bearer-error",
        default: RuleLevel::Should,
        about: "A bearer challenge's error fits the status: invalid_request 400, invalid_token 401, \
                insufficient_scope 403, and none where no credentials were sent.",
        source: "RFC 6750, section 3.1",
        statuses: (100, 599),
    },
    Rule {
        id: "oauth-client",
        default: RuleLevel::Must,
        about: "invalid_client for a client that authenticated by Authorization is a 401 with a \
                challenge of the same scheme.",
        source: "RFC 6749, section 5.2",
        statuses: (400, 599),
    },
    Rule {
        id: "token-no-store",
        default: RuleLevel::Must,
        about: "A response that carries an access token is not to be stored by caches.",
        source: "RFC 6749, section 5.1",
        statuses: (200, 299),
    },
];

/// The level of every protocol rule for one API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    levels: BTreeMap<&'static str, RuleLevel>,
    /// The rules whose levels the contract sets.
    stated: BTreeSet<&'static str>,
}

impl Default for Rules {
    fn default() -> Self {
        let levels = RULES.iter().map(|rule| (rule.id, rule.default)).collect();
        Self { levels, stated: BTreeSet::new() }
    }
}

impl Rules {
    /// Returns the level of a rule. An unknown name is off.
    pub fn level(&self, id: &str) -> RuleLevel {
        self.levels.get(id).copied().unwrap_or(RuleLevel::Off)
    }

    /// Sets the level of a rule. Returns false if the rule is unknown.
    pub fn set(&mut self, id: &str, level: RuleLevel) -> bool {
        let Some(rule) = RULES.iter().find(|rule| rule.id == id) else { return false };
        self.levels.insert(rule.id, level);
        self.stated.insert(rule.id);
        true
    }

    /// Takes over the levels of `others` for the rules whose levels are not set yet.
    pub fn add(&mut self, others: &Self) {
        for id in others.stated.difference(&self.stated.clone()) {
            self.set(id, others.level(id));
        }
    }
}
