//! A schema merged with its references, `allOf` parts and one alternative into one level of keywords.

use serde_json::{Map, Value};

/// The maximum number of references that are followed in a row.
const MAX_REFERENCES: usize = 32;

/// The keywords of a schema and its parts. If two parts disagree, the stricter value is kept where the order is
/// known.
#[derive(Debug, Default)]
pub(super) struct FlatSchema<'s> {
    /// Keywords whose values are not schemas.
    keywords: Map<String, Value>,
    /// The named members, each with all schemas that describe it.
    pub(super) properties: Members<'s>,
    pub(super) required: Vec<&'s str>,
    /// The schema of all other members, `additionalProperties`.
    pub(super) additional: Option<&'s Value>,
    /// The schema of every item.
    pub(super) items: Option<&'s Value>,
    /// The schemas of the first items, `prefixItems`.
    pub(super) first_items: Vec<&'s Value>,
}

/// The members of an object with their schemas, in the order of the document.
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

/// Merges a schema with its parts. `branch` selects one of several alternatives. References are pushed onto
/// `open`. Returns `None` if the references form a cycle.
pub(super) fn flatten<'s>(
    root: &'s Value,
    schema: &'s Value,
    branch: usize,
    open: &mut Vec<String>,
) -> Option<FlatSchema<'s>> {
    let mut flat = FlatSchema::default();
    let mut next = vec![schema];
    while let Some(schema) = next.pop() {
        let Value::Object(members) = schema else { continue };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            // One repetition is permitted: a tree node contains a list, whose item may be a leaf.
            if open.iter().filter(|known| *known == reference).count() > 1
                || open.len() > MAX_REFERENCES
            {
                return None;
            }
            open.push(reference.to_owned());
            next.extend(target(root, reference));
        }
        flat.read(members);
        for part in ["oneOf", "anyOf"] {
            let alternatives = members.get(part).and_then(Value::as_array);
            next.extend(alternatives.and_then(|all| alternative(root, all, branch)));
        }
        let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
        // `next` is a stack, so the part to be read first is pushed last.
        next.extend(parts.rev());
    }
    Some(flat)
}

/// Returns one of several alternatives. An alternative that permits null only is never selected.
fn alternative<'s>(root: &'s Value, all: &'s [Value], branch: usize) -> Option<&'s Value> {
    let is_null = |schema: &Value| {
        let schema = resolved(root, schema).unwrap_or(schema);
        schema.get("type").is_some_and(|kind| kind == "null")
            || schema.get("enum").is_some_and(|values| *values == serde_json::json!([null]))
    };
    let real: Vec<&Value> = all.iter().filter(|schema| !is_null(schema)).collect();
    // `max` avoids a division by zero if every alternative is null.
    real.get(branch % real.len().max(1)).copied()
}

/// Follows the `$ref`s of a schema. Returns `None` if a reference has no target or there are too many.
pub(in crate::init::draft) fn resolved<'s>(
    root: &'s Value,
    schema: &'s Value,
) -> Option<&'s Value> {
    let mut here = schema;
    for _ in 0..MAX_REFERENCES {
        let Some(reference) = here.get("$ref").and_then(Value::as_str) else { return Some(here) };
        here = target(root, reference)?;
    }
    None
}

/// Finds the first member with a wanted name, and its schema, in a schema and its parts.
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
    // A reference is a URI fragment, which is percent-encoded (RFC 6901, section 6).
    let decoded = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    root.pointer(&decoded)
}

impl<'s> FlatSchema<'s> {
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
                            // The first order is kept, because values are made in it.
                            self.required.push(name);
                        }
                    }
                }
                "additionalProperties" => self.additional = self.additional.or(Some(value)),
                // Until draft 2019-09 a list of `items` described the first items, as `prefixItems` does since 2020-12.
                "items" if value.is_array() => {
                    self.first_items.extend(value.as_array().into_iter().flatten());
                }
                "prefixItems" => self.first_items.extend(value.as_array().into_iter().flatten()),
                "items" => self.items = self.items.or(Some(value)),
                _ => self.merge_keyword(key, value),
            }
        }
    }

    /// Merges the keywords of another schema.
    pub(super) fn merge(&mut self, other: Self) {
        for (name, schemas) in other.properties.0 {
            for schema in schemas {
                self.properties.add(name, schema);
            }
        }
        self.required.extend(other.required);
        self.additional = self.additional.or(other.additional);
        self.items = self.items.or(other.items);
        self.first_items.extend(other.first_items);
        for (key, value) in &other.keywords {
            self.merge_keyword(key, value);
        }
    }

    fn merge_keyword(&mut self, key: &str, value: &Value) {
        let Some(known) = self.keywords.get_mut(key) else {
            self.keywords.insert(key.to_owned(), value.clone());
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
            // An intersection without values would permit nothing, so disjoint lists are left as they are.
            if one.iter().any(|known| others.contains(known)) {
                one.retain(|known| others.contains(known));
            }
        }
    }

    /// Returns a value from the document: an example, a default, or one of an enumeration.
    pub(super) fn documented_value(&self) -> Option<&Value> {
        let first = |key: &str| {
            let values = self.keywords.get(key).and_then(Value::as_array);
            values.and_then(|values| values.iter().find(|value| !value.is_null()))
        };
        let one = |key: &str| self.keywords.get(key).filter(|value| !value.is_null());
        // The strictest source comes first: only a constant is certain to satisfy the schema.
        let given = one("const").or(one("example")).or(first("examples")).or(one("default"));
        // An example outside of the enumeration is a mistake in the document.
        let choice = self.keywords.get("enum").and_then(Value::as_array);
        let given = given.filter(|value| choice.is_none_or(|choice| choice.contains(value)));
        let given = given.filter(|value| self.fits(value));
        given.or_else(|| first("enum"))
    }

    /// Returns true if a value has the right type and length. Examples in real documents often do not.
    fn fits(&self, value: &Value) -> bool {
        let kinds = self.kinds();
        let has_type = kinds.is_empty()
            || kinds.contains(&kind_of(value))
            || value.is_number() && kinds.contains(&"number");
        let length = value.as_str().map(|text| text.chars().count() as u64);
        let long =
            length.zip(self.integer("minLength")).is_none_or(|(length, least)| length >= least);
        let short =
            length.zip(self.integer("maxLength")).is_none_or(|(length, most)| length <= most);
        has_type && long && short
    }

    fn kinds(&self) -> Vec<&str> {
        match self.keywords.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the type of value to make: the first type that is not null, else the type that the keywords imply.
    pub(super) fn kind(&self) -> &str {
        let kinds = self.kinds();
        if let Some(kind) = kinds.iter().find(|kind| **kind != "null").or(kinds.first()) {
            return kind;
        }
        let has_any = |keys: &[&str]| keys.iter().any(|key| self.keywords.contains_key(*key));
        if !self.properties.0.is_empty()
            || !self.required.is_empty()
            || self.additional.is_some()
            || has_any(&["minProperties", "maxProperties", "patternProperties"])
        {
            "object"
        } else if self.items.is_some()
            || !self.first_items.is_empty()
            || has_any(&["minItems", "maxItems"])
        {
            "array"
        } else if has_any(&["minimum", "maximum", "multipleOf"]) {
            "number"
        } else {
            "string"
        }
    }

    /// Returns true if a member is `readOnly`, so that requests do not contain it.
    pub(super) fn is_read_only(&self, root: &Value, name: &str) -> bool {
        let schemas = self.properties.get(name).unwrap_or_default();
        let is = |schema: &Value| schema.get("readOnly") == Some(&Value::Bool(true));
        schemas.iter().any(|schema| is(schema) || resolved(root, schema).is_some_and(is))
    }

    /// Returns the string value of a keyword.
    pub(super) fn string(&self, key: &str) -> Option<&str> {
        self.keywords.get(key).and_then(Value::as_str)
    }

    /// Returns the value of a keyword as a non-negative integer.
    pub(super) fn integer(&self, key: &str) -> Option<u64> {
        self.keywords.get(key).and_then(Value::as_u64)
    }

    /// Returns the value of a keyword as a number.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.keywords.get(key).and_then(Value::as_f64)
    }

    /// Returns true if the value of a keyword is `true`.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.keywords.get(key) == Some(&Value::Bool(true))
    }

    /// Returns the lower bound of a number.
    pub(super) fn lower(&self) -> Option<Bound> {
        self.bound("minimum", "exclusiveMinimum", f64::max)
    }

    /// Returns the upper bound of a number.
    pub(super) fn upper(&self) -> Option<Bound> {
        self.bound("maximum", "exclusiveMaximum", f64::min)
    }

    /// Returns the stricter of the inclusive and the exclusive bound. In draft 4, `exclusiveMinimum` is a flag for
    /// `minimum`. In later drafts it is a bound of its own.
    fn bound(&self, key: &str, exclusive: &str, stricter: fn(f64, f64) -> f64) -> Option<Bound> {
        match (self.number(key), self.number(exclusive)) {
            (Some(inclusive), Some(exclusive)) => {
                let value = stricter(inclusive, exclusive);
                Some(Bound { value, is_exclusive: value.to_bits() == exclusive.to_bits() })
            }
            (None, Some(value)) => Some(Bound { value, is_exclusive: true }),
            (Some(value), None) => Some(Bound { value, is_exclusive: self.is_true(exclusive) }),
            (None, None) => None,
        }
    }
}

/// A lower or upper bound of a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    pub(super) value: f64,
    /// True if the bound itself is not permitted.
    pub(super) is_exclusive: bool,
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        // JSON Schema counts `1.0` as an integer (2020-12 Validation, section 6.1.1).
        Value::Number(number) if number.as_f64().is_some_and(|number| number.fract() == 0.0) => {
            "integer"
        }
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Returns true if a schema lists all permitted values.
pub(in crate::init::draft) fn is_enumerated(root: &Value) -> bool {
    let flat = flatten(root, root, 0, &mut Vec::new());
    flat.is_some_and(|flat| ["const", "enum"].iter().any(|key| flat.keywords.contains_key(*key)))
}
