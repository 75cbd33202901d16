//! The tree: a [`Node`] is a value with its place.

use crate::diagnostic::Span;

/// A YAML value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value stands, without its tag or anchor.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A string with its place: a key, or a scalar that must be text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it stands.
    pub span: Span,
    /// The string.
    pub text: String,
}

/// A value of the YAML 1.2 core schema: what JSON can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a float; never infinite, never NaN.
    Number(serde_json::Number),
    /// Anything else, and everything quoted.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values.
    Mapping(Mapping),
}

/// Keys with values in the order of the file; no key stands twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    /// The entries in the order of the file.
    pub entries: Vec<Entry>,
}

/// One key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// The value.
    pub value: Node,
}

impl Mapping {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }
}

impl Node {
    /// What it is, in the words of JSON with an article: `a string`, `a number`, `null`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// The value that a JSON Pointer (RFC 6901) leads to.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |node, token| match &node.value {
            Value::Mapping(mapping) => mapping.get(&token.replace("~1", "/").replace("~0", "~")),
            Value::Sequence(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The same value without places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(flag) => serde_json::Value::Bool(*flag),
            Value::Number(number) => serde_json::Value::Number(number.clone()),
            Value::String(text) => serde_json::Value::String(text.clone()),
            Value::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(mapping) => {
                let members = mapping.entries.iter();
                members.map(|entry| (entry.key.text.clone(), entry.value.to_json())).collect()
            }
        }
    }
}
