//! Values as YAML that people like to read: in one line where that fits, else a line for each member.

use std::fmt::Write as _;

use serde_json::Value;

/// Lines are no longer than this, in characters.
pub(super) const WIDTH: usize = 110;

/// Words that YAML 1.1 or 1.2 takes for something else than text.
const WORDS: [&str; 11] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// A key with its value, below each other if need be; every line begins with `indent` spaces.
pub(super) fn member(key: &str, value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let key = text(key);
    let flow = flow(value);
    let is_flat = matches!(value, Value::Array(all) if all.is_empty())
        || matches!(value, Value::Object(all) if all.is_empty())
        || !(value.is_array() || value.is_object());
    if is_flat || pad.len() + key.len() + 2 + flow.chars().count() <= WIDTH {
        return format!("{pad}{key}: {flow}\n");
    }
    format!("{pad}{key}:\n{}", below(value, indent + 2))
}

/// The members or items of a value, each on lines of its own.
fn below(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| member(key, value, indent)).collect()
        }
        Value::Array(items) => items.iter().map(|one| item(one, indent)).collect(),
        scalar => format!("{pad}{}\n", flow(scalar)),
    }
}

fn item(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let flow = flow(value);
    let is_nested = matches!(value, Value::Object(members) if !members.is_empty());
    if !is_nested || indent + 2 + flow.chars().count() <= WIDTH {
        return format!("{pad}- {flow}\n");
    }
    // The first member stands behind the dash, the others below it.
    let members = below(value, indent + 2);
    format!("{pad}- {}", members.trim_start())
}

/// A value in one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(value) => text(value),
        Value::Number(number) => plain(number),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let member =
                |(key, value): (&String, &Value)| format!("{}: {}", text(key), flow(value));
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) => value.to_string(),
    }
}

/// A number in the form that means the same to every reader: `100`, not `100.0`.
fn plain(number: &serde_json::Number) -> String {
    let written = number.to_string();
    match written.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => written,
    }
}

/// A text, in quotes unless every reader of YAML takes it for the same text without them.
pub(super) fn text(value: &str) -> String {
    let first = value.chars().next();
    let begins = first.is_some_and(|first| first.is_ascii_alphabetic() || "/$_".contains(first))
        || value.starts_with("../");
    let is_plain = begins
        && !value.ends_with(' ')
        && value.chars().all(|c| c.is_ascii_alphanumeric() || " _-./+$@()".contains(c))
        && !WORDS.contains(&value.to_ascii_lowercase().as_str());
    if is_plain { value.to_owned() } else { quoted(value) }
}

/// A text in double quotes. What JSON escapes, YAML reads; what may stand in JSON and not in YAML is
/// escaped too (YAML 1.2.2, section 5.1).
fn quoted(value: &str) -> String {
    let mut quoted = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A path as the value of a method: `${…}` may stand in it without quotes.
pub(super) fn path(path: &str) -> String {
    let is_plain =
        path.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.~${}%+@()=;!*,".contains(c));
    if is_plain { path.to_owned() } else { quoted(path) }
}

/// One line of prose for a comment; what would end the line or command a terminal becomes a space.
pub(super) fn prose(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prose as a comment, broken between words where it is longer than a line.
pub(super) fn comment(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut lines = String::new();
    let mut line = format!("{pad}#");
    for word in prose(text).split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > pad.len() + 1 {
            lines.push_str(&line);
            lines.push('\n');
            line = format!("{pad}#");
        }
        line.push(' ');
        line.push_str(word);
    }
    lines.push_str(&line);
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::diagnostic::Sources;
    use crate::source::{Budget, read_all};

    #[track_caller]
    fn read(yaml: &str) -> Value {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let file = sources.add("a.yaml", yaml.to_owned());
        let node = read_all(file, sources.text(file), Budget::default(), &mut problems);
        assert_eq!(problems, [], "{yaml}");
        node.expect("YAML").to_json()
    }

    #[track_caller]
    fn check(value: &Value, expected: &str) {
        assert_eq!(flow(value), expected);
    }

    #[test]
    fn what_is_short_stands_in_one_line() {
        let order =
            json!({ "amount": { "value": "10.00", "currency": "USD" }, "tags": ["new", 1.5] });
        let expected = "{ amount: { value: \"10.00\", currency: USD }, tags: [new, 1.5] }";
        check(&order, expected);
        assert_eq!(member("json", &order, 2), format!("  json: {expected}\n"));
    }

    #[test]
    fn what_is_long_has_a_line_for_each_member() {
        let note =
            "a note that is long enough to fill half of a line, and a little more".to_owned();
        let order = json!({ "notes": [{ "text": note, "by": "me" }, note], "empty": {} });
        let expected = format!(
            "  json:\n    notes:\n      - {{ text: \"{note}\", by: me }}\n      - \"{note}\"\n    empty: {{}}\n"
        );
        assert_eq!(member("json", &order, 2), expected);
    }

    #[test]
    fn text_is_quoted_where_a_reader_might_take_it_for_something_else() {
        for plain in ["USD", "a b", "$.id", "/v2/orders", "me@example.com", "none"] {
            check(&json!(plain), plain);
        }
        for quoted in ["", "NO", "1.10", "12:30", "2026-11-22", "a: b", "a #b", "-", "a,b", "${id}"]
        {
            check(&json!(quoted), &format!("\"{quoted}\""));
        }
        check(&json!("a\n\"b\"\u{1b}"), r#""a\n\"b\"\u001b""#);
    }

    #[test]
    fn a_number_is_as_short_as_it_can_be() {
        check(&json!([100.0, 1.5, -3]), "[100, 1.5, -3]");
    }

    #[test]
    fn prose_never_leaves_its_comment() {
        assert_eq!(comment("one\ntwo \u{1b}[31m", 2), "  # one two [31m\n");
        let long = "word ".repeat(30);
        assert_eq!(comment(&long, 0).lines().count(), 2);
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-zA-Z.-]{1,40}", inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in values()) {
            let written = member("json", &value, 0);
            prop_assert_eq!(read(&written), json!({ "json": value }), "{}", written);
        }
    }
}
