//! Values as readable YAML: on one line if they fit, else one line for each member.

use std::fmt::Write as _;

use serde_json::Value;

/// The maximum length of a line, in characters.
const WIDTH: usize = 110;

/// Words that YAML 1.1 or 1.2 does not read as text.
const RESERVED: [&str; 11] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

/// Writes a key with its value, on several lines if one line is too short. Every line is indented by `indent`
/// spaces.
pub(super) fn member(key: &str, value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let key = text(key);
    let flow = flow(value);
    // Without members there is nothing to put on lines of their own.
    let is_flat = matches!(value, Value::Array(all) if all.is_empty())
        || matches!(value, Value::Object(all) if all.is_empty())
        || !(value.is_array() || value.is_object());
    if is_flat || pad.len() + key.len() + 2 + flow.chars().count() <= WIDTH {
        return format!("{pad}{key}: {flow}\n");
    }
    format!("{pad}{key}:\n{}", block(value, indent + 2))
}

/// Writes each member or item of a value on its own lines.
fn block(value: &Value, indent: usize) -> String {
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
    // The first member is on the line of the dash, the others are aligned below it.
    let members = block(value, indent + 2);
    format!("{pad}- {}", members.trim_start())
}

/// Writes a value on one line.
fn flow(value: &Value) -> String {
    match value {
        Value::String(value) => text(value),
        Value::Number(number) => shortest(number),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let members = members.iter();
            let members: Vec<String> =
                members.map(|(key, value)| format!("{}: {}", text(key), flow(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) => value.to_string(),
    }
}

/// Writes a number without a trailing `.0`, because some readers treat `100.0` as different from `100`.
fn shortest(number: &serde_json::Number) -> String {
    let written = number.to_string();
    written.strip_suffix(".0").unwrap_or(&written).to_owned()
}

/// Writes a text, in quotes unless every version of YAML reads the plain form as the same text.
pub(super) fn text(value: &str) -> String {
    let first = value.chars().next();
    // A plain scalar must not begin with an indicator such as `-` or `*` (YAML 1.2.2, section 7.3.3).
    let begins = first.is_some_and(|first| first.is_ascii_alphabetic() || "/$_".contains(first))
        || value.starts_with("../");
    let is_plain = begins
        && !value.ends_with(' ')
        && value.chars().all(|c| c.is_ascii_alphanumeric() || " _-./+$@()".contains(c))
        && !RESERVED.contains(&value.to_ascii_lowercase().as_str());
    if is_plain { value.to_owned() } else { quoted(value) }
}

/// Writes a text in double quotes with the escapes of JSON, which YAML accepts. Characters that JSON permits and
/// YAML does not are escaped too (YAML 1.2.2, section 5.1).
fn quoted(value: &str) -> String {
    let mut quoted = String::new();
    for character in Value::from(value).to_string().chars() {
        if character.is_control() || "\u{2028}\u{2029}\u{feff}".contains(character) {
            // All of these characters have four digits: none of them is beyond the Basic Multilingual Plane.
            let _ = write!(quoted, "\\u{:04x}", u32::from(character));
        } else {
            quoted.push(character);
        }
    }
    quoted
}

/// Writes the path of a request. A path with `${…}` needs no quotes, because the path begins with a slash.
pub(super) fn path(path: &str) -> String {
    let is_plain =
        path.chars().all(|c| c.is_ascii_alphanumeric() || "/_-.~${}%+@()=;!*,".contains(c));
    if is_plain { path.to_owned() } else { quoted(path) }
}

/// Makes one line of prose for a comment. Control characters become spaces, because they could end the line or
/// control a terminal.
pub(super) fn prose(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes prose as a comment, wrapped between words.
pub(super) fn comment(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut lines = String::new();
    let mut line = format!("{pad}#");
    for word in prose(text).split(' ') {
        // A word that is longer than the line gets a line of its own.
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
    fn a_short_value_is_written_on_one_line() {
        let order =
            json!({ "amount": { "value": "10.00", "currency": "USD" }, "tags": ["new", 1.5] });
        let expected = "{ amount: { value: \"10.00\", currency: USD }, tags: [new, 1.5] }";
        check(&order, expected);
        assert_eq!(member("json", &order, 2), format!("  json: {expected}\n"));
    }

    #[test]
    fn a_long_value_has_a_line_for_each_member() {
        let note =
            "a note that is long enough to fill half of a line, and a little more".to_owned();
        let order = json!({ "notes": [{ "text": note, "by": "me" }, note], "empty": {} });
        let expected = format!(
            "  json:\n    notes:\n      - {{ text: \"{note}\", by: me }}\n      - \"{note}\"\n    empty: {{}}\n"
        );
        assert_eq!(member("json", &order, 2), expected);
    }

    #[test]
    fn a_text_is_quoted_if_a_reader_could_read_another_type() {
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
    fn a_whole_number_has_no_fraction() {
        check(&json!([100.0, 1.5, -3]), "[100, 1.5, -3]");
    }

    #[test]
    fn prose_cannot_end_its_comment() {
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
        fn a_written_value_is_read_back_unchanged(value in values()) {
            let written = member("json", &value, 0);
            prop_assert_eq!(read(&written), json!({ "json": value }), "{}", written);
        }
    }
}
