//! `unique-members`: no member of a JSON object stands twice.

use std::collections::HashSet;
use std::fmt;

use http::header::CONTENT_TYPE;
use memchr::memchr_iter;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::context::field;
use crate::check::found::{Broken, capped};
use crate::check::media_type::is_json;
use crate::contract::{push_index, push_member};
use crate::verdict::CheckId;

/// No member of a JSON object stands twice (RFC 8259, section 4). All other checks see the last one.
/// Judged where the content is called JSON.
pub(in crate::check) struct UniqueMembers;

impl ProtocolRule for UniqueMembers {
    const ID: CheckId = CheckId::UniqueMembers;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let Some(value) = view.json.value() else { return Vec::new() };
        let content = &view.exchange.response.body;
        // Where as many names stand in the text as members came out of it, none was lost. Counting whatever may be
        // one is much cheaper and nearly always enough.
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

/// How many colons of JSON stand behind a quote: one for each member, and some in strings that quote JSON.
fn names(content: &[u8]) -> usize {
    let behind_quote = |at: &usize| content[..*at].trim_ascii_end().ends_with(b"\"");
    memchr_iter(b':', content).filter(behind_quote).count()
}

/// The colons of JSON that stand outside of strings: one for each member.
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

/// The members of all objects of a value.
fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(members).sum(),
        Value::Object(own) => own.len() + own.values().map(members).sum::<usize>(),
        _ => 0,
    }
}

/// The paths of all members that stand where one of their name stood before, in the order of the text.
fn doubled(content: &[u8]) -> Vec<String> {
    let (mut path, mut found) = ("$".to_owned(), Vec::new());
    let scan = Scan { path: &mut path, found: &mut found };
    // What was read as a value before is read once more.
    let _ = scan.deserialize(&mut serde_json::Deserializer::from_slice(content));
    found
}

/// Walks through JSON without keeping it.
struct Scan<'s> {
    path: &'s mut String,
    found: &'s mut Vec<String>,
}

impl Scan<'_> {
    /// What stands below the path.
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
