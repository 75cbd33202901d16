//! The failed and errored cases, each in a collapsed section.

use std::fmt::Write as _;
use std::io;

use super::code_text::{block, code};
use super::detail_level::DetailLevel;
use crate::record::SavedRun;
use crate::report::evidence::at;
use crate::report::test_entries::{End, Entry, EntryList};
use crate::report::text::shorten;
use crate::sanitize::visible_text;

/// Appends the cases with their evidence, then the names of those beyond the limit.
pub(super) fn write(run: &SavedRun<'_>, shown: DetailLevel, page: &mut String) -> io::Result<()> {
    let list = EntryList::new(run.record);
    let all = usize::try_from(list.counts().bad()).unwrap_or(usize::MAX);
    // Beyond the cases with evidence, at least ten more are listed by name, even at the level without evidence.
    let named = shown.cases + shown.cases.max(10);
    let bad = first_bad(list, all.min(named))?;
    if bad.is_empty() {
        return Ok(());
    }
    page.push_str("\n### What is wrong\n");
    for entry in bad.iter().take(shown.cases) {
        let sign = if entry.end == End::Failed { "❌" } else { "⚠️" };
        let text = entry.text(&run.record.started, shown.much);
        // Writing to a `String` cannot fail.
        let _ = write!(
            page,
            "\n<details><summary>{sign} <code>{}</code> <code>{}</code>: <code>{}</code></summary>\n\n{}\n</details>\n",
            html(&at(entry.place())),
            html(&entry.name),
            html(&entry.message),
            block(&text)
        );
    }
    for entry in bad.iter().skip(shown.cases) {
        let place = code(&at(entry.place()));
        let _ = write!(page, "\n* {} at {place}", code(&entry.name));
    }
    if let Some(more) = all.checked_sub(named).filter(|more| *more > 0) {
        let _ = write!(page, "\n* and {more} more");
    }
    page.push('\n');
    Ok(())
}

/// Returns the first entries that failed or errored. Reads no case if none are wanted.
fn first_bad(list: EntryList<'_>, wanted: usize) -> io::Result<Vec<Entry<'_>>> {
    let mut bad = Vec::new();
    let mut entries = list.entries();
    while bad.len() < wanted
        && let Some(entry) = entries.next().transpose()?
    {
        if matches!(entry.end, End::Failed | End::Errored) {
            bad.push(entry);
        }
    }
    Ok(bad)
}

/// Escapes text inside of HTML tags, where Markdown is not read.
fn html(text: &str) -> String {
    // Summaries of collapsed sections are one line, so longer texts do not help a reader.
    let text = shorten(&visible_text::visible(text), 500);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
