//! `vars`: what no operation's response has, to be filled in by people.

use serde_json::Value;

use super::naming::{self, Unique};

/// What stands where a value must be filled in.
const TO_FILL_IN: &str = "FILL-IN";

/// A variable of a suite.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Value,
    /// What it is for.
    pub(super) about: String,
    /// Whether the value is one that the document gives as an example.
    pub(super) is_example: bool,
}

/// The variables of one suite, each once.
#[derive(Debug, Default)]
pub(super) struct Variables {
    all: Vec<Variable>,
}

impl Variables {
    /// `${…}` for a value that somebody must know, by a clear name; `example` is one of the document.
    ///
    /// The same name means the same thing, unless the document has other examples for it.
    pub(super) fn text(
        &mut self,
        (name, about): (&str, String),
        example: Option<Value>,
        unique: &mut Unique,
    ) -> Value {
        let is_example = example.is_some();
        let value = example.unwrap_or_else(|| TO_FILL_IN.into());
        self.add(name, Variable { name: String::new(), value, about, is_example }, unique)
    }

    /// The same where a schema says what the value must be: it was made up.
    pub(super) fn made_up(
        &mut self,
        (name, about): (&str, String),
        value: Value,
        unique: &mut Unique,
    ) -> Value {
        self.add(name, Variable { name: String::new(), value, about, is_example: false }, unique)
    }

    fn add(&mut self, name: &str, variable: Variable, unique: &mut Unique) -> Value {
        let base = naming::variable(name);
        let is_same = |known: &&Variable| {
            let stem = known.name.strip_prefix(&base);
            stem.is_some_and(|rest| {
                rest.is_empty() || rest[1..].parse::<u32>().is_ok() && rest.starts_with('-')
            }) && known.value == variable.value
        };
        let known = self.all.iter().find(is_same).map(|known| known.name.clone());
        let name = known.unwrap_or_else(|| {
            let name = unique.take(&base);
            self.all.push(Variable { name: name.clone(), ..variable });
            name
        });
        Value::String(format!("${{{name}}}"))
    }

    /// All of them, in the order in which cases need them.
    pub(super) fn all(&self) -> &[Variable] {
        &self.all
    }
}

/// Secrets that stand in requests and not in credentials: the environment has them.
#[derive(Debug)]
pub(super) struct Secrets<'a> {
    /// What the environment's variables begin with.
    pub(super) api: &'a str,
    pub(super) environment: Vec<String>,
}

impl Secrets<'_> {
    /// `${env.…}` for a secret.
    pub(super) fn take(&mut self, name: &str) -> String {
        let name = naming::environment(&[self.api, name]);
        if !self.environment.contains(&name) {
            self.environment.push(name.clone());
        }
        format!("${{env.{name}}}")
    }
}
