//! Text as code spans and code blocks, in which no text is markup, a mention or a link.

use crate::sanitize::visible_text;

/// Returns text as a code span, also for a cell of a table.
pub(super) fn code(text: &str) -> String {
    let text = visible_text::visible(text);
    // A code span ends at the first run of as many backticks as at its start (CommonMark, section 6.1).
    let fence = "`".repeat(longest_run(&text) + 1);
    // A backtick at the edge would become part of the fence. CommonMark removes one space on each side.
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    // A cell of a table ends at every `|`, in code as well; `\|` is read as `|` there.
    let text = if text.is_empty() { " ".into() } else { text.replace('|', "\\|") };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// Returns text of several lines as a fenced code block.
pub(super) fn block(text: &str) -> String {
    // At least three backticks make a fenced block (CommonMark, section 4.5).
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// Returns the length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}
