//! Text for people, fitted to a width.

/// The widest that a paragraph gets: longer lines are hard to read.
const WIDEST: usize = 80;

/// A text that grows by titles, paragraphs, facts and lines.
pub(super) struct Prose {
    width: usize,
    text: String,
}

impl Prose {
    /// An empty text for a terminal of this width.
    pub(super) fn new(width: usize) -> Self {
        Self { width: width.min(WIDEST), text: String::new() }
    }

    /// The whole text.
    pub(super) fn text(self) -> String {
        self.text
    }

    /// A name and what it is.
    pub(super) fn title(&mut self, name: &str, what: &str) {
        self.gap();
        self.wrapped(&format!("{name}: {what}"), 0);
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        self.gap();
        self.wrapped(text, 0);
    }

    /// Names with what is to be said of each, in two columns; a name may be empty.
    pub(super) fn facts<T: AsRef<str>>(&mut self, facts: &[(&str, T)]) {
        self.gap();
        let column = facts.iter().map(|(name, _)| name.len() + 2).max().unwrap_or(0);
        for (name, fact) in facts {
            let colon = if name.is_empty() { "" } else { ":" };
            let start = self.text.len();
            self.wrapped(fact.as_ref(), column);
            let label = format!("{name}{colon}");
            self.text.replace_range(start..start + label.len(), &label);
        }
    }

    /// Lines as they are, indented.
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

    /// Words in lines that begin at a column. What could command a terminal is left out.
    fn wrapped(&mut self, text: &str, column: usize) {
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let room = self.width.saturating_sub(column).max(20);
        let mut line = String::new();
        for word in clean.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                self.line(&line, column);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line += word;
        }
        self.line(&line, column);
    }

    fn line(&mut self, line: &str, column: usize) {
        self.text += &[&" ".repeat(column), line, "\n"].concat();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_two_columns() {
        let mut prose = Prose::new(30);
        prose.facts(&[("cause", "one two three four five six"), ("", "seven")]);
        assert_eq!(prose.text(), "cause: one two three four five\n       six\n       seven\n");
    }

    #[test]
    fn a_text_commands_no_terminal() {
        let mut prose = Prose::new(80);
        prose.paragraph("red \u{1b}[31m\nend");
        assert_eq!(prose.text(), "red [31m end\n");
    }

    #[test]
    fn parts_stand_apart() {
        let mut prose = Prose::new(80);
        prose.title("cycle", "a diagnostic");
        prose.lines(&["a: 1"]);
        assert_eq!(prose.text(), "cycle: a diagnostic\n\n    a: 1\n");
    }
}
