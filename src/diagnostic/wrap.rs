//! Lines that fit.

use unicode_width::UnicodeWidthStr;

/// The text in lines of at most `width` columns. What stands in backticks is kept together, and a word
/// that is wider than a line has one of its own.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| fitted(line, width)).collect();
    lines.join("\n")
}

fn fitted(line: &str, width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in words(line) {
        let taken = word.width();
        if column > 0 && column + 1 + taken > width {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text += word;
        column += taken;
    }
    text
}

/// The words of a line; spaces between backticks do not part words.
fn words(line: &str) -> Vec<&str> {
    let mut inside = false;
    line.split(|c: char| {
        inside ^= c == '`';
        c == ' ' && !inside
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, expected: &str) {
        assert_eq!(wrapped(text, width), expected);
    }

    #[test]
    fn a_text_that_fits_stays_as_it_is() {
        check("one  two", 8, "one  two");
        check("one\ntwo", 8, "one\ntwo");
    }

    #[test]
    fn lines_break_between_words() {
        check("one two three", 8, "one two\nthree");
        check("unbreakable x", 4, "unbreakable\nx");
    }

    #[test]
    fn what_stands_in_backticks_stays_together() {
        check("say `404 NOPE` now", 8, "say\n`404 NOPE`\nnow");
    }
}
