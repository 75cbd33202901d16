//! The tree of a YAML file. A [`Node`] is a value with its place.

use crate::diagnostic::Span;

/// A YAML value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The bytes of the value, without its tag or anchor.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A string with its place: a key, or a scalar that must be text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The bytes of the string, with its quotes.
    pub span: Span,
    /// The string.
    pub text: String,
}

/// A value of the YAML 1.2 core schema that JSON has too.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a float; never infinite, never NaN.
    Number(serde_json::Number),
    /// Any other plain scalar, and every quoted or block scalar.
    String(String),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values.
    Mapping(Mapping),
}

/// Keys with values, in the order of the file. Keys are unique.
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
    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key.text == key).map(|entry| &entry.value)
    }
}

impl Node {
    /// Returns the name of the value's type with an article, for messages: `a string`, `a number`, `null`.
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

    /// Returns the value at a JSON Pointer (RFC 6901).
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        // The text before the first `/` of a pointer is always empty. `~1` is replaced first, so that `~01` becomes
        // `~1` and not `/` (RFC 6901, section 4).
        pointer.split('/').skip(1).try_fold(self, |node, token| match &node.value {
            Value::Mapping(mapping) => mapping.get(&token.replace("~1", "/").replace("~0", "~")),
            Value::Sequence(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Returns the value without places.
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
