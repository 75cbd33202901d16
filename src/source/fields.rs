//! Decodes the mappings of a file format, and reports all mistakes of a file in one pass.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Span};

use super::{Entry, Keyword, Mapping, Node, Text, Value};

/// The entries of one mapping of a file format.
#[derive(Debug)]
pub struct Fields<'n> {
    owner: &'static str,
    span: Span,
    mapping: &'n Mapping,
}

const UNKNOWN_KEY: Code = Code::UNKNOWN_KEY;
const MISSING_KEY: Code = Code::MISSING_KEY;
const WRONG_TYPE: Code = Code::WRONG_TYPE;

impl<'n> Fields<'n> {
    /// Returns the entries of a node that must be a mapping with no other keys than `keywords`.
    ///
    /// Reports unknown keys. Reports a node that is not a mapping and returns `None`. `owner` names the mapping in
    /// messages, for example "a case".
    pub fn of(
        node: &'n Node,
        owner: &'static str,
        keywords: &[Keyword],
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let fields = Self::open(node, owner, problems)?;
        let is_known = |entry: &&Entry| keywords.iter().any(|it| it.name == entry.key.text);
        for entry in fields.entries().filter(|entry| !is_known(entry)) {
            problems.push(unknown_key(owner, &entry.key, keywords));
        }
        Some(fields)
    }

    /// Returns the entries of a node that must be a mapping, with any keys. Reports a node that is not a mapping.
    pub fn open(
        node: &'n Node,
        owner: &'static str,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        if let Value::Mapping(mapping) = &node.value {
            return Some(Self { owner, span: node.span, mapping });
        }
        problems.push(wrong_type(owner, "a mapping", node));
        None
    }

    /// Returns all entries in the order of the file.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &'n Entry> + use<'n> {
        self.mapping.entries.iter()
    }

    /// Returns the place of the whole mapping.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.mapping.get(key)
    }

    /// Returns the entry of a key.
    pub fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries().find(|entry| entry.key.text == key)
    }

    /// Returns the value of a required key. Reports a missing key.
    pub fn require(&self, key: &str, problems: &mut Vec<Diagnostic>) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("{} has no `{key}`", self.owner);
            problems.push(
                Diagnostic::error(MISSING_KEY, message)
                    .at(self.span, format!("`{key}` is missing here")),
            );
        }
        found
    }

    /// Returns the string of a key, if the key is there. Reports a value that is not a string.
    pub fn text(&self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Text> {
        self.get(key).and_then(|node| text(node, key, problems))
    }

    /// Returns the string of a required key. Reports a missing key, or a value that is not a string.
    pub fn required_text(&self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Text> {
        self.require(key, problems).and_then(|node| text(node, key, problems))
    }

    /// Returns the strings of a key whose value is a list of strings or one string; empty if the key is absent.
    pub fn texts(&self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Vec<Text> {
        match self.get(key) {
            None => Vec::new(),
            Some(node) => match &node.value {
                Value::Sequence(items) => {
                    items.iter().filter_map(|item| text(item, key, problems)).collect()
                }
                _ => text(node, key, problems).into_iter().collect(),
            },
        }
    }

    /// Returns the items of a key whose value is a list; empty if the key is absent. Reports a value that is not a list.
    pub fn list(&self, key: &'static str, problems: &mut Vec<Diagnostic>) -> &'n [Node] {
        match self.get(key) {
            None => &[],
            Some(Node { value: Value::Sequence(items), .. }) => items,
            Some(node) => {
                problems.push(wrong_type(key, "a list", node));
                &[]
            }
        }
    }

    /// Returns the boolean of a key, if the key is there. Reports a value that is not a boolean, with a help for the
    /// words that are booleans in YAML 1.1.
    pub fn flag(&self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<bool> {
        let node = self.get(key)?;
        if let Value::Bool(flag) = node.value {
            return Some(flag);
        }
        let problem = wrong_type(key, "`true` or `false`", node);
        let Value::String(text) = &node.value else {
            problems.push(problem);
            return None;
        };
        problems.push(match meant_flag(text) {
            Some(flag) if text.eq_ignore_ascii_case(if flag { "true" } else { "false" }) => {
                problem.help(format!("write `{flag}`, without quotes"))
            }
            Some(flag) => problem.help(format!("`{text}` is a text in YAML 1.2; write `{flag}`")),
            None => problem,
        });
        None
    }
}

/// Returns the string of a node. Reports a value that is not a string; `owner` names the node in the message.
pub fn text(node: &Node, owner: &str, problems: &mut Vec<Diagnostic>) -> Option<Text> {
    if let Value::String(text) = &node.value {
        return Some(Text { span: node.span, text: text.clone() });
    }
    let mut problem = wrong_type(owner, "a string", node);
    if matches!(node.value, Value::Bool(_) | Value::Number(_) | Value::Null) {
        problem = problem.help("put it in quotes if text is meant");
    }
    problems.push(problem);
    None
}

/// Returns the diagnostic for a value of the wrong type.
pub fn wrong_type(owner: &str, expected: &str, node: &Node) -> Diagnostic {
    let owner = if owner.contains(' ') { owner.to_owned() } else { format!("`{owner}`") };
    Diagnostic::error(WRONG_TYPE, format!("{owner} must be {expected}"))
        .at(node.span, format!("this is {}", node.kind()))
}

/// Returns the boolean that a word is in YAML 1.1, or would be without its quotes.
fn meant_flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn unknown_key(owner: &str, key: &Text, keywords: &[Keyword]) -> Diagnostic {
    let message = format!("{owner} has no key `{}`", key.text);
    let problem = Diagnostic::error(UNKNOWN_KEY, message).at(key.span, "unknown key");
    let has_alias = |keyword: &&Keyword| keyword.aliases.words.contains(&key.text.as_str());
    if let Some(meant) = keywords.iter().find(has_alias) {
        let help = format!("the word for that is `{}` here", meant.name);
        return problem.help(meant.aliases.help.map_or(help, str::to_owned));
    }
    let known: BTreeSet<&str> = keywords.iter().map(|keyword| keyword.name).collect();
    if let Some(meant) = crate::diagnostic::closest(&key.text, known.iter().copied()) {
        return problem.help(format!("did you mean `{meant}`?"));
    }
    let names: Vec<&str> = known.into_iter().collect();
    problem.help(format!("the keys of {owner} are: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;
    use crate::source::{Aliases, Shape};

    const KEYWORDS: &[Keyword] = &[
        keyword("GET", Aliases { words: &["url"], help: Some("write the method") }),
        keyword("expect", Aliases { words: &["assert"], help: None }),
    ];

    const fn keyword(name: &'static str, aliases: Aliases) -> Keyword {
        Keyword { name, about: "", shape: Shape::Any, aliases }
    }

    #[track_caller]
    fn check(key: &str, help: &str) {
        let file = Sources::new().add("a.yaml", "");
        let key = Text { span: Span { file, start: 0, end: 0 }, text: key.to_owned() };
        let problem = unknown_key("a case", &key, KEYWORDS);
        assert_eq!(problem.help, [help]);
    }

    #[test]
    fn an_unknown_key_is_explained_by_the_keyword_that_is_meant() {
        check("assert", "the word for that is `expect` here");
        check("url", "write the method");
        check("exepct", "did you mean `expect`?");
        check("colour", "the keys of a case are: GET, expect");
    }
}
