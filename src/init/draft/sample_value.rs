//! Makes a value that satisfies a schema: an example, default or enumerated value of the document, else the
//! simplest value that the keywords permit.

mod flattened_schema;
mod sample_number;
mod sample_text;

use serde_json::{Map, Value, json};

use super::naming;

use crate::contract::BodySchema;

use self::flattened_schema::{FlatSchema, flatten};

pub(super) use self::flattened_schema::{is_enumerated, property, resolved};

/// The maximum depth of references inside a value.
const MAX_DEPTH: usize = 12;

/// The maximum number of items or members that `minItems` or `minProperties` can demand.
const MAX_ITEMS: usize = 20;

/// The decisions for a value if a schema permits several.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// The index of the alternative. Counting continues at the first behind the last.
    branch: usize,
    /// True if optional members are made too.
    optional: bool,
    /// True if whole objects and lists are copied from the document's examples.
    copies_examples: bool,
}

/// The choices in the order in which they are tried.
const CHOICES: [Choice; 8] = [
    Choice { branch: 0, optional: false, copies_examples: true },
    Choice { branch: 0, optional: false, copies_examples: false },
    Choice { branch: 1, optional: false, copies_examples: true },
    Choice { branch: 0, optional: true, copies_examples: true },
    Choice { branch: 1, optional: true, copies_examples: true },
    Choice { branch: 2, optional: false, copies_examples: true },
    Choice { branch: 2, optional: true, copies_examples: true },
    Choice { branch: 0, optional: true, copies_examples: false },
];

/// A value that was made for a schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    pub(super) value: Value,
    /// The first violation of the schema, or `None` if the value satisfies the schema.
    pub(super) fault: Option<String>,
    /// The JSON Pointers of values that must identify existing resources. Such values satisfy the schema, but
    /// exist at no server.
    pub(super) made_up: Vec<String>,
}

/// Makes a value for a schema and validates it. `name` is the name of the value, such as that of the parameter.
pub(super) fn sample(schema: &BodySchema, name: &str) -> Sample {
    let root = schema.json();
    let mut first = None;
    for choice in CHOICES {
        let mut sampler =
            Sampler { root, choice, open: Vec::new(), path: Vec::new(), made_up: Vec::new() };
        let value = sampler.value(root, name).unwrap_or(Value::Null);
        let sample = Sample { value, fault: None, made_up: sampler.made_up };
        if schema.is_valid(&sample.value) {
            return sample;
        }
        // If no choice satisfies the schema, the first and simplest value is the easiest to correct.
        first.get_or_insert(sample);
    }
    let sample = first.expect("`CHOICES` is not empty");
    Sample { fault: fault(schema, &sample.value), ..sample }
}

/// Returns the first violation of a schema, or `None` if the value satisfies the schema.
pub(super) fn fault(schema: &BodySchema, value: &Value) -> Option<String> {
    let found = schema.violations(value).into_iter().next()?;
    let place = if found.path == "$" { String::new() } else { format!("{}: ", found.path) };
    Some(format!("{place}expected {}, found {}", found.expected, found.actual))
}

/// Makes one value under one choice.
struct Sampler<'s> {
    root: &'s Value,
    choice: Choice,
    /// The references that lead to the current schema, outermost first.
    open: Vec<String>,
    /// The location of the current value: names of members and indices of items.
    path: Vec<String>,
    made_up: Vec<String>,
}

impl<'s> Sampler<'s> {
    /// Makes a value. Returns `None` if the references are too deep or the schema permits no value.
    fn value(&mut self, schema: &'s Value, name: &str) -> Option<Value> {
        // A schema that requires itself has no finite value.
        if self.open.len() > MAX_DEPTH || *schema == Value::Bool(false) {
            return None;
        }
        let before = self.open.len();
        let flat = flatten(self.root, schema, self.choice.branch, &mut self.open);
        let value = flat.and_then(|flat| self.flat_value(&flat, name));
        self.open.truncate(before);
        value
    }

    fn flat_value(&mut self, flat: &FlatSchema<'s>, name: &str) -> Option<Value> {
        let usable =
            |given: &&Value| self.choice.copies_examples || !given.is_object() && !given.is_array();
        if let Some(given) = flat.documented_value().filter(usable) {
            return Some(given.clone());
        }
        let kind = flat.kind();
        // A made-up id satisfies the schema, but no server has a resource with that id.
        if matches!(kind, "string" | "integer" | "number") && naming::identifies_resource(name) {
            let tokens = self.path.iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
            let tokens: Vec<String> = std::iter::once(String::new()).chain(tokens).collect();
            self.made_up.push(tokens.join("/"));
        }
        match kind {
            "object" => self.object(flat),
            "array" => self.array(flat, name),
            "boolean" => Some(Value::Bool(false)),
            "integer" => Some(sample_number::integer(flat)),
            "number" => sample_number::number(flat),
            "null" => Some(Value::Null),
            _ => Some(Value::String(sample_text::text(flat, name))),
        }
    }

    fn object(&mut self, flat: &FlatSchema<'s>) -> Option<Value> {
        let mut members = Map::new();
        let informative = self.informative_members(flat);
        for (name, schema) in &flat.properties {
            let required = flat.required.contains(name);
            // Optional members of inner objects would make the value of a recursive schema huge.
            let wanted = self.choice.optional && self.open.len() < 3 || informative.contains(name);
            if flat.is_read_only(self.root, name) || !(required || wanted) {
                continue;
            }
            match self.within(name, |sampler| sampler.member(schema, name)) {
                // Members keep the order of the document, in which authors look for them.
                Some(value) => drop(members.insert((*name).to_owned(), value)),
                // Without a required member no object satisfies the schema.
                None if required => return None,
                None => {}
            }
        }
        for name in &flat.required {
            let is_missing = !members.contains_key(*name) && !flat.properties.contains_key(name);
            if is_missing {
                let any = &Value::Bool(true);
                let schema = flat.additional.unwrap_or(any);
                let value = self.within(name, |sampler| sampler.value(schema, name))?;
                members.insert((*name).to_owned(), value);
            }
        }
        self.add_missing_members(flat, &mut members);
        Some(Value::Object(members))
    }

    /// Returns the optional members of an outermost object without required members, which would otherwise be empty:
    /// the members with a value in the document, else all scalar members that identify no resource.
    fn informative_members(&self, flat: &FlatSchema<'s>) -> Vec<&'s str> {
        if !self.path.is_empty() || !flat.required.is_empty() {
            return Vec::new();
        }
        let (mut given, mut simple) = (Vec::new(), Vec::new());
        for (name, schemas) in &flat.properties {
            let parts = schemas
                .iter()
                .map(|schema| flatten(self.root, schema, self.choice.branch, &mut Vec::new()));
            let Some(parts) = parts.collect::<Option<Vec<FlatSchema<'_>>>>() else { continue };
            if parts.iter().any(|part| part.documented_value().is_some()) {
                given.push(*name);
            } else if parts.iter().all(|part| !matches!(part.kind(), "object" | "array" | "null"))
                && !naming::identifies_resource(name)
            {
                simple.push(*name);
            }
        }
        if given.is_empty() { simple } else { given }
    }

    /// Makes the value of a member or item. `name` is appended to the location meanwhile.
    fn within(
        &mut self,
        name: &str,
        inner: impl FnOnce(&mut Self) -> Option<Value>,
    ) -> Option<Value> {
        self.path.push(name.to_owned());
        let before = self.made_up.len();
        let made = inner(self);
        if made.is_none() {
            // The value is dropped, so the ids in it must not become variables.
            self.made_up.truncate(before);
        }
        self.path.pop();
        made
    }

    /// Makes the value of a member that several schemas may describe.
    fn member(&mut self, schemas: &[&'s Value], name: &str) -> Option<Value> {
        if let [only] = schemas {
            return self.value(only, name);
        }
        let before = self.open.len();
        let mut flat = FlatSchema::default();
        let mut is_possible = true;
        for schema in schemas {
            let part = flatten(self.root, schema, self.choice.branch, &mut self.open);
            match part {
                Some(part) => flat.merge(part),
                None => is_possible = false,
            }
        }
        let value = if is_possible { self.flat_value(&flat, name) } else { None };
        self.open.truncate(before);
        value
    }

    /// Adds members until `minProperties` is satisfied.
    fn add_missing_members(&mut self, flat: &FlatSchema<'s>, members: &mut Map<String, Value>) {
        let least = usize::try_from(flat.integer("minProperties").unwrap_or(0)).unwrap_or(0);
        for (name, schemas) in &flat.properties {
            if members.len() >= least {
                return;
            }
            if !members.contains_key(*name) && !flat.is_read_only(self.root, name) {
                let value = self.within(name, |sampler| sampler.member(schemas, name));
                members.extend(value.map(|value| ((*name).to_owned(), value)));
            }
        }
        let Some(additional) = flat.additional else { return };
        for number in 1..=least.min(MAX_ITEMS) {
            if members.len() < least {
                let name = format!("key{number}");
                let value = self.within(&name, |sampler| sampler.value(additional, &name));
                members.extend(value.map(|value| (name, value)));
            }
        }
    }

    fn array(&mut self, flat: &FlatSchema<'s>, name: &str) -> Option<Value> {
        let least =
            usize::try_from(flat.integer("minItems").unwrap_or(1)).unwrap_or(1).min(MAX_ITEMS);
        let most =
            usize::try_from(flat.integer("maxItems").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        // An empty list would not show the author what its items look like.
        let count = least.max(1).max(flat.first_items.len()).min(most);
        let name = naming::singular(name);
        let mut items = Vec::new();
        for at in 0..count {
            let any = &Value::Bool(true);
            let schema = flat.first_items.get(at).copied().or(flat.items).unwrap_or(any);
            match self.within(&at.to_string(), |sampler| sampler.value(schema, &name)) {
                Some(item) => items.push(item),
                None if at >= least || flat.integer("minItems").is_none() => break,
                None => return None,
            }
        }
        if flat.is_true("uniqueItems") {
            make_unique(&mut items, flat.items.and_then(|schema| resolved(self.root, schema)));
        }
        Some(Value::Array(items))
    }
}

/// Makes the items of a list differ: by other enumerated values, following numbers, or numbered texts.
fn make_unique(items: &mut [Value], schema: Option<&Value>) {
    let choice = schema.and_then(|schema| schema.get("enum")).and_then(Value::as_array);
    for (at, item) in items.iter_mut().enumerate().skip(1) {
        let other = match (&*item, choice) {
            (_, Some(values)) => values.get(at).cloned(),
            (Value::Number(number), _) => number
                .as_i64()
                .and_then(|number| number.checked_add(i64::try_from(at).ok()?))
                .map(Value::from),
            (Value::String(text), _) => Some(json!(format!("{text}{}", at + 1))),
            _ => None,
        };
        if let Some(other) = other {
            *item = other;
        }
    }
}

#[cfg(test)]
mod tests;
