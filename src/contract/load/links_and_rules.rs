//! Reads the parts of a contract that are no codes: `links:`, `precedence:` and `rules:`.

use super::loading_state::Loading;
use super::row_checks::Statuses;
use crate::contract::keywords::LINKS;
use crate::contract::{LinkRule, RULES, RuleLevel, Rules};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Entry, Fields, Node, Value, text, wrong_type};

impl Loading<'_> {
    /// Reads `links:`.
    pub(super) fn links(&mut self, node: Option<&Node>) -> Option<LinkRule> {
        let fields = Fields::of(node?, "`links`", LINKS, self.problems)?;
        let at = fields.require("at", self.problems);
        let at = at.and_then(|node| self.query(node, "at"));
        let item = fields.require("item", self.problems);
        let item = item.and_then(|node| {
            if matches!(node.value, Value::String(_) | Value::Mapping(_)) {
                return self.body_schema(node);
            }
            let expected = "a name from `bodies`, a file or a JSON Schema";
            self.report(wrong_type("item", expected, node));
            None
        });
        Some(LinkRule { at: at?, item: item? })
    }

    /// Reads `precedence:`, a list of documented statuses without duplicates.
    pub(super) fn precedence(&mut self, fields: &Fields<'_>, statuses: &Statuses) -> Vec<u16> {
        let mut order = Vec::new();
        for node in fields.list("precedence", self.problems) {
            let Some(status) = self.status(node, "precedence") else { continue };
            if !statuses.contains(status) {
                let message = format!("`precedence` names {status}, which no row documents");
                self.report(
                    Diagnostic::error(Code::UNDOCUMENTED_STATUS, message).at(node.span, ""),
                );
            }
            if order.contains(&status) {
                let message = format!("`precedence` names {status} twice");
                self.report(
                    Diagnostic::error(Code::DUPLICATE_STATUS, message).at(node.span, "again"),
                );
            }
            order.push(status);
        }
        order
    }

    /// Reads `rules:`.
    pub(super) fn rules(&mut self, node: Option<&Node>) -> Rules {
        let mut rules = Rules::default();
        let Some(fields) = node.and_then(|n| Fields::open(n, "`rules`", self.problems)) else {
            return rules;
        };
        for entry in fields.entries() {
            self.rule(entry, &mut rules);
        }
        rules
    }

    fn rule(&mut self, entry: &Entry, rules: &mut Rules) {
        let id = entry.key.text.as_str();
        if !RULES.iter().any(|rule| rule.id == id) {
            let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            self.report(
                Diagnostic::error(Code::UNKNOWN_RULE, format!("no rule `{id}`"))
                    .at(entry.key.span, "")
                    .suggest(id, known.iter().copied())
                    .help(format!("the rules are: {}", known.join(", "))),
            );
        }
        let Some(level) = text(&entry.value, id, self.problems) else { return };
        if let Some(level) = RuleLevel::named(&level.text) {
            rules.set(id, level);
            return;
        }
        let message = format!("no level `{}`", level.text);
        self.report(
            Diagnostic::error(Code::UNKNOWN_LEVEL, message)
                .at(level.span, "the levels are off, should and must")
                .suggest(&level.text, ["off", "should", "must"]),
        );
    }
}
