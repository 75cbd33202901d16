//! TAP version 14: a line for each case and for each documented code that was not exercised.

use std::io::{self, Write};

use super::evidence::{EvidenceLevel, at};
use super::test_entries::{End, Entry, EntryList};
use crate::record::SavedRun;
use crate::sanitize::visible_text;

/// Writes a run as TAP.
pub(super) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let list = EntryList::new(run.record);
    let started = &run.record.started;
    writeln!(out, "TAP version 14")?;
    // The plan comes first, so that a consumer notices a document that was cut off.
    writeln!(out, "1..{}", list.counts().all)?;
    writeln!(out, "# statusquo {}", started.version)?;
    for target in started.all_targets() {
        let via = target.via.iter().map(ToString::to_string);
        let via = std::iter::once(String::new()).chain(via).collect::<Vec<_>>().join(", ");
        writeln!(out, "# target: {}", visible_text::line(&format!("{}{via}", target.url)))?;
    }
    for (number, entry) in (1..).zip(list.entries()) {
        let entry = entry?;
        writeln!(out, "{}", visible_text::line(&test(number, &entry)))?;
        if matches!(entry.end, End::Failed | End::Errored) {
            diagnosis(run, &entry, out)?;
        }
    }
    if run.record.finished.is_none() {
        // Without this line, a consumer could take the incomplete run for a complete one.
        writeln!(out, "Bail out! The run broke off")?;
    }
    Ok(())
}

fn test(number: u64, entry: &Entry<'_>) -> String {
    let name = escaped(&format!("{}: {}", entry.class, entry.name));
    match entry.end {
        End::Passed => format!("ok {number} - {name}"),
        End::Failed | End::Errored => format!("not ok {number} - {name}"),
        // A directive follows an unescaped `#`, so the name and the reason are escaped.
        End::Skipped => format!("ok {number} - {name} # SKIP {}", escaped(&entry.message)),
    }
}

/// Writes the YAML block of an entry. It has only quoted strings and one literal block, because the parser of `prove`
/// supports little else.
fn diagnosis(run: &SavedRun<'_>, entry: &Entry<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = entry.text(&run.record.started, EvidenceLevel::SCREEN);
    writeln!(out, "  ---")?;
    writeln!(out, "  message: {}", quoted(&entry.message))?;
    writeln!(out, "  severity: {}", if entry.end == End::Failed { "fail" } else { "error" })?;
    writeln!(out, "  kind: {}", quoted(&entry.kind))?;
    writeln!(out, "  at: {}", quoted(&at(entry.place())))?;
    // The first line is the message, which is written already. The case follows after a blank line.
    let mut lines = text.lines().skip(2).peekable();
    if lines.peek().is_some() {
        writeln!(out, "  text: |")?;
    }
    for line in lines {
        writeln!(out, "    {line}")?;
    }
    writeln!(out, "  ...")
}

/// Escapes a description: an unescaped `#` would start a directive.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}

fn quoted(text: &str) -> String {
    let text = visible_text::line(text).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, events, record, sample_record};

    fn tap(record: &crate::record::RunRecord) -> String {
        let mut out = Vec::new();
        write(&SavedRun::new(record, None), &mut out).expect("memory takes it");
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn every_entry_is_a_line_and_the_plan_counts_them() {
        let text = tap(&sample_record());
        let tests = |line: &&str| line.starts_with("ok ") || line.starts_with("not ok ");
        let plan = format!("1..{}", text.lines().filter(tests).count());
        assert_eq!(text.lines().nth(1), Some(plan.as_str()));
        assert!(text.contains("# SKIP the target does not offer fault-hook"), "{text}");
    }

    #[test]
    fn a_name_cannot_start_a_directive() {
        let text = tap(&record(&events(vec![case(r"a # skip\", "200", 1)])));
        assert!(text.contains(r"200 [a \# skip\\]"), "{text}");
    }
}
