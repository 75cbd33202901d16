//! Annotations: log lines that GitHub and Gitea show at the file and line that they name.

use std::io::{self, Write};

use super::test_entries::{End, Entry, EntryList};
use crate::diagnostic::{Diagnostic, Place, Severity, Sources};
use crate::record::SavedRun;
use crate::sanitize::visible_text;

/// The number of annotations of one kind that GitHub keeps for a step.
const MOST: usize = 10;

/// Writes the entries that did not pass as errors. The last of ten errors counts the remaining ones.
pub(super) fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let list = EntryList::new(run.record);
    // Counted before the entries are read: only the first entries are kept.
    let counts = list.counts();
    let (mut failed, mut errored) = (Vec::new(), Vec::new());
    for entry in list.entries() {
        let entry = entry?;
        let kept = match entry.end {
            End::Failed => &mut failed,
            End::Errored => &mut errored,
            End::Passed | End::Skipped => continue,
        };
        // Only these are shown, and keeping all entries would need too much memory.
        if kept.len() < MOST {
            kept.push(entry);
        }
    }
    // Failures first: if GitHub cuts the list, a broken contract matters more than a missing response.
    let shown: Vec<Entry<'_>> = failed.into_iter().chain(errored).collect();
    let annotations = shown.iter().map(|entry| Annotation {
        kind: "error",
        place: Some(entry.place()),
        title: format!("{}: {}", entry.class, entry.name),
        text: &entry.message,
    });
    annotate(annotations, usize::try_from(counts.bad()).unwrap_or(usize::MAX), out)?;
    let text = format!(
        "{} of {} documented codes proven; {} failed, {} errored, {} skipped",
        run.record.ledger.counts().proven,
        run.record.ledger.counts().documented,
        counts.failed,
        counts.errored,
        counts.skipped
    );
    Annotation { kind: "notice", place: None, title: "statusquo".into(), text: &text }.write(out)
}

/// Writes the problems of suites and contracts as errors and warnings.
pub(super) fn of_problems(
    problems: &[Diagnostic],
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (severity, kind) in [(Severity::Error, "error"), (Severity::Warning, "warning")] {
        let of_kind = || problems.iter().filter(|problem| problem.severity == severity);
        let places: Vec<Option<Place>> = of_kind()
            .map(|problem| problem.primary.as_ref().map(|label| sources.place(label.span)))
            .collect();
        let annotations = of_kind().zip(&places).map(|(problem, place)| Annotation {
            kind,
            place: place.as_ref(),
            title: problem.code.to_string(),
            text: &problem.message,
        });
        annotate(annotations, places.len(), out)?;
    }
    Ok(())
}

struct Annotation<'a> {
    kind: &'static str,
    place: Option<&'a Place>,
    title: String,
    text: &'a str,
}

/// Writes as many annotations as GitHub shows.
fn annotate<'a>(
    annotations: impl Iterator<Item = Annotation<'a>>,
    all: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    // One annotation is reserved for the number of the remaining ones.
    let shown = if all > MOST { MOST - 1 } else { all };
    let mut kind = "error";
    for annotation in annotations.take(shown) {
        kind = annotation.kind;
        annotation.write(out)?;
    }
    if all > shown {
        let text = format!("and {} more, in the log and in the other reports", all - shown);
        Annotation { kind, place: None, title: "statusquo".into(), text: &text }.write(out)?;
    }
    Ok(())
}

impl Annotation<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut properties = Vec::new();
        if let Some(place) = self.place {
            properties.push(format!("file={}", property(&place.file)));
            // GitHub counts lines and columns from 1.
            properties.push(format!("line={}", place.line.max(1)));
            properties.push(format!("col={}", place.column.max(1)));
        }
        properties.push(format!("title={}", property(&self.title)));
        writeln!(out, "::{} {}::{}", self.kind, properties.join(","), value(self.text))
    }
}

/// Escapes a message. `%` is the escape character, and line breaks are sanitized before.
fn value(text: &str) -> String {
    visible_text::line(text).replace('%', "%25")
}

/// Escapes a property, which ends at `,` or `::`.
fn property(text: &str) -> String {
    value(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::CaseFinished;
    use crate::record::sample::{case, events, record, sample_record};
    use crate::verdict::Outcome;

    fn lines(record: &crate::record::RunRecord) -> Vec<String> {
        let mut out = Vec::new();
        write(&SavedRun::new(record, None), &mut out).expect("memory takes it");
        let text = String::from_utf8(out).expect("it is UTF-8");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_that_did_not_pass_is_an_error_at_its_line() {
        let lines = lines(&sample_record());
        let expected = "::error file=suites/point/orders.yaml,line=41,col=13,\
                        title=suites.point.orders%3A 404 RESOURCE_NOT_FOUND [unknown-order]::";
        assert!(lines.iter().any(|line| line.starts_with(expected)), "{lines:#?}");
        assert!(lines.iter().all(|line| line.starts_with("::")), "{lines:#?}");
    }

    #[test]
    fn at_most_ten_errors_are_written_and_the_last_counts_the_others() {
        let outcome = || Outcome::Errored { reason: "gone".into() };
        let cases = (0..30)
            .map(|at| CaseFinished { outcome: outcome(), ..case(&format!("c{at}"), "200", 1) });
        let lines = lines(&record(&events(cases.collect())));
        let errors: Vec<_> = lines.iter().filter(|line| line.starts_with("::error")).collect();
        assert_eq!(errors.len(), MOST);
        assert!(errors[MOST - 1].contains("and 21 more"), "{errors:#?}");
    }

    #[test]
    fn a_text_cannot_end_its_annotation() {
        assert_eq!(property("a,b::c%\n"), "a%2Cb%3A%3Ac%25␊");
        assert_eq!(value("##[group]\r\n::error::"), "#\\#[group]␍␊::error::");
    }
}
