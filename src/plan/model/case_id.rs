//! The id of a planned case and the parts that it is composed of.

/// The id of a planned case: `written`, `written[row]`, `written~derived` or `written[row]~derived`.
///
/// The ends of the parts are recorded when the id is composed, so nothing has to search the text for
/// `[` and `~`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseId {
    text: String,
    written_end: usize,
    control_end: usize,
}

impl CaseId {
    /// Creates the id of a case as the suite writes it.
    pub fn written(id: &str) -> Self {
        Self { text: id.to_owned(), written_end: id.len(), control_end: id.len() }
    }

    /// Returns the id of one row of the table of this case.
    #[must_use]
    pub fn with_row(&self, label: &str) -> Self {
        let text = format!("{}[{label}]", self.written_id());
        Self { control_end: text.len(), text, written_end: self.written_end }
    }

    /// Returns the id of a replay, a probe or a token request that is derived from this case.
    #[must_use]
    pub fn derived(&self, label: &str) -> Self {
        let text = format!("{}~{label}", self.control_id());
        Self { text, ..*self }
    }

    /// Returns the whole id.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the id as the suite writes it, without row label and derived part.
    pub fn written_id(&self) -> &str {
        &self.text[..self.written_end]
    }

    /// Returns the id of the case that this one is derived from, or the whole id if the case is not derived.
    pub fn control_id(&self) -> &str {
        &self.text[..self.control_end]
    }

    /// Returns `true` if this is the id of a row itself, not of a case derived from the row.
    pub fn is_row(&self) -> bool {
        self.control_end > self.written_end && self.control_end == self.text.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &CaseId, expected: [&str; 3]) {
        assert_eq!([id.as_str(), id.control_id(), id.written_id()], expected);
    }

    #[test]
    fn an_id_knows_its_parts() {
        let written = CaseId::written("pay");
        check(&written, ["pay", "pay", "pay"]);
        let row = written.with_row("a~[b]");
        check(&row, ["pay[a~[b]]", "pay[a~[b]]", "pay"]);
        check(&row.derived("replay"), ["pay[a~[b]]~replay", "pay[a~[b]]", "pay"]);
        check(&written.derived("404"), ["pay~404", "pay", "pay"]);
    }

    #[test]
    fn only_the_id_of_a_row_itself_is_a_row() {
        let written = CaseId::written("pay");
        assert!(written.with_row("a").is_row());
        assert!(!written.is_row());
        assert!(!written.with_row("a").derived("replay").is_row());
    }
}
