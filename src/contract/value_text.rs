//! The text of JSON values and of paths in messages.

use serde_json::Value;

/// The number of characters of a string that are shown.
const SHOWN: usize = 60;

/// Formats a value with its type, in one line: `string "1.10"`, `number 1.1`, `boolean true`, `null`,
/// `array of 3`, `object with 2 members`.
///
/// A string is shortened to 60 characters. Control characters are escaped as in JSON.
pub fn typed(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("boolean {flag}"),
        Value::Number(number) => format!("number {number}"),
        Value::String(text) => format!("string {}", quoted(text)),
        Value::Array(items) => format!("array of {}", items.len()),
        Value::Object(members) if members.len() == 1 => "object with 1 member".to_owned(),
        Value::Object(members) => format!("object with {} members", members.len()),
    }
}

/// Formats a value for a list of alternatives: `"a"`, `7`. Arrays and objects are formatted as by [`typed`].
pub(super) fn short(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(_) | Value::Object(_) => typed(value),
        _ => value.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let cut = text.char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| at);
    let mark = if cut < text.len() { "…" } else { "" };
    let shown: String = text[..cut].chars().map(escaped).collect();
    format!("\"{shown}{mark}\"")
}

fn escaped(c: char) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        _ => c.to_string(),
    }
}

/// Converts a JSON Pointer (RFC 6901) into `root` to a short path: `$.details[0].field`.
pub fn dotted(root: &Value, pointer: &str) -> String {
    let mut path = String::from("$");
    let mut here = Some(root);
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let index = name.parse::<usize>().ok().filter(|_| here.is_some_and(Value::is_array));
        if let Some(index) = index {
            push_index(&mut path, index);
            here = here.and_then(|value| value.get(index));
        } else {
            push_member(&mut path, &name);
            here = here.and_then(|value| value.get(&name));
        }
    }
    path
}

/// Appends a member to a path: `.name`, or `['a name']` if the name is not a plain word.
pub(crate) fn push_member(path: &mut String, name: &str) {
    if is_plain(name) {
        path.push('.');
        path.push_str(name);
        return;
    }
    path.push_str("['");
    for c in name.chars() {
        match c {
            '\'' => path.push_str("\\'"),
            '"' => path.push('"'),
            _ => path.push_str(&escaped(c)),
        }
    }
    path.push_str("']");
}

/// Appends an index to a path: `[0]`.
pub(crate) fn push_index(path: &mut String, index: usize) {
    path.push('[');
    path.push_str(&index.to_string());
    path.push(']');
}

fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        assert_eq!(typed(value), expected);
    }

    #[test]
    fn a_value_is_shown_with_its_type() {
        check(&json!("1.10"), "string \"1.10\"");
        check(&json!(1.1), "number 1.1");
        check(&json!(true), "boolean true");
        check(&json!(null), "null");
        check(&json!([1, 2, 3]), "array of 3");
        check(&json!({"a": 1}), "object with 1 member");
        check(&json!({}), "object with 0 members");
    }

    #[test]
    fn a_long_string_is_shortened() {
        check(&json!("é".repeat(60)), &format!("string \"{}\"", "é".repeat(60)));
        check(&json!("é".repeat(61)), &format!("string \"{}…\"", "é".repeat(60)));
    }

    #[test]
    fn control_characters_are_escaped() {
        check(&json!("a\u{1b}[0m\"\\\n\u{9b}"), r#"string "a\u001b[0m\"\\\n\u009b""#);
    }

    #[test]
    fn a_pointer_becomes_a_path() {
        let root = json!({"details": [{"field": 1}], "a b": {"0": 1}});
        assert_eq!(dotted(&root, ""), "$");
        assert_eq!(dotted(&root, "/details/0/field"), "$.details[0].field");
        assert_eq!(dotted(&root, "/a b/0"), "$['a b']['0']");
        assert_eq!(dotted(&root, "/x~1y~0z'"), "$['x/y~z\\'']");
    }
}
