//! Makes text from the network harmless for terminals and for the logs of CI systems.
//!
//! A response may contain commands for the program that shows it: control characters for terminals, `::error::`,
//! `##[group]` and `##vso[…]` for the agents of GitHub and Azure, `##teamcity[…]` for `TeamCity`. No character is
//! dropped, because the text is evidence. Dangerous ones are replaced by visible ones.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns the text on one line. Characters that move a cursor, hide, or change the direction of text are made visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        show(c, &mut shown);
    }
    Cow::Owned(shown)
}

/// Appends a character, or its visible replacement.
pub(crate) fn show(c: char, out: &mut String) {
    if !is_unsafe(c) {
        out.push(c);
    } else if let Some(picture) = picture(c) {
        out.push(picture);
    } else {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
    }
}

/// Returns the picture of a C0 control or of DEL, from the Unicode block "Control Pictures".
fn picture(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code),
        0x7f => Some('\u{2421}'),
        _ => None,
    }
}

/// Returns `true` if a character moves a cursor, hides, or changes the direction of text.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Line and paragraph separators.
            '\u{2028}' | '\u{2029}'
            // Characters that change the direction of text, or are invisible.
            | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            // Non-characters, which XML forbids (XML 1.0, section 2.2).
            | '\u{fffe}' | '\u{ffff}')
}

/// Returns the byte offsets at which a `\` must be inserted so that no CI system takes the line for a command.
pub(crate) fn breaks(line: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    let indent = line.len() - line.trim_start().len();
    if line[indent..].starts_with("::") {
        breaks.push(indent + 1);
    }
    for (at, _) in line.match_indices('#') {
        if line[at + 1..].strip_prefix('#').is_some_and(commands) {
            breaks.push(at + 1);
        }
    }
    // If a test runner copies the line into a JUnit file, the CI system attaches the file that the line names.
    let mark = |at: &usize| {
        line.get(at + 1..at + 1 + ATTACHMENT.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(ATTACHMENT))
    };
    breaks.extend(line.match_indices('[').map(|(at, _)| at).filter(mark).map(|at| at + 1));
    breaks.sort_unstable();
    breaks
}

/// The text after the first bracket of the attachment mark of GitLab, Jenkins and Azure.
const ATTACHMENT: &str = "[ATTACHMENT";

/// Returns the text as one line that no terminal or CI system takes for a command.
pub(crate) fn line(text: &str) -> String {
    let mut line = visible(text).into_owned();
    breaks(&line).into_iter().rev().for_each(|at| line.insert(at, '\\'));
    line
}

/// Returns `true` if the text begins with an optional word and a bracket: `[`, `vso[`, `teamcity[` and similar.
fn commands(rest: &str) -> bool {
    rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(visible(text), expected);
    }

    #[track_caller]
    fn check_line(line: &str, expected: &str) {
        assert_eq!(super::line(line), expected);
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        check("naïve “ß” 日本 ✓", "naïve “ß” 日本 ✓");
    }

    #[test]
    fn controls_become_pictures() {
        check("a\u{1b}]0;b\u{7}\r\n\t\0\u{7f}", "a␛]0;b␇␍␊␉␀␡");
    }

    #[test]
    fn dangerous_characters_without_a_picture_become_their_code_point() {
        check("a\u{ad}b\u{180e}c\u{200b}", "a\\u{ad}b\\u{180e}c\\u{200b}");
        check("\u{9b}31m \u{202e}x\u{2028}\u{fffe}", "\\u{9b}31m \\u{202e}x\\u{2028}\\u{fffe}");
    }

    #[test]
    fn commands_of_ci_systems_lose_their_force() {
        check_line("::error::x", ":\\:error::x");
        check_line("  \u{3000}::set-output::x", "  \u{3000}:\\:set-output::x");
        check_line("a ##[group]x ##[error]", "a #\\#[group]x #\\#[error]");
        check_line("##vso[task.setvariable]", "#\\#vso[task.setvariable]");
        check_line("x ##TeamCity[a]", "x #\\#TeamCity[a]");
        check_line("###[a]", "##\\#[a]");
        check_line("a [[attachment|x]] ##[b]", "a [\\[attachment|x]] #\\#[b]");
    }

    #[test]
    fn text_that_only_resembles_a_command_stays() {
        check_line("curl 'http://[::1]:8080/'", "curl 'http://[::1]:8080/'");
        check_line("## a heading [link]", "## a heading [link]");
    }
}
