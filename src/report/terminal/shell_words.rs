//! Quoting of words for a POSIX shell. Words with control characters need bash, because of its `$'…'` quotes.

use std::fmt::Write;

use crate::sanitize::plain_bytes::Plain;

/// The characters of a word that needs no quotes.
static BARE: Plain = Plain::but(*b" !\"#$&'()*;<>?[\\]^`{|}~");

/// ASCII characters that need no escape inside of quotes. Other characters need an escape if they are control
/// characters.
static NO_CONTROL: Plain = Plain::but([]);

/// Returns one word of a command, in quotes if the word needs them.
pub(super) fn quote(word: &str) -> String {
    let mut line = String::with_capacity(word.len() + 2);
    push_quoted(&mut line, &[word]);
    line
}

/// Appends one quoted word, joined from parts.
pub(super) fn push_quoted(line: &mut String, parts: &[&str]) {
    let all = |fits: fn(&str) -> bool| parts.iter().all(|part| fits(part));
    // An empty word must be quoted, or the shell would drop it.
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

/// Escapes text between single quotes, where only a single quote is special.
fn push_escaped(line: &mut String, part: &str) {
    let mut pieces = part.split('\'');
    line.extend(pieces.next());
    for piece in pieces {
        line.push_str(r"'\''");
        line.push_str(piece);
    }
}

/// Escapes text between `$'` and `'`, so that control characters fit on one line.
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
    fn a_word_is_quoted_if_the_shell_needs_it() {
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
    fn every_special_character_is_quoted() {
        for c in (' '..='~').filter(|c| !c.is_ascii_alphanumeric() && !"_-./:=@%+,".contains(*c)) {
            assert!(quote(&c.to_string()).starts_with('\''), "{c}");
        }
    }

    #[test]
    fn parts_are_joined_to_one_word() {
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
