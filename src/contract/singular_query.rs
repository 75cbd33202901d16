//! Queries with only names and indexes, such as `$.details[0].issue`. They are by far the most common ones.

use std::fmt;

use serde_json::Value;

use super::value_text::{push_index, push_member};

/// The steps of a singular query (RFC 9535, section 2.3.5.1) whose names have only letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Steps(Box<[Step]>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(Box<str>),
    Index(usize),
}

impl Steps {
    /// Parses a query. Returns `None` if the query needs the query engine.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::with_capacity(4);
        while !rest.is_empty() {
            let (step, left) = match rest.strip_prefix('.') {
                Some(behind) => member(behind)?,
                None => index(rest.strip_prefix('[')?)?,
            };
            steps.push(step);
            rest = left;
        }
        Some(Self(steps.into()))
    }

    /// Returns the selected value.
    pub(super) fn follow<'v>(&self, json: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(json, |json, step| match step {
            Step::Member(name) => json.as_object()?.get(&**name),
            Step::Index(index) => json.as_array()?.get(*index),
        })
    }
}

/// Formats the steps as a short normalized path.
impl fmt::Display for Steps {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("$");
        for step in &self.0 {
            match step {
                Step::Member(name) => push_member(&mut text, name),
                Step::Index(index) => push_index(&mut text, *index),
            }
        }
        out.write_str(&text)
    }
}

/// Splits the text into a member name, as written after a dot, and the rest.
fn member(text: &str) -> Option<(Step, &str)> {
    let end = text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let begins_well = name.starts_with(|it: char| !it.is_ascii_digit());
    begins_well.then(|| (Step::Member(name.into()), rest))
}

/// Splits the text into an index and the rest. An index has no leading zeros and fits into 32 bits.
fn index(text: &str) -> Option<(Step, &str)> {
    let (digits, rest) = text.split_once(']')?;
    let is_index = digits.bytes().all(|it| it.is_ascii_digit())
        && (1..=9).contains(&digits.len())
        && (digits == "0" || !digits.starts_with('0'));
    is_index.then(|| digits.parse().ok().map(|index| (Step::Index(index), rest)))?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use serde_json_path::JsonPath;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(Steps::parse(text).is_some(), expected, "{text}");
    }

    #[test]
    fn names_and_indexes_are_steps() {
        check("$", true);
        check("$.a_1.B[0].c[12]", true);
    }

    #[test]
    fn a_query_that_needs_the_engine_has_no_steps() {
        for text in
            ["$..a", "$.*", "$['a']", "$[-1]", "$[01]", "$[1:2]", "$.1a", "$.a-b", "$.", "a", " $"]
        {
            check(text, false);
        }
        check("$[9999999999]", false);
    }

    proptest! {
        #[test]
        fn steps_lead_where_the_engine_finds(text in r"\$[.ab0\[\]1_-]{0,8}") {
            let json = json!({
                "a": [{ "b": 1 }, [2, 3], { "a": null, "_": "x" }], "b": { "a0": [true], "b": { "b": 4 } },
                "_": [[5]],
            });
            if let Some(steps) = Steps::parse(&text) {
                let path = JsonPath::parse(&text).expect("what has steps is a query");
                prop_assert_eq!(steps.follow(&json), path.query(&json).first());
            }
        }
    }
}
