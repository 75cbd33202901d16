//! Text for the terminal, wrapped to its width.

use crate::diagnostic::wrap_options;

/// The longest line of a paragraph, in columns. Longer lines are hard to read.
const WIDEST: usize = 80;
/// The shortest line of a paragraph beside a label, in columns.
const NARROWEST: usize = 20;

/// A text of titles, paragraphs, facts and literal lines.
pub(super) struct Prose {
    width: usize,
    text: String,
}

impl Prose {
    /// Starts an empty text for a terminal of `width` columns.
    pub(super) fn new(width: usize) -> Self {
        Self { width: width.min(WIDEST), text: String::new() }
    }

    /// Returns the whole text.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// Adds a name and its description.
    pub(super) fn title(&mut self, name: &str, description: &str) {
        self.gap();
        self.wrapped(&format!("{name}: {description}"), "");
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.gap();
        self.wrapped(text, "");
    }

    /// Adds names and facts in two columns. A name may be empty.
    pub(super) fn facts<T: AsRef<str>>(&mut self, facts: &[(&str, T)]) {
        self.gap();
        let column = facts.iter().map(|(name, _)| name.len() + 2).max().unwrap_or(0);
        for (name, fact) in facts {
            let colon = if name.is_empty() { "" } else { ":" };
            let label = format!("{name}{colon}");
            self.wrapped(fact.as_ref(), &format!("{label:<column$}"));
        }
    }

    /// Adds literal lines, indented.
    pub(super) fn lines(&mut self, lines: &[&str]) {
        self.gap();
        for line in lines {
            self.text += &["    ", line, "\n"].concat();
        }
    }

    fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds a wrapped text with a label before its first line. The other lines begin below the text.
    ///
    /// A contract's text may contain control characters. Each becomes a space, so that none reaches the terminal.
    fn wrapped(&mut self, text: &str, label: &str) {
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let words: Vec<&str> = clean.split_whitespace().collect();
        let indent = " ".repeat(label.len());
        let options = wrap_options(self.width.max(label.len() + NARROWEST))
            .initial_indent(label)
            .subsequent_indent(&indent);
        self.text += &textwrap::fill(&words.join(" "), options);
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_two_columns() {
        let mut prose = Prose::new(30);
        prose.facts(&[("cause", "one two three four five six"), ("", "seven")]);
        assert_eq!(prose.text(), "cause: one two three four five\n       six\n       seven\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let mut prose = Prose::new(80);
        prose.paragraph("red \u{1b}[31m\nend");
        assert_eq!(prose.text(), "red [31m end\n");
    }

    #[test]
    fn an_empty_line_separates_parts() {
        let mut prose = Prose::new(80);
        prose.title("cycle", "a diagnostic");
        prose.lines(&["a: 1"]);
        assert_eq!(prose.text(), "cycle: a diagnostic\n\n    a: 1\n");
    }
}
