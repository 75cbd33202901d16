//! `vars`: the values that the author of the suite has to fill in, and secrets from the environment.

use serde_json::Value;

use super::naming::{self, UniqueNames};

/// The value of a variable until the author replaces the value.
const TO_FILL_IN: &str = "FILL-IN";

/// A variable of a drafted suite, with its value and the origin of the value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Value,
    /// The parameter or member that the variable fills. A comment shows this text.
    pub(super) purpose: String,
    pub(super) origin: Origin,
}

/// The origin of a variable's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The document gives the value as an example.
    Example,
    /// The author has to replace the value: it is a placeholder, or it satisfies the schema but identifies nothing at
    /// the target.
    Placeholder,
}

/// The name and purpose of a variable that a case needs.
#[derive(Debug, Clone)]
pub(super) struct VariableRequest {
    /// A name that is clear without context.
    pub(super) name: String,
    pub(super) purpose: String,
}

/// The variables of one suite, without duplicates.
#[derive(Debug, Default)]
pub(super) struct Variables {
    all: Vec<Variable>,
    names: UniqueNames,
}

impl Variables {
    /// Keeps a name free for a captured value.
    pub(super) fn reserve(&mut self, name: &str) {
        self.names.take(name);
    }

    /// Returns `${…}` for a value that only the author knows.
    pub(super) fn placeholder(&mut self, request: VariableRequest) -> Value {
        self.reference(request, TO_FILL_IN.into(), Origin::Placeholder)
    }

    /// Returns a reference to the variable, which is added if it is new. Requests with the same name share a
    /// variable if their values are equal. The document may have different examples for one name.
    pub(super) fn reference(
        &mut self,
        request: VariableRequest,
        value: Value,
        origin: Origin,
    ) -> Value {
        let base = naming::variable(&request.name);
        let is_same = |known: &&Variable| is_numbered(&known.name, &base) && known.value == value;
        // A value that occurs again is filled in once.
        let known = self.all.iter().find(is_same).map(|known| known.name.clone());
        let name = known.unwrap_or_else(|| {
            let name = self.names.take(&base);
            let purpose = request.purpose;
            self.all.push(Variable { name: name.clone(), value, purpose, origin });
            name
        });
        Value::String(format!("${{{name}}}"))
    }

    /// Returns all variables, in the order in which the cases need them.
    pub(super) fn all(&self) -> &[Variable] {
        &self.all
    }
}

/// Returns true if a name is the base, or the base with a number such as `-2`.
fn is_numbered(name: &str, base: &str) -> bool {
    let Some(rest) = name.strip_prefix(base) else { return false };
    let number = rest.strip_prefix('-');
    rest.is_empty() || number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Secrets outside of credentials, such as a token in a query. The environment contains their values.
#[derive(Debug)]
pub(super) struct EnvironmentSecrets<'a> {
    /// The prefix of the environment variables.
    api: &'a str,
    names: Vec<String>,
}

impl<'a> EnvironmentSecrets<'a> {
    /// Creates an empty list. The names of environment variables begin with the name of the API.
    pub(super) fn new(api: &'a str) -> Self {
        Self { api, names: Vec::new() }
    }

    /// Returns `${env.…}` for a secret.
    pub(super) fn reference(&mut self, name: &str) -> String {
        let name = naming::environment(&[self.api, name]);
        if !self.names.contains(&name) {
            self.names.push(name.clone());
        }
        format!("${{env.{name}}}")
    }

    /// Returns the environment variables that the cases read.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

/// Escapes `${` in all texts of a value, so that no text is read as a reference.
pub(super) fn without_references(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("${", "$${")),
        Value::Array(items) => items.iter().map(without_references).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), without_references(value))).collect()
        }
        scalar => scalar.clone(),
    }
}
