//! `unique-members`: a JSON object has each member once (RFC 8259, section 4).

use std::collections::HashSet;
use std::fmt;

use http::header::CONTENT_TYPE;
use memchr::memchr_iter;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::{Broken, capped};
use crate::check::header_field::field;
use crate::check::media_type::is_json;
use crate::contract::{push_index, push_member};
use crate::verdict::CheckId;

/// A JSON object has each member at most once. All other checks see only the last duplicate.
///
/// Applies to bodies whose media type is JSON.
pub(in crate::check) struct UniqueMembers;

impl ProtocolRule for UniqueMembers {
    const ID: CheckId = CheckId::UniqueMembers;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let Some(value) = view.json.value() else { return Vec::new() };
        let content = &view.subject.exchange.response.body;
        // If the text has as many names as the parsed value has members, the parser dropped no duplicate. The count
        // is far cheaper than a second parse, and it settles almost every body.
        let members = members(value);
        if names(content) == members || colons(content) == members || !is_called_json(view) {
            return Vec::new();
        }
        let found = doubled(content).into_iter().map(|path| {
            let message = format!("the member at {path} stands there more than once");
            Broken::new(message, "one member of each name", "a doubled member").at(path)
        });
        capped(found, || "have a member more than once")
    }
}

fn is_called_json(view: &View<'_>) -> bool {
    field(view.headers(), &CONTENT_TYPE).is_some_and(|named| is_json(&named))
}

/// Counts the colons that follow a quote: one for each member, plus those in strings that contain JSON.
fn names(content: &[u8]) -> usize {
    let behind_quote = |at: &usize| content[..*at].trim_ascii_end().ends_with(b"\"");
    memchr_iter(b':', content).filter(behind_quote).count()
}

/// Counts the colons outside of strings: exactly one for each member.
fn colons(content: &[u8]) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in content {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b':' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Counts the members of all objects in a value.
fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(members).sum(),
        Value::Object(own) => own.len() + own.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

/// Returns the paths of all duplicate members, in the order of the text.
fn doubled(content: &[u8]) -> Vec<String> {
    let (mut path, mut found) = ("$".to_owned(), Vec::new());
    let scan = Scan { path: &mut path, found: &mut found };
    // The same bytes were parsed as a value before, so this pass cannot fail.
    let _ = scan.deserialize(&mut serde_json::Deserializer::from_slice(content));
    found
}

/// Reads JSON without building a value, and collects the paths of duplicate members.
struct Scan<'s> {
    path: &'s mut String,
    found: &'s mut Vec<String>,
}

impl Scan<'_> {
    /// Returns a scanner for the value below the current path.
    fn inner(&mut self) -> Scan<'_> {
        Scan { path: self.path, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, text: D) -> Result<(), D::Error> {
        text.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        let length = self.path.len();
        for at in 0.. {
            push_index(self.path, at);
            let more = items.next_element_seed(self.inner())?;
            self.path.truncate(length);
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let length = self.path.len();
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            push_member(self.path, &name);
            if !names.insert(name) {
                self.found.push(self.path.clone());
            }
            members.next_value_seed(self.inner())?;
            self.path.truncate(length);
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        let answer = format!("200\ncontent-type: application/json\n\n{body}");
        let findings = Fixture::answer("GET /a", &answer).findings(&UniqueMembers);
        let paths: Vec<_> = findings.iter().filter_map(|finding| finding.path.as_deref()).collect();
        assert_eq!(paths, expected, "{findings:?}");
    }

    #[test]
    fn a_member_stands_once() {
        check(r#"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}"#, &[]);
        check(r#"{"a":1,"a":1}"#, &["$.a"]);
        check(r#"{"c":[0,{"a":1,"b":[],"a":{"x":1,"x":2}}]}"#, &["$.c[1].a", "$.c[1].a.x"]);
        check(r#"{"a":1,"\u0061":2}"#, &["$.a"]);
    }

    #[test]
    fn a_colon_in_a_string_is_no_member() {
        check(r#"{"a:b":":\":"}"#, &[]);
        check(r#"{"a:b":"\\","a:b":1}"#, &["$['a:b']"]);
        check(r#"{"a" : "\":{\"b\":1}"}"#, &[]);
        check(r#"{"a" :"\":","a"  : 1}"#, &["$.a"]);
    }

    #[test]
    fn it_is_reported_and_fails_nothing() {
        let answer = "200\ncontent-type: application/json\n\n{\"a\":1,\"a\":1}";
        let message = "should: the member at $.a stands there more than once";
        Fixture::answer("GET /a", answer).check(&UniqueMembers, &[message]);
    }

    #[test]
    fn what_is_not_called_json_is_not_judged() {
        Fixture::answer("GET /a", "200\n\n{\"a\":1,\"a\":1}").check(&UniqueMembers, &[]);
        let text = "200\ncontent-type: text/plain\n\n{\"a\":1,\"a\":1}";
        Fixture::answer("GET /a", text).check(&UniqueMembers, &[]);
    }
}
