//! A value that satisfies a schema: what the document gives as an example, a default, or a value to choose
//! from, else the simplest that its keywords allow.

mod flattened_schema;
mod sample_text;

use serde_json::{Map, Number, Value, json};

use super::naming;
use super::sample_value::flattened_schema::{Flat, flatten};
use crate::contract::BodySchema;

pub(super) use self::flattened_schema::{is_listed, property, resolved};

/// How often a schema may stand inside of itself before it is left out.
const DEPTH: usize = 12;

/// How many items a list has at most because its schema asks for so many.
const ITEMS: usize = 20;

/// What a value is made of where a schema leaves a choice.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// Which of several alternatives, counted on beyond the last.
    branch: usize,
    /// Whether members are made that are not required.
    optional: bool,
    /// Whether whole objects and lists are taken from the document's examples.
    whole: bool,
}

/// The choices, in the order in which they are tried.
const CHOICES: [Choice; 8] = [
    Choice { branch: 0, optional: false, whole: true },
    Choice { branch: 0, optional: false, whole: false },
    Choice { branch: 1, optional: false, whole: true },
    Choice { branch: 0, optional: true, whole: true },
    Choice { branch: 1, optional: true, whole: true },
    Choice { branch: 2, optional: false, whole: true },
    Choice { branch: 2, optional: true, whole: true },
    Choice { branch: 0, optional: true, whole: false },
];

/// A value that was made, and what is still wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sample {
    pub(super) value: Value,
    /// In a few words; `None` if it satisfies its schema.
    pub(super) fault: Option<String>,
    /// Where values stand that name things which must be there already, as JSON Pointers: nothing but the
    /// keywords of a schema speaks for them.
    pub(super) made_up: Vec<String>,
}

/// A value for a schema, checked by it. `name` is what it is called where it is used.
pub(super) fn sample(schema: &BodySchema, name: &str) -> Sample {
    let root = schema.json();
    let mut first = None;
    for choice in CHOICES {
        let mut maker =
            Maker { root, choice, open: Vec::new(), path: Vec::new(), made_up: Vec::new() };
        let value = maker.value(root, name).unwrap_or(Value::Null);
        let sample = Sample { value, fault: None, made_up: maker.made_up };
        if schema.is_valid(&sample.value) {
            return sample;
        }
        first.get_or_insert(sample);
    }
    let sample = first.expect("there are choices");
    Sample { fault: fault(schema, &sample.value), ..sample }
}

/// What is wrong with a value, in a few words; `None` if it satisfies the schema.
pub(super) fn fault(schema: &BodySchema, value: &Value) -> Option<String> {
    let found = schema.violations(value).into_iter().next()?;
    let place = if found.path == "$" { String::new() } else { format!("{}: ", found.path) };
    Some(format!("{place}expected {}, found {}", found.expected, found.actual))
}

/// Makes one value.
struct Maker<'s> {
    root: &'s Value,
    choice: Choice,
    /// The schemas that the value stands in, by where their references lead.
    open: Vec<String>,
    /// Where in the value it stands.
    path: Vec<String>,
    made_up: Vec<String>,
}

impl<'s> Maker<'s> {
    /// A value; `None` where the schema stands inside of itself too often, or allows nothing.
    fn value(&mut self, schema: &'s Value, name: &str) -> Option<Value> {
        if self.open.len() > DEPTH || *schema == Value::Bool(false) {
            return None;
        }
        let before = self.open.len();
        let flat = flatten(self.root, schema, self.choice.branch, &mut self.open);
        let value = flat.and_then(|flat| self.of_flat(&flat, name));
        self.open.truncate(before);
        value
    }

    fn of_flat(&mut self, flat: &Flat<'s>, name: &str) -> Option<Value> {
        let usable = |given: &&Value| self.choice.whole || !given.is_object() && !given.is_array();
        if let Some(given) = flat.given().filter(usable) {
            return Some(given.clone());
        }
        let kind = flat.kind();
        if matches!(kind, "string" | "integer" | "number") && naming::is_of_a_thing(name) {
            let tokens = self.path.iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
            let tokens: Vec<String> = std::iter::once(String::new()).chain(tokens).collect();
            self.made_up.push(tokens.join("/"));
        }
        match kind {
            "object" => self.object(flat),
            "array" => self.array(flat, name),
            "boolean" => Some(Value::Bool(false)),
            "integer" => number(flat, true),
            "number" => number(flat, false),
            "null" => Some(Value::Null),
            _ => Some(Value::String(sample_text::text(flat, name))),
        }
    }

    fn object(&mut self, flat: &Flat<'s>) -> Option<Value> {
        let mut members = Map::new();
        let telling = self.telling(flat);
        for (name, schema) in &flat.properties {
            let required = flat.required.contains(name);
            let wanted = self.choice.optional && self.open.len() < 3 || telling.contains(name);
            if flat.is_read_only(self.root, name) || !(required || wanted) {
                continue;
            }
            match self.within(name, |maker| maker.member(schema, name)) {
                Some(value) => drop(members.insert((*name).to_owned(), value)),
                None if required => return None,
                None => {}
            }
        }
        for name in &flat.required {
            let is_missing = !members.contains_key(*name) && !flat.properties.contains_key(name);
            if is_missing {
                let any = &Value::Bool(true);
                let schema = flat.others.unwrap_or(any);
                let value = self.within(name, |maker| maker.value(schema, name))?;
                members.insert((*name).to_owned(), value);
            }
        }
        self.fill(flat, &mut members);
        Some(Value::Object(members))
    }

    /// The members of an object that requires none, and so would say nothing without them: those that the
    /// document gives a value for, else all that are no objects. None is the id of something else.
    fn telling(&self, flat: &Flat<'s>) -> Vec<&'s str> {
        if !self.path.is_empty() || !flat.required.is_empty() {
            return Vec::new();
        }
        let (mut given, mut simple) = (Vec::new(), Vec::new());
        for (name, schemas) in &flat.properties {
            let parts = schemas
                .iter()
                .map(|schema| flatten(self.root, schema, self.choice.branch, &mut Vec::new()));
            let Some(parts) = parts.collect::<Option<Vec<Flat<'_>>>>() else { continue };
            if parts.iter().any(|part| part.given().is_some()) {
                given.push(*name);
            } else if parts.iter().all(|part| !matches!(part.kind(), "object" | "array" | "null"))
                && !naming::is_of_a_thing(name)
            {
                simple.push(*name);
            }
        }
        if given.is_empty() { simple } else { given }
    }

    /// Makes what stands under a name or a number.
    fn within(
        &mut self,
        name: &str,
        inner: impl FnOnce(&mut Self) -> Option<Value>,
    ) -> Option<Value> {
        self.path.push(name.to_owned());
        let before = self.made_up.len();
        let made = inner(self);
        if made.is_none() {
            self.made_up.truncate(before);
        }
        self.path.pop();
        made
    }

    /// The value of a member that several schemas may speak of.
    fn member(&mut self, schemas: &[&'s Value], name: &str) -> Option<Value> {
        if let [only] = schemas {
            return self.value(only, name);
        }
        let before = self.open.len();
        let mut flat = Flat::default();
        let mut is_possible = true;
        for schema in schemas {
            let part = flatten(self.root, schema, self.choice.branch, &mut self.open);
            match part {
                Some(part) => flat.add(part),
                None => is_possible = false,
            }
        }
        let value = if is_possible { self.of_flat(&flat, name) } else { None };
        self.open.truncate(before);
        value
    }

    /// As many members more as the object must have.
    fn fill(&mut self, flat: &Flat<'s>, members: &mut Map<String, Value>) {
        let least = usize::try_from(flat.whole("minProperties").unwrap_or(0)).unwrap_or(0);
        for (name, schemas) in &flat.properties {
            if members.len() >= least {
                return;
            }
            if !members.contains_key(*name) && !flat.is_read_only(self.root, name) {
                let value = self.within(name, |maker| maker.member(schemas, name));
                members.extend(value.map(|value| ((*name).to_owned(), value)));
            }
        }
        let Some(others) = flat.others else { return };
        for number in 1..=least.min(ITEMS) {
            if members.len() < least {
                let name = format!("key{number}");
                let value = self.within(&name, |maker| maker.value(others, &name));
                members.extend(value.map(|value| (name, value)));
            }
        }
    }

    fn array(&mut self, flat: &Flat<'s>, name: &str) -> Option<Value> {
        let least = usize::try_from(flat.whole("minItems").unwrap_or(1)).unwrap_or(1).min(ITEMS);
        let most =
            usize::try_from(flat.whole("maxItems").unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let count = least.max(1).max(flat.heads.len()).min(most);
        let name = naming::singular(name);
        let mut items = Vec::new();
        for at in 0..count {
            let any = &Value::Bool(true);
            let schema = flat.heads.get(at).copied().or(flat.items).unwrap_or(any);
            match self.within(&at.to_string(), |maker| maker.value(schema, &name)) {
                Some(item) => items.push(item),
                None if at >= least || flat.whole("minItems").is_none() => break,
                None => return None,
            }
        }
        if flat.is_true("uniqueItems") {
            tell_apart(&mut items, flat.items.and_then(|schema| resolved(self.root, schema)));
        }
        Some(Value::Array(items))
    }
}

/// Makes items of a list differ: other values to choose from, later numbers, numbered texts.
fn tell_apart(items: &mut [Value], schema: Option<&Value>) {
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

/// A number within its bounds: 1, or the one nearest to it.
fn number(flat: &Flat<'_>, whole: bool) -> Option<Value> {
    let (lower, upper) = (flat.lower(), flat.upper());
    let is_low =
        |number: f64| lower.is_some_and(|(least, open)| number < least || open && number <= least);
    let is_high =
        |number: f64| upper.is_some_and(|(most, open)| number > most || open && number >= most);
    let step = flat.number("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let up = |number: f64| (number / step).ceil() * step;
    let mut number = up(1.0);
    if let Some((least, _)) = lower.filter(|_| is_low(number)) {
        number = up(least);
    }
    if let Some((most, _)) = upper.filter(|_| is_high(number)) {
        number = (most / step).floor() * step;
    }
    if is_low(number) {
        number += step;
    }
    if is_high(number) {
        number -= step;
    }
    // Between bounds that are closer than a step, the middle.
    if let (Some((least, _)), Some((most, _))) = (lower, upper)
        && (is_low(number) || is_high(number))
        && !whole
    {
        number = f64::midpoint(least, most);
    }
    if whole || number.fract() == 0.0 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a number beyond i64 stays at its end"
        )]
        return Some(Value::from(number.ceil() as i64));
    }
    Number::from_f64(number).map(Value::Number)
}

#[cfg(test)]
mod tests;
