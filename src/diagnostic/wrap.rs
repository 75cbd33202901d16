//! Word wrapping for texts that people read.

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Returns options that wrap text at `width` columns without breaking a word.
///
/// A text in backticks counts as one word, so that a quoted command or code stays on one line. A word
/// that is wider than `width` has a line of its own.
pub fn wrap_options(width: usize) -> Options<'static> {
    Options::new(width)
        .word_separator(WordSeparator::Custom(split_outside_backticks))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false)
}

/// Splits a line into words, each with the spaces that follow the word.
fn split_outside_backticks(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut after_space = false;
    for (at, c) in line.char_indices() {
        if after_space && c != ' ' {
            words.push(Word::from(&line[start..at]));
            start = at;
        }
        // An odd number of backticks leaves the rest of the line as one word, which only makes a line longer.
        quoted ^= c == '`';
        after_space = c == ' ' && !quoted;
    }
    words.push(Word::from(&line[start..]));
    Box::new(words.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: usize, expected: &str) {
        assert_eq!(textwrap::fill(text, wrap_options(width)), expected);
    }

    #[test]
    fn a_text_that_fits_is_unchanged() {
        check("one  two", 8, "one  two");
        check("one\ntwo", 8, "one\ntwo");
    }

    #[test]
    fn a_line_breaks_between_words() {
        check("one two three", 8, "one two\nthree");
        check("unbreakable x", 4, "unbreakable\nx");
        check("semi-detached", 6, "semi-detached");
    }

    #[test]
    fn a_text_in_backticks_stays_on_one_line() {
        check("say `404 NOPE` now", 8, "say\n`404 NOPE`\nnow");
        check("an open `quote has no end", 8, "an open\n`quote has no end");
    }

    #[test]
    fn a_wide_character_takes_two_columns() {
        check("日本 語", 6, "日本\n語");
    }
}
