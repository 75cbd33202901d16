//! The lint for misspelt keywords in schemas.

use serde_json::Value;

use crate::diagnostic::closest;

/// The keywords of JSON Schema drafts 4 to 2020-12 and of `OpenAPI`'s schema objects whose values contain no schema.
const PLAIN: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$ref",
    "$schema",
    "$vocabulary",
    "const",
    "contentEncoding",
    "contentMediaType",
    "default",
    "dependentRequired",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "id",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "nullable",
    "pattern",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// The keywords whose value is a schema or a list of schemas.
const SCHEMAS: &[&str] = &[
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// The keywords whose value maps names of the author's choice to schemas.
const NAMED: &[&str] = &[
    "$defs",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Returns the misspelt keywords, each with its JSON Pointer and a sentence.
///
/// JSON Schema ignores unknown keywords, so `requierd` has no effect. Only words that are similar to a keyword are
/// reported, because other unknown words may be extensions.
pub fn lint(schema: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), schema)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Array(items) => {
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            Value::Object(members) => {
                for (word, child) in members.iter().rev() {
                    let pointer = child_pointer(&pointer, word);
                    if SCHEMAS.contains(&word.as_str()) {
                        open.push((pointer, child));
                    } else if NAMED.contains(&word.as_str()) {
                        let named = child.as_object().into_iter().flatten().rev();
                        open.extend(named.map(|(name, c)| (child_pointer(&pointer, name), c)));
                    } else if let Some(meant) = misspelt(word) {
                        let message = format!("`{word}` is no keyword; did you mean `{meant}`?");
                        found.push((pointer, message));
                    }
                }
            }
            _ => {}
        }
    }
    found.sort();
    found
}

/// Returns the keyword that a word resembles, unless the word is a keyword itself.
pub(in crate::contract) fn misspelt(word: &str) -> Option<&'static str> {
    let known = || PLAIN.iter().chain(SCHEMAS).chain(NAMED).copied();
    if word.starts_with("x-") || known().any(|keyword| keyword == word) {
        return None;
    }
    closest(word, known())
}

fn child_pointer(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}
