//! Content as people read it: JSON indented, without changing a token of it.

use serde::de::IgnoredAny;

use crate::exchange::Content;

/// Deepest indentation in levels; what nests deeper stands under it.
const DEEPEST: usize = 24;

/// The content's lines. JSON is indented; numbers and strings stay as they were written.
pub(super) fn lines(content: &Content) -> Vec<String> {
    let Some(text) = &content.text else {
        return vec![format!("({} bytes that are not text)", content.bytes)];
    };
    let cut = content.omitted > 0 && text.trim_start().starts_with(['{', '[']);
    let mut lines = if cut || serde_json::from_str::<IgnoredAny>(text).is_ok() {
        indent(text)
    } else {
        text.lines().map(str::to_owned).collect()
    };
    if content.omitted > 0 {
        lines.push(format!("… {} of {} bytes were not kept", content.omitted, content.bytes));
    }
    lines
}

/// Puts every member and item on its own line. Works on tokens, so `1.10` stays `1.10`.
fn indent(json: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut depth: usize = 0;
    let mut chars = json.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if quoted {
            push(&mut lines, c);
            match c {
                '\\' => chars.next().into_iter().for_each(|escaped| push(&mut lines, escaped)),
                '"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match c {
            '{' | '[' => {
                push(&mut lines, c);
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(close) = chars.next_if(|c| matches!(c, '}' | ']')) {
                    push(&mut lines, close);
                } else {
                    depth += 1;
                    lines.push(margin(depth));
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                lines.push(margin(depth));
                push(&mut lines, c);
            }
            ',' => {
                push(&mut lines, c);
                lines.push(margin(depth));
            }
            ':' => ": ".chars().for_each(|c| push(&mut lines, c)),
            c if c.is_ascii_whitespace() => {}
            c => {
                quoted = c == '"';
                push(&mut lines, c);
            }
        }
    }
    lines
}

fn margin(depth: usize) -> String {
    "  ".repeat(depth.min(DEEPEST))
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::content;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(lines(&content(text)), expected);
    }

    #[test]
    fn json_is_indented() {
        check(
            r#"{"a":[1,{"b":"c:d,{\"}"}],"e":{}}"#,
            &[
                "{",
                "  \"a\": [",
                "    1,",
                "    {",
                "      \"b\": \"c:d,{\\\"}\"",
                "    }",
                "  ],",
                "  \"e\": {}",
                "}",
            ],
        );
    }

    #[test]
    fn no_token_is_changed() {
        check(
            "[1.10, 12345678901234567890123, \"\\u0041\"]",
            &["[", "  1.10,", "  12345678901234567890123,", "  \"\\u0041\"", "]"],
        );
    }

    #[test]
    fn what_is_not_json_stays_as_it_is() {
        check("{\"a\":]\r\n<x>", &["{\"a\":]", "<x>"]);
    }

    #[test]
    fn deep_nesting_is_harmless() {
        let deep = "[".repeat(100_000);
        let cut = Content { omitted: 5, bytes: 100_005, ..content(&deep) };
        let longest = lines(&cut).iter().map(String::len).max();
        assert!(longest < Some(100));
    }

    #[test]
    fn what_was_not_kept_is_said() {
        let binary = Content { text: None, base64: Some("AAE=".into()), bytes: 2, omitted: 0 };
        assert_eq!(lines(&binary), ["(2 bytes that are not text)"]);
        let cut = Content { omitted: 7, bytes: 9, ..content("ab") };
        assert_eq!(lines(&cut), ["ab", "… 7 of 9 bytes were not kept"]);
    }
}
