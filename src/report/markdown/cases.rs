//! The cases that did not pass, folded up.

use std::fmt::Write as _;

use super::{Shown, block, code};
use crate::record::SavedRun;
use crate::report::entry::{End, groups};
use crate::report::evidence::at;
use crate::report::text::shorten;
use crate::sanitize::safe;

/// Appends each of them with its evidence, and names those that there is no room for.
pub(super) fn write(run: &SavedRun<'_>, shown: Shown, page: &mut String) {
    let groups = groups(run.record);
    let entries = groups.iter().flat_map(|group| &group.entries);
    let bad: Vec<_> =
        entries.filter(|entry| matches!(entry.end, End::Failed | End::Errored)).collect();
    if bad.is_empty() {
        return;
    }
    page.push_str("\n### What is wrong\n");
    for entry in bad.iter().take(shown.cases) {
        let sign = if entry.end == End::Failed { "❌" } else { "⚠️" };
        let text = entry.text(&run.record.started, shown.much);
        // Writing to a `String` cannot fail.
        let _ = write!(
            page,
            "\n<details><summary>{sign} <code>{}</code> <code>{}</code>: <code>{}</code></summary>\n\n{}\n</details>\n",
            html(&at(entry.place)),
            html(&entry.name),
            html(&entry.message),
            block(&text)
        );
    }
    for entry in bad.iter().skip(shown.cases).take(shown.cases.max(10)) {
        let place = code(&at(entry.place));
        let _ = write!(page, "\n* {} at {place}", code(&entry.name));
    }
    let named = shown.cases + shown.cases.max(10);
    if let Some(more) = bad.len().checked_sub(named).filter(|more| *more > 0) {
        let _ = write!(page, "\n* and {more} more");
    }
    page.push('\n');
}

/// Inside of HTML there is no Markdown.
fn html(text: &str) -> String {
    let text = shorten(&safe::visible(text), 500);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
