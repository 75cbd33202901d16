//! Words as a POSIX shell reads them (bash where they have control characters).

use std::fmt::Write;

use crate::sanitize::plain::Plain;

/// What stands in a word as it is.
static BARE: Plain = Plain::but(*b" !\"#$&'()*;<>?[\\]^`{|}~");

/// What needs no more than quotes around it; of what is outside of ASCII some does.
static NO_CONTROL: Plain = Plain::but([]);

/// One word for a shell.
pub(super) fn quote(word: &str) -> String {
    let mut line = String::with_capacity(word.len() + 2);
    push_quoted(&mut line, &[word]);
    line
}

/// Adds one word, which these parts make together.
pub(super) fn push_quoted(line: &mut String, parts: &[&str]) {
    let all = |fits: fn(&str) -> bool| parts.iter().all(|part| fits(part));
    if all(|part| BARE.is(part)) && !all(str::is_empty) {
        line.extend(parts.iter().copied());
        return;
    }
    let in_quotes = all(|part| NO_CONTROL.is(part) || !part.chars().any(char::is_control));
    line.push_str(if in_quotes { "'" } else { "$'" });
    for part in parts {
        if in_quotes { push_escaped(line, part) } else { push_ansi_c(line, part) }
    }
    line.push('\'');
}

/// Between single quotes everything stands for itself but a single quote.
fn push_escaped(line: &mut String, part: &str) {
    let mut pieces = part.split('\'');
    line.extend(pieces.next());
    for piece in pieces {
        line.push_str(r"'\''");
        line.push_str(piece);
    }
}

/// Between `$'` and `'` control characters can be said on one line.
fn push_ansi_c(line: &mut String, part: &str) {
    for c in part.chars() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            '\'' => line.push_str("\\'"),
            '\\' => line.push_str("\\\\"),
            c if c.is_control() => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    // Writing to a `String` cannot fail.
                    let _ = write!(line, "\\x{byte:02x}");
                }
            }
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        assert_eq!(quote(word), expected);
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        check("a/b-c_1.yaml", "a/b-c_1.yaml");
        check("-./:=@%+,", "-./:=@%+,");
        check("", "''");
        check("a b", "'a b'");
        check("it's", r"'it'\''s'");
        check("$(rm)`x`", "'$(rm)`x`'");
        check("ß", "'ß'");
        check("\u{1b}\u{85}", r"$'\x1b\xc2\x85'");
    }

    #[test]
    fn every_character_that_a_shell_knows_is_quoted() {
        for c in (' '..='~').filter(|c| !c.is_ascii_alphanumeric() && !"_-./:=@%+,".contains(*c)) {
            assert!(quote(&c.to_string()).starts_with('\''), "{c}");
        }
    }

    #[test]
    fn parts_make_one_word() {
        let joined = |parts: &[&str]| {
            let mut line = String::new();
            push_quoted(&mut line, parts);
            line
        };
        assert_eq!(joined(&["a", ": ", "it's"]), r"'a: it'\''s'");
        assert_eq!(joined(&["a", "=", "b"]), "a=b");
        assert_eq!(joined(&["a", ": ", "\n"]), r"$'a: \n'");
        assert_eq!(joined(&["", ""]), "''");
    }
}
