//! Inheritance by a discriminator.
//!
//! A schema with a discriminator and without `oneOf` or `anyOf` is the base of all schemas that include it by `allOf`
//! (2.0, section "Discriminator"; 3.0.4, section 4.7.25). If the discriminator of a value names a derived schema, the
//! value must satisfy that schema.

use serde_json::{Map, Value, json};

use super::files::At;
use super::schema_conversion::Converter;
use super::schema_names::Key;
use super::version::Version;

/// The number of derived schemas that one base can have.
const HEIRS: usize = 500;

/// A derived schema with the schemas that it inherits from, the base first.
struct Heir<'n> {
    schema: At<'n>,
    before: Vec<At<'n>>,
}

impl<'n> Converter<'_, 'n> {
    /// Adds the conditions of the derived schemas to the members of their base.
    pub(super) fn inherit(&mut self, base: &At<'n>, members: &mut Map<String, Value>) {
        if base.get("oneOf").is_some() || base.get("anyOf").is_some() {
            return;
        }
        let Some(discriminator) = base.get("discriminator") else { return };
        let member = discriminator.text().or_else(|| discriminator.text_of("propertyName"));
        let Some(property) = member else { return };
        let mut demands = Vec::new();
        for heir in self.heirs(base) {
            let names = self.names_of(&discriminator, &heir.schema);
            // The derived schema includes its base, whose conversion is in progress. Including the base again would
            // recurse without end.
            let keys = heir.before.iter().map(key).collect();
            let left_out = std::mem::replace(&mut self.left_out, keys);
            let parts = heir.before[1..].iter().chain([&heir.schema]);
            let parts: Vec<Value> = parts.map(|part| self.schema(part)).collect();
            self.left_out = left_out;
            let is_called =
                json!({ "required": [property], "properties": { property: { "enum": names } } });
            demands.push(json!({ "anyOf": [{ "not": is_called }, { "allOf": parts }] }));
        }
        if demands.is_empty() {
            return;
        }
        match members.get_mut("allOf") {
            Some(Value::Array(all)) => all.append(&mut demands),
            _ => drop(members.insert("allOf".to_owned(), Value::Array(demands))),
        }
    }

    /// Returns all schemas of the document that inherit from a base, directly or indirectly.
    fn heirs(&self, base: &At<'n>) -> Vec<Heir<'n>> {
        let root = self.files.root();
        let all = match self.version {
            Version::V2 => root.get("definitions"),
            _ => root.get("components").and_then(|parts| parts.get("schemas")),
        };
        let all = all.map(|all| all.entries_all()).unwrap_or_default();
        let mut heirs: Vec<Heir<'n>> = Vec::new();
        let mut open = vec![vec![base.clone()]];
        while let Some(before) = open.pop() {
            let parent = before.last().map(key);
            for (_, schema) in &all {
                let known = before.iter().any(|earlier| key(earlier) == key(schema));
                let takes_up = |part: &At<'n>| {
                    let target = part.reference();
                    let target = target.and_then(|it| self.files.target(part.file, it).ok());
                    target.map(|target| key(&target)) == parent
                };
                let parts = schema.get("allOf").map(|all| all.items()).unwrap_or_default();
                if !known && heirs.len() < HEIRS && parts.iter().any(takes_up) {
                    open.push(before.iter().cloned().chain([schema.clone()]).collect());
                    heirs.push(Heir { schema: schema.clone(), before: before.clone() });
                }
            }
        }
        heirs
    }

    /// Returns the parts of an `allOf`, without the parts that are left out.
    pub(super) fn parts(&mut self, all: &At<'n>) -> Option<Value> {
        if self.left_out.is_empty() {
            return Some(self.list(all));
        }
        let is_left_out = |part: &At<'n>| {
            let target = part.reference().and_then(|it| self.files.target(part.file, it).ok());
            target.is_some_and(|target| self.left_out.contains(&key(&target)))
        };
        let parts: Vec<At<'n>> =
            all.items().into_iter().filter(|part| !is_left_out(part)).collect();
        // Draft 4 does not allow an empty `allOf`.
        let parts: Vec<Value> = parts.iter().map(|part| self.schema(part)).collect();
        (!parts.is_empty()).then_some(Value::Array(parts))
    }
}

fn key(at: &At<'_>) -> Key {
    (at.file, at.pointer.clone())
}
