//! The cost of collecting the violations of a recursive schema.
//!
//! The validator collects the violations of every alternative. If an alternative leads back to the alternatives, each level
//! of the value multiplies the number of violations.

use std::collections::HashMap;

use serde_json::Value;

/// Returns the factor by which one level of a value multiplies the violations: the largest number of alternatives if the
/// schema is recursive, otherwise 1.
///
/// Schemas in other files are not read and count as recursive.
pub(super) fn factor(schema: &Value) -> usize {
    let most = alternatives(schema);
    if most > 1 && (Walk { root: schema, seen: HashMap::new() }).is_recursive(schema) {
        most
    } else {
        1
    }
}

/// Returns the number of levels of a value.
pub(super) fn levels(value: &Value) -> u32 {
    let deepest = match value {
        Value::Array(items) => items.iter().map(levels).max(),
        Value::Object(members) => members.values().map(levels).max(),
        _ => return 0,
    };
    1 + deepest.unwrap_or(0)
}

/// Returns the largest number of alternatives in one `anyOf` or `oneOf`.
fn alternatives(schema: &Value) -> usize {
    match schema {
        Value::Object(members) => {
            let own =
                ["anyOf", "oneOf"].into_iter().filter_map(|name| members.get(name)?.as_array());
            let own = own.map(Vec::len).max().unwrap_or(0);
            members.values().map(alternatives).fold(own, usize::max)
        }
        Value::Array(items) => items.iter().map(alternatives).max().unwrap_or(0),
        _ => 0,
    }
}

/// A walk along the references of a schema. Each reference is followed once.
struct Walk<'s> {
    root: &'s Value,
    /// The references so far. The value is true while the target is being visited.
    seen: HashMap<&'s str, bool>,
}

impl<'s> Walk<'s> {
    fn is_recursive(&mut self, schema: &'s Value) -> bool {
        match schema {
            Value::Object(members) => members.iter().any(|(name, member)| match name.as_str() {
                "$ref" | "$dynamicRef" | "$recursiveRef" => {
                    member.as_str().is_some_and(|to| self.leads_back(to))
                }
                // Definitions apply only where a reference names them.
                "$defs" | "definitions" => false,
                _ => self.is_recursive(member),
            }),
            Value::Array(items) => items.iter().any(|item| self.is_recursive(item)),
            _ => false,
        }
    }

    fn leads_back(&mut self, to: &'s str) -> bool {
        if let Some(is_open) = self.seen.get(to) {
            return *is_open;
        }
        // An anchor or another file is not looked up.
        let pointer =
            to.strip_prefix('#').filter(|pointer| pointer.is_empty() || pointer.starts_with('/'));
        let Some(pointer) = pointer else { return true };
        let Ok(pointer) = percent_encoding::percent_decode_str(pointer).decode_utf8() else {
            return true;
        };
        let Some(target) = self.root.pointer(&pointer) else { return true };
        self.seen.insert(to, true);
        let leads_back = self.is_recursive(target);
        self.seen.insert(to, false);
        leads_back
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_recursive_schema_multiplies() {
        let or_null = |to: &str| json!({ "anyOf": [{ "$ref": to }, { "type": "null" }, {}] });
        let with = |to: &str| json!({ "$ref": "#/$defs/a", "$defs": { "a": { "items": or_null(to) }, "b": { "type": "string" } } });
        assert_eq!(factor(&with("#/$defs/a")), 3);
        assert_eq!(factor(&with("#")), 3);
        assert_eq!(factor(&with("other.json")), 3);
        assert_eq!(factor(&with("#/$defs/b")), 1);
        assert_eq!(factor(&json!({ "items": { "$ref": "#" } })), 1);
    }

    #[test]
    fn levels_are_those_of_the_deepest_value() {
        assert_eq!([json!(1), json!([]), json!({ "a": [1, [2]] })].map(|v| levels(&v)), [0, 1, 3]);
    }
}
