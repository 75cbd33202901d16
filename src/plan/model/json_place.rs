//! A place in a JSON value, written as a singular query (RFC 9535, section 2.3.5.1): `$.amount.value`.

use std::fmt;

use serde_json::Value;

use crate::contract::{push_index, push_member};

/// A place in a JSON value. A form counts as one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) struct JsonPlace(Vec<PlaceStep>);

/// One step from a value to a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PlaceStep {
    Member(String),
    Item(usize),
}

impl JsonPlace {
    /// Returns the place of the whole value.
    pub(in crate::plan) fn root() -> Self {
        Self(Vec::new())
    }

    /// Parses a place. Returns `None` unless the text is `$` followed by members and indexes.
    pub(in crate::plan) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, behind) = if let Some(name) = rest.strip_prefix('.') {
                let end = name.find(['.', '[']).unwrap_or(name.len());
                let plain = !name[..end].is_empty() && !name[..end].contains(['*', ' ', '?']);
                (plain.then(|| PlaceStep::Member(name[..end].to_owned()))?, &name[end..])
            } else {
                let inner = rest.strip_prefix('[')?;
                let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'));
                if let Some(quote) = quote {
                    let (name, behind) = inner[1..].split_once(quote)?;
                    (PlaceStep::Member(name.to_owned()), behind.strip_prefix(']')?)
                } else {
                    let (index, behind) = inner.split_once(']')?;
                    (PlaceStep::Item(index.parse().ok()?), behind)
                }
            };
            steps.push(step);
            rest = behind;
        }
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// Returns the place of the member of this name.
    pub(in crate::plan) fn member(&self, name: &str) -> Self {
        self.below(PlaceStep::Member(name.to_owned()))
    }

    /// Returns the place of the item at this index.
    pub(in crate::plan) fn item(&self, index: usize) -> Self {
        self.below(PlaceStep::Item(index))
    }

    fn below(&self, step: PlaceStep) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// Returns the name of a member of a form, or `None` if the place is not a member of the top level.
    pub(in crate::plan) fn of_form(&self) -> Option<&str> {
        match self.0.as_slice() {
            [PlaceStep::Member(name)] => Some(name),
            _ => None,
        }
    }

    /// Sets the value at this place, and adds the member if its object does not have it. Returns `false` if
    /// the place does not exist.
    pub(in crate::plan) fn set(&self, json: &mut Value, new: Value) -> bool {
        if self.0.is_empty() {
            *json = new;
            return true;
        }
        let Some((parent, last)) = self.parent(json) else { return false };
        match (parent, last) {
            (Value::Object(members), PlaceStep::Member(name)) => {
                members.insert(name.clone(), new);
                true
            }
            (Value::Array(items), PlaceStep::Item(index)) => {
                items.get_mut(*index).map(|item| *item = new).is_some()
            }
            _ => false,
        }
    }

    /// Removes the value at this place. Returns `false` if the place does not exist.
    pub(in crate::plan) fn remove(&self, json: &mut Value) -> bool {
        match self.parent(json) {
            Some((Value::Object(members), PlaceStep::Member(name))) => {
                members.shift_remove(name).is_some()
            }
            Some((Value::Array(items), PlaceStep::Item(index))) if *index < items.len() => {
                items.remove(*index);
                true
            }
            _ => false,
        }
    }

    /// Returns the object or list that contains the place, and the last step to the place. Returns `None` if the body
    /// has no such object or list.
    fn parent<'v, 's>(&'s self, json: &'v mut Value) -> Option<(&'v mut Value, &'s PlaceStep)> {
        let (last, before) = self.0.split_last()?;
        let parent = before.iter().try_fold(json, |value, step| match step {
            PlaceStep::Member(name) => value.get_mut(name),
            PlaceStep::Item(index) => value.get_mut(index),
        })?;
        Some((parent, last))
    }
}

/// Writes the place without the leading `$.`: `amount.value`. The whole value is the empty text.
impl fmt::Display for JsonPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                PlaceStep::Member(name) => push_member(&mut text, name),
                PlaceStep::Item(index) => push_index(&mut text, *index),
            }
        }
        f.write_str(text.strip_prefix('.').unwrap_or(&text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(
            JsonPlace::parse(text).map(|place| place.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }

    #[test]
    fn a_place_is_written_as_a_singular_query() {
        check("$.amount.value", Some("amount.value"));
        check("$['a b'][0].c", Some("['a b'][0].c"));
        check("$[\"a\"]", Some("a"));
        for text in ["", "$", "amount", "$.a.*", "$..a", "$[*]", "$['a", "$[-1]", "$.a[?@.b]"] {
            check(text, None);
        }
    }

    #[test]
    fn values_are_set_and_removed_at_their_place() {
        let mut json = json!({ "a": [{ "b": 1, "c": 2 }] });
        let place = |text| JsonPlace::parse(text).expect("a place");
        assert!(place("$.a[0].b").set(&mut json, json!("x")));
        assert!(place("$.a[0].new").set(&mut json, json!(null)));
        assert!(place("$.a[0].c").remove(&mut json));
        assert_eq!(json, json!({ "a": [{ "b": "x", "new": null }] }));
        for gone in ["$.a[1]", "$.b.c", "$.a.b"] {
            assert!(!place(gone).remove(&mut json), "{gone}");
            assert!(!place(gone).set(&mut json, json!(1)), "{gone}");
        }
    }
}
