//! The conversion of schema objects to JSON Schema: to draft 4 for 2.0 and 3.0, whose dialects derive from it, and to
//! 2020-12 since 3.1.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::files::{Astray, At, Files};
use super::reference_siblings::{PROSE, describes_something};
use super::schema_names::{Key, Names, Way, astray};
use super::version::Version;
use crate::contract::BodySchema;
use crate::contract::schema::misspelt;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Value as NodeValue;

/// A self-contained schema. Every `$ref` in it refers to `#/definitions/…`.
#[derive(Debug, Clone)]
pub(super) struct Converted {
    pub(super) value: Value,
    pub(super) refs: Vec<Key>,
}

/// Converts one schema object, recursively.
pub(super) struct Converter<'c, 'n> {
    pub(super) files: &'n Files,
    pub(super) version: Version,
    way: Way,
    names: &'c mut Names,
    problems: &'c mut Vec<Diagnostic>,
    refs: Vec<Key>,
    /// The schemas whose `allOf` contains the current schema. They describe the same value.
    around: Vec<At<'n>>,
    /// The schemas that are left out of `allOf`, because they apply already.
    pub(super) left_out: Vec<Key>,
}

/// The depth to which `allOf` is searched for a property.
const NESTED: usize = 16;

/// The ranges of the integer formats that `OpenAPI` adds.
const LIMITS: [(&str, i64, i64); 2] =
    [("int32", i32::MIN as i64, i32::MAX as i64), ("int64", i64::MIN, i64::MAX)];

impl<'c, 'n> Converter<'c, 'n> {
    pub(super) fn new(
        files: &'n Files,
        version: Version,
        way: Way,
        names: &'c mut Names,
        problems: &'c mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            files,
            version,
            way,
            names,
            problems,
            refs: Vec::new(),
            around: Vec::new(),
            left_out: Vec::new(),
        }
    }

    pub(super) fn convert(mut self, at: &At<'n>) -> Converted {
        let value = self.schema(at);
        Converted { value, refs: self.refs }
    }

    pub(super) fn schema(&mut self, at: &At<'n>) -> Value {
        match &at.node.value {
            NodeValue::Bool(flag) if self.version.has_json_schema() => Value::Bool(*flag),
            // Draft 4 has no boolean schemas.
            NodeValue::Bool(true) => json!({}),
            NodeValue::Bool(false) => json!({ "not": {} }),
            NodeValue::Mapping(_) => self.object(at),
            _ => {
                let message = format!("a schema is a mapping, this is {}", at.node.kind());
                self.report(Diagnostic::error(Code::OPENAPI_TYPE, message), at);
                json!({})
            }
        }
    }

    fn object(&mut self, at: &At<'n>) -> Value {
        let reference = at.reference().or_else(|| at.text_of("$dynamicRef"));
        let referred = reference.and_then(|reference| self.referred(at, reference));
        let nullable = at.is_true("nullable") && self.version < Version::V3_1;
        let nullable = nullable || at.is_true("x-nullable");
        if let (Some(referred), false) = (&referred, self.version.has_json_schema()) {
            // Before 3.1, the siblings of a `$ref` are ignored (3.0.4, section 4.7.23).
            return if nullable { or_null(referred.clone()) } else { referred.clone() };
        }
        let mut members = Map::new();
        for (key, value) in at.entries() {
            self.lint(key, &value);
            let reference = key == "$ref" || key == "$dynamicRef";
            if reference || PROSE.contains(&key) {
                continue;
            }
            if let Some(converted) = self.keyword(at, key, &value) {
                members.insert(key.to_owned(), converted);
            }
        }
        if let Some(Value::Object(referred)) = referred {
            members.extend(referred);
        }
        self.discriminate(at, &mut members);
        self.inherit(at, &mut members);
        if self.version < Version::V3_1 {
            bounded(&mut members);
        }
        if nullable { or_null(Value::Object(members)) } else { Value::Object(members) }
    }

    /// Converts a `$ref`. An unresolvable reference is reported, and the schema then accepts every value.
    fn referred(&mut self, at: &At<'n>, reference: &str) -> Option<Value> {
        match self.files.target(at.file, reference) {
            Ok(target) => {
                let mut seen = BTreeSet::new();
                let describes = describes_something(self.files, self.version, &target, &mut seen);
                // A reference into a circle from outside is sound. The circle is reported where it closes.
                if !describes && seen.contains(&(at.file, at.pointer.clone())) {
                    self.problems.extend(astray(at, Astray::Circle));
                }
                let name = self.names.of(&target);
                self.refs.push((target.file, target.pointer));
                Some(json!({ "$ref": format!("#/definitions/{name}") }))
            }
            Err(why) => {
                self.problems.extend(astray(at, why));
                None
            }
        }
    }

    /// Converts the value of a keyword. Returns `None` if the keyword has no meaning in JSON Schema.
    fn keyword(&mut self, owner: &At<'n>, key: &str, value: &At<'n>) -> Option<Value> {
        if ["allOf", "anyOf", "oneOf", "then", "else"].contains(&key) {
            self.around.push(owner.clone());
            let converted = self.converted(key, value);
            self.around.pop();
            return converted;
        }
        if key == "required" {
            return self.required(owner, value);
        }
        let around = std::mem::take(&mut self.around);
        let left_out = std::mem::take(&mut self.left_out);
        let converted = self.converted(key, value);
        (self.around, self.left_out) = (around, left_out);
        converted
    }

    fn converted(&mut self, key: &str, value: &At<'n>) -> Option<Value> {
        match key {
            "properties" => Some(self.properties(value)),
            "patternProperties" | "dependentSchemas" => {
                let named = value.entries_all().into_iter();
                Some(named.map(|(name, schema)| (name.to_owned(), self.schema(&schema))).collect())
            }
            "allOf" => self.parts(value),
            "anyOf" | "oneOf" | "prefixItems" => Some(self.list(value)),
            "items" if matches!(value.node.value, NodeValue::Sequence(_)) => Some(self.list(value)),
            "additionalProperties" | "additionalItems" => match &value.node.value {
                NodeValue::Bool(flag) => Some(Value::Bool(*flag)),
                _ => Some(self.schema(value)),
            },
            "items"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contentSchema" => Some(self.schema(value)),
            "definitions" | "$defs" => None,
            "pattern" => self.pattern(value),
            "type" if value.text() == Some("file") => None,
            _ => Some(value.node.to_json()),
        }
    }

    /// Returns a pattern if it compiles. Published documents contain patterns that no engine accepts. Such a pattern is
    /// reported and not applied.
    fn pattern(&mut self, value: &At<'n>) -> Option<Value> {
        let pattern = value.node.to_json();
        let alone =
            json!({ "$schema": "http://json-schema.org/draft-04/schema#", "pattern": pattern });
        if BodySchema::compile("pattern", &alone, Path::new("")).is_ok() {
            return Some(pattern);
        }
        let problem = Diagnostic::warning(Code::OPENAPI_PATTERN, "this pattern cannot be read");
        self.report(problem.help("no text is judged by it"), value);
        None
    }

    pub(super) fn list(&mut self, value: &At<'n>) -> Value {
        if !matches!(value.node.value, NodeValue::Sequence(_)) {
            return value.node.to_json();
        }
        value.items().iter().map(|item| self.schema(item)).collect()
    }

    /// Returns the members that are required in this direction.
    ///
    /// Requests have no `readOnly` members, and responses have no `writeOnly` members (3.0.4, section 4.7.24.2).
    fn required(&mut self, owner: &At<'n>, value: &At<'n>) -> Option<Value> {
        let Value::Array(mut names) = value.node.to_json() else {
            return Some(value.node.to_json());
        };
        let owners = || std::iter::once(owner).chain(&self.around);
        names.retain(|name| {
            let is_not_here = |name| owners().any(|owner| self.is_not_here(owner, name, NESTED));
            !name.as_str().is_some_and(is_not_here)
        });
        // Draft 4 does not allow an empty `required`.
        (!names.is_empty()).then_some(Value::Array(names))
    }

    /// Converts properties. A `readOnly` property in a request accepts every value, because the server ignores it.
    fn properties(&mut self, value: &At<'n>) -> Value {
        let named = value.entries_all().into_iter();
        let converted = named.map(|(name, schema)| {
            let ignored = self.way == Way::Request && self.is_marked(&schema);
            let anything = || json!({ "readOnly": true });
            (name.to_owned(), if ignored { anything() } else { self.schema(&schema) })
        });
        converted.collect()
    }

    /// Returns true if the schema, or a part of its `allOf`, reserves a member for the other direction.
    fn is_not_here(&self, owner: &At<'n>, name: &str, depth: usize) -> bool {
        let Ok(owner) = self.files.resolve(owner) else { return false };
        let property = owner.get("properties").and_then(|all| all.get(name));
        if property.is_some_and(|property| self.is_marked(&property)) {
            return true;
        }
        let parts = owner.get("allOf").filter(|_| depth > 0).map(|all| all.items());
        parts.is_some_and(|parts| parts.iter().any(|part| self.is_not_here(part, name, depth - 1)))
    }

    /// Returns true if a property, or the target of its `$ref`, is reserved for the other direction.
    fn is_marked(&self, property: &At<'n>) -> bool {
        let mark = match self.way {
            Way::Request => "readOnly",
            Way::Response => "writeOnly",
        };
        let target = self.files.resolve(property);
        let beside = self.version.has_json_schema() || property.reference().is_none();
        beside && property.is_true(mark) || target.is_ok_and(|target| target.is_true(mark))
    }

    /// Adds the condition that a value satisfies the alternative that its discriminator names.
    fn discriminate(&mut self, at: &At<'n>, members: &mut Map<String, Value>) {
        let Some(discriminator) = at.get("discriminator") else { return };
        let Some(property) = discriminator.text_of("propertyName") else { return };
        for keyword in ["oneOf", "anyOf"] {
            let Some(alternatives) = at.get(keyword) else { continue };
            let Some(Value::Array(converted)) = members.remove(keyword) else { continue };
            let chosen = alternatives.items().into_iter().zip(converted).map(|(branch, schema)| {
                let Some(names) = self.discriminated(&discriminator, &branch) else {
                    return schema;
                };
                json!({ "allOf": [
                    { "required": [property], "properties": { property: { "enum": names } } },
                    schema,
                ] })
            });
            let chosen: Vec<Value> = chosen.collect();
            let place = if members.contains_key("anyOf") { "oneOf" } else { "anyOf" };
            members.insert(place.to_owned(), Value::Array(chosen));
        }
    }

    /// Returns the discriminator values that select an alternative.
    fn discriminated(&self, discriminator: &At<'n>, branch: &At<'n>) -> Option<Vec<String>> {
        let reference = branch.reference()?;
        let target = self.files.target(branch.file, reference).ok()?;
        Some(self.names_of(discriminator, &target))
    }

    /// Returns the discriminator values that select a schema.
    pub(super) fn names_of(&self, discriminator: &At<'n>, target: &At<'n>) -> Vec<String> {
        let mut names = vec![target.last()];
        for (name, mapped) in
            discriminator.get("mapping").map(|at| at.entries_all()).unwrap_or_default()
        {
            let Some(text) = mapped.text() else { continue };
            let same = self
                .files
                .target(mapped.file, text)
                .is_ok_and(|at| (at.file, &at.pointer) == (target.file, &target.pointer));
            if same || text == target.last() {
                names.push(name.to_owned());
            }
        }
        names.dedup();
        names
    }

    fn lint(&mut self, key: &str, value: &At<'n>) {
        if key == "nullable" && self.version.has_json_schema() {
            let problem = Diagnostic::warning(
                Code::SCHEMA_KEYWORD,
                "`nullable` means nothing since OpenAPI 3.1",
            );
            self.report(problem.help("add \"null\" to `type`"), value);
        }
        // A parameter of 2.0 mixes schema keywords with its own fields, so `in` is not a misspelt keyword there.
        let is_field = self.version == Version::V2 && key == "in";
        if let Some(meant) = misspelt(key).filter(|_| !is_field) {
            let message = format!("`{key}` is no keyword; did you mean `{meant}`?");
            self.report(Diagnostic::warning(Code::SCHEMA_KEYWORD, message), value);
        }
    }

    fn report(&mut self, problem: Diagnostic, at: &At<'n>) {
        self.problems.push(problem.at(at.node.span, format!("#{}", at.pointer)));
    }
}

/// Returns a schema that also accepts null.
fn or_null(schema: Value) -> Value {
    let Value::Object(mut members) = schema else { return schema };
    match members.get("type") {
        Some(Value::String(kind)) if kind != "null" => {
            let both = json!([kind, "null"]);
            members.insert("type".to_owned(), both);
        }
        Some(Value::Array(kinds)) if !kinds.contains(&json!("null")) => {
            let all: Value = kinds.iter().cloned().chain([json!("null")]).collect();
            members.insert("type".to_owned(), all);
        }
        Some(_) => {}
        None => return json!({ "anyOf": [members, { "enum": [null] }] }),
    }
    if let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    let others = ["allOf", "anyOf", "oneOf"];
    if others.iter().any(|keyword| members.contains_key(*keyword)) {
        return json!({ "anyOf": [members, { "enum": [null] }] });
    }
    Value::Object(members)
}

/// Adds the range of an integer's format.
fn bounded(members: &mut Map<String, Value>) {
    let format = members.get("format").and_then(Value::as_str);
    let limits = LIMITS.iter().find(|(name, ..)| format == Some(name));
    let Some((_, least, most)) = limits.copied() else { return };
    members.entry("minimum").or_insert(least.into());
    members.entry("maximum").or_insert(most.into());
}
