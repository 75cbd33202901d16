//! A schema with all that it refers to and is composed of, as one level of keywords.

use serde_json::{Map, Value};

/// A `$ref` leads over at most so many others.
const HOPS: usize = 32;

/// What the parts of a schema say together. Of two parts that say different things the stricter is kept,
/// as far as that can be told.
#[derive(Debug, Default)]
pub(super) struct Flat<'s> {
    /// Keywords that hold no schemas.
    plain: Map<String, Value>,
    /// Members, each with every schema that speaks of it, in the order of the document.
    pub(super) properties: Members<'s>,
    pub(super) required: Vec<&'s str>,
    /// The schema of members that are not named.
    pub(super) others: Option<&'s Value>,
    /// The schema of every item.
    pub(super) items: Option<&'s Value>,
    /// The schemas of the first items.
    pub(super) heads: Vec<&'s Value>,
}

/// Members in the order of the document.
#[derive(Debug, Default)]
pub(super) struct Members<'s>(Vec<(&'s str, Vec<&'s Value>)>);

impl<'s> Members<'s> {
    fn add(&mut self, name: &'s str, schema: &'s Value) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, schemas)) => schemas.push(schema),
            None => self.0.push((name, vec![schema])),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&[&'s Value]> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, schemas)| schemas.as_slice())
    }

    pub(super) fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

impl<'m, 's> IntoIterator for &'m Members<'s> {
    type Item = &'m (&'s str, Vec<&'s Value>);
    type IntoIter = std::slice::Iter<'m, (&'s str, Vec<&'s Value>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The one level of a schema; `branch` says which of several alternatives is taken. What it refers to is
/// put on `open`, and `None` is given where it leads back into itself.
pub(super) fn flatten<'s>(
    root: &'s Value,
    schema: &'s Value,
    branch: usize,
    open: &mut Vec<String>,
) -> Option<Flat<'s>> {
    let mut flat = Flat::default();
    let mut next = vec![schema];
    while let Some(schema) = next.pop() {
        let Value::Object(members) = schema else { continue };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            // A list of itself ends with one more of itself.
            if open.iter().filter(|known| *known == reference).count() > 1 || open.len() > HOPS {
                return None;
            }
            open.push(reference.to_owned());
            next.extend(target(root, reference));
        }
        flat.read(members);
        for part in ["oneOf", "anyOf"] {
            let alternatives = members.get(part).and_then(Value::as_array);
            next.extend(alternatives.and_then(|all| chosen(root, all, branch)));
        }
        let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
        // The first part is read first, so it stands last.
        next.extend(parts.rev());
    }
    Some(flat)
}

/// One of several alternatives, never one that stands only for null.
fn chosen<'s>(root: &'s Value, all: &'s [Value], branch: usize) -> Option<&'s Value> {
    let is_null = |schema: &Value| {
        let schema = resolved(root, schema).unwrap_or(schema);
        schema.get("type").is_some_and(|kind| kind == "null")
            || schema.get("enum").is_some_and(|values| *values == serde_json::json!([null]))
    };
    let real: Vec<&Value> = all.iter().filter(|schema| !is_null(schema)).collect();
    real.get(branch % real.len().max(1)).copied()
}

/// The schema itself, or what its `$ref` leads to in the end.
pub(in crate::init::draft) fn resolved<'s>(
    root: &'s Value,
    schema: &'s Value,
) -> Option<&'s Value> {
    let mut here = schema;
    for _ in 0..HOPS {
        let Some(reference) = here.get("$ref").and_then(Value::as_str) else { return Some(here) };
        here = target(root, reference)?;
    }
    None
}

/// A member's schema in a schema for objects, whatever it is composed of.
pub(in crate::init::draft) fn property<'s>(
    root: &'s Value,
    schema: &'s Value,
    wanted: impl Fn(&str) -> bool,
) -> Option<(&'s str, &'s Value)> {
    let flat = flatten(root, schema, 0, &mut Vec::new())?;
    let found = flat.properties.0.into_iter().find(|(name, _)| wanted(name))?;
    Some((found.0, found.1.first()?))
}

fn target<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let pointer = reference.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    root.pointer(&decoded)
}

impl<'s> Flat<'s> {
    fn read(&mut self, members: &'s Map<String, Value>) {
        for (key, value) in members {
            match key.as_str() {
                "properties" => {
                    for (name, schema) in value.as_object().into_iter().flatten() {
                        self.properties.add(name, schema);
                    }
                }
                "required" => {
                    for name in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        if !self.required.contains(&name) {
                            self.required.push(name);
                        }
                    }
                }
                "additionalProperties" => self.others = self.others.or(Some(value)),
                "items" if value.is_array() => {
                    self.heads.extend(value.as_array().into_iter().flatten());
                }
                "prefixItems" => self.heads.extend(value.as_array().into_iter().flatten()),
                "items" => self.items = self.items.or(Some(value)),
                _ => self.say(key, value),
            }
        }
    }

    /// Adds what another level says.
    pub(super) fn add(&mut self, other: Self) {
        for (name, schemas) in other.properties.0 {
            for schema in schemas {
                self.properties.add(name, schema);
            }
        }
        self.required.extend(other.required);
        self.others = self.others.or(other.others);
        self.items = self.items.or(other.items);
        self.heads.extend(other.heads);
        for (key, value) in &other.plain {
            self.say(key, value);
        }
    }

    fn say(&mut self, key: &str, value: &Value) {
        let Some(known) = self.plain.get_mut(key) else {
            self.plain.insert(key.to_owned(), value.clone());
            return;
        };
        let numbers = known.as_f64().zip(value.as_f64());
        let least = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
        let most = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
        let stricter = match numbers {
            Some((one, other)) if least.contains(&key) => other > one,
            Some((one, other)) if most.contains(&key) => other < one,
            _ => false,
        };
        if stricter {
            *known = value.clone();
        }
        if let ("enum" | "type", Value::Array(one)) = (key, &mut *known) {
            let others = match value {
                Value::Array(others) => others.clone(),
                single => vec![single.clone()],
            };
            if one.iter().any(|known| others.contains(known)) {
                one.retain(|known| others.contains(known));
            }
        }
    }

    /// A value that the document gives itself.
    pub(super) fn given(&self) -> Option<&Value> {
        let first = |key: &str| {
            let values = self.plain.get(key).and_then(Value::as_array);
            values.and_then(|values| values.iter().find(|value| !value.is_null()))
        };
        let one = |key: &str| self.plain.get(key).filter(|value| !value.is_null());
        let given = one("const").or(one("example")).or(first("examples")).or(one("default"));
        // A value outside of those to choose from is a slip of the document.
        let choice = self.plain.get("enum").and_then(Value::as_array);
        let given = given.filter(|value| choice.is_none_or(|choice| choice.contains(value)));
        let given = given.filter(|value| self.may_be(value));
        given.or_else(|| first("enum"))
    }

    /// Whether a value is of the type and length that is asked for: examples in documents often are not.
    fn may_be(&self, value: &Value) -> bool {
        let kinds = self.kinds();
        let fits = kinds.is_empty()
            || kinds.contains(&kind_of(value))
            || value.is_number() && kinds.contains(&"number");
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let long =
            length.zip(self.whole("minLength")).is_none_or(|(length, least)| length >= least);
        let short = length.zip(self.whole("maxLength")).is_none_or(|(length, most)| length <= most);
        fits && long && short
    }

    fn kinds(&self) -> Vec<&str> {
        match self.plain.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The type of value to make: the first that is not null, else what the keywords speak of.
    pub(super) fn kind(&self) -> &str {
        let kinds = self.kinds();
        if let Some(kind) = kinds.iter().find(|kind| **kind != "null").or(kinds.first()) {
            return kind;
        }
        let speaks = |keys: &[&str]| keys.iter().any(|key| self.plain.contains_key(*key));
        if !self.properties.0.is_empty()
            || !self.required.is_empty()
            || self.others.is_some()
            || speaks(&["minProperties", "maxProperties", "patternProperties"])
        {
            "object"
        } else if self.items.is_some()
            || !self.heads.is_empty()
            || speaks(&["minItems", "maxItems"])
        {
            "array"
        } else if speaks(&["minimum", "maximum", "multipleOf"]) {
            "number"
        } else {
            "string"
        }
    }

    /// Whether a member is not sent.
    pub(super) fn is_read_only(&self, root: &Value, name: &str) -> bool {
        let schemas = self.properties.get(name).unwrap_or_default();
        let is = |schema: &Value| schema.get("readOnly") == Some(&Value::Bool(true));
        schemas.iter().any(|schema| is(schema) || resolved(root, schema).is_some_and(is))
    }

    /// A keyword's text.
    pub(super) fn word(&self, key: &str) -> Option<&str> {
        self.plain.get(key).and_then(Value::as_str)
    }

    /// A keyword's whole number.
    pub(super) fn whole(&self, key: &str) -> Option<u64> {
        self.plain.get(key).and_then(Value::as_u64)
    }

    /// A keyword's number.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.plain.get(key).and_then(Value::as_f64)
    }

    /// Whether a keyword is `true`.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.plain.get(key) == Some(&Value::Bool(true))
    }

    /// The lower bound of a number, and whether it is itself outside.
    pub(super) fn lower(&self) -> Option<(f64, bool)> {
        self.bound("minimum", "exclusiveMinimum", f64::max)
    }

    /// The upper bound of a number, and whether it is itself outside.
    pub(super) fn upper(&self) -> Option<(f64, bool)> {
        self.bound("maximum", "exclusiveMaximum", f64::min)
    }

    /// Draft 4 has a flag beside the bound, later drafts a bound of its own.
    fn bound(&self, key: &str, open: &str, stricter: fn(f64, f64) -> f64) -> Option<(f64, bool)> {
        match (self.number(key), self.number(open)) {
            (Some(closed), Some(open)) => {
                let bound = stricter(closed, open);
                Some((bound, bound.to_bits() == open.to_bits()))
            }
            (None, Some(open)) => Some((open, true)),
            (Some(bound), None) => Some((bound, self.is_true(open))),
            (None, None) => None,
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
            "integer"
        }
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema lists the values that there are.
pub(in crate::init::draft) fn is_listed(root: &Value) -> bool {
    let flat = flatten(root, root, 0, &mut Vec::new());
    flat.is_some_and(|flat| ["const", "enum"].iter().any(|key| flat.plain.contains_key(*key)))
}
