//! Parses table files into trees in which every row has its place: CSV, JSON, NDJSON and YAML.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, FileId, Label, Sources, Span};
use crate::source::{Budget, Entry, Mapping, Node, Text, Value, read_all, wrong_type};
use crate::suite::is_usable;

const BAD_JSON: Code = Code::BAD_JSON;
const DUPLICATE_COLUMN: Code = Code::DUPLICATE_COLUMN;
const RAGGED_ROW: Code = Code::RAGGED_ROW;
const TOO_MANY_ROWS: Code = Code::TOO_MANY_ROWS;
const UNCLOSED_QUOTE: Code = Code::UNCLOSED_QUOTE;
const UNKNOWN_TABLE: Code = Code::UNKNOWN_TABLE;

/// The maximum number of rows in a table.
const MAX_ROWS: usize = 100_000;
/// The number of invalid rows after which the rest of a table is not read.
const MAX_INVALID: usize = 20;

/// Parses a table file. The file extension decides the format.
pub(super) fn read_table(
    file: FileId,
    path: &Text,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let end = Path::new(&path.text).extension().map(|end| end.to_string_lossy().to_lowercase());
    let text = sources.text(file);
    let node = match end.as_deref() {
        Some("csv") => read_csv(file, text, problems),
        Some("json") => read_json(file, text, 0, problems),
        Some("ndjson" | "jsonl") => read_ndjson(file, text, problems),
        Some("yaml" | "yml") => read_all(file, text, Budget::default(), problems),
        _ => {
            let message = format!("`{}` is no table that can be read", path.text);
            let problem = Diagnostic::error(UNKNOWN_TABLE, message).at(path.span, "unknown kind");
            let kinds =
                "a table is a file that ends in .csv, .json, .ndjson, .jsonl, .yaml or .yml";
            problems.push(problem.help(kinds));
            return None;
        }
    }?;
    match &node.value {
        Value::Sequence(rows) if rows.len() > MAX_ROWS => {
            let message = format!("the table `{}` has more than {MAX_ROWS} rows", path.text);
            let problem = Diagnostic::error(TOO_MANY_ROWS, message).at(path.span, "too long");
            problems.push(problem.help("divide it, and give each part a case of its own"));
            None
        }
        Value::Sequence(_) => Some(node),
        _ => {
            problems.push(wrong_type("a table", "a list of rows", &node));
            None
        }
    }
}

/// Parses JSON (RFC 8259) that begins at this offset of its file.
pub(super) fn read_json(
    file: FileId,
    text: &str,
    offset: usize,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let line = text.split_inclusive('\n').take(error.line().saturating_sub(1));
        let at = line.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        let at = offset + at.min(text.len());
        // The label of the problem shows the position, so the message does not repeat it.
        let position = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&position).unwrap_or(&message);
        let problem = Diagnostic::error(BAD_JSON, format!("this is not JSON: {message}"));
        problems.push(problem.at(span(file, at..at + 1), "noticed here"));
        return None;
    }
    // JSON is YAML except for tabs. In valid JSON a tab can only separate tokens, so a space has the same meaning.
    let text = text.replace('\t', " ");
    let before = problems.len();
    let mut node = read_all(file, &text, Budget::default(), problems)?;
    shift(&mut node, offset);
    for problem in &mut problems[before..] {
        let labels = problem.primary.iter_mut().chain(&mut problem.related);
        labels.for_each(|Label { span, .. }| *span = moved(*span, offset));
    }
    Some(node)
}

/// Parses one JSON object per line. Empty lines are ignored.
fn read_ndjson(file: FileId, text: &str, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let before = problems.len();
    let mut rows = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            rows.extend(read_json(file, line.trim_end(), at, problems));
        }
        at += line.len();
        if rows.len() > MAX_ROWS || problems.len() >= before + MAX_INVALID {
            break;
        }
    }
    if rows.is_empty() && problems.len() > before {
        return None;
    }
    let value = Value::Sequence(rows);
    Some(Node { span: span(file, 0..text.len().min(1)), value })
}

/// Parses the records of RFC 4180. The first record names the columns, and every value is a text.
fn read_csv(file: FileId, text: &str, problems: &mut Vec<Diagnostic>) -> Option<Node> {
    let whole = span(file, 0..text.len().min(1));
    let reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = reader.into_records();
    let mut next = || {
        let record = records.next()?.ok()?;
        let start = record.position().map_or(0, |position| offset(position.byte()));
        let end = offset(records.reader().position().byte()).clamp(start, text.len());
        let blank = text[start..end].len() - text[start..end].trim_start().len();
        Some((record, span(file, start + blank..start + text[start..end].trim_end().len())))
    };
    let Some((header, first)) = next() else {
        return Some(Node { span: whole, value: Value::Sequence(Vec::new()) });
    };
    let columns: Vec<Text> = header
        .iter()
        .map(|name| Text {
            span: first,
            text: name.trim().trim_start_matches('\u{feff}').to_owned(),
        })
        .collect();
    if let Some(twice) = duplicate(&columns) {
        let message = format!("two columns are called `{twice}`");
        problems.push(Diagnostic::error(DUPLICATE_COLUMN, message).at(first, "the columns"));
        return None;
    }
    // A problem in the columns is reported once per row, so only one row is read then.
    let most = if columns.iter().all(|name| is_usable(&name.text)) { MAX_ROWS + 1 } else { 1 };
    let before = problems.len();
    let mut rows = Vec::new();
    while rows.len() < most && problems.len() < before + MAX_INVALID {
        let Some((record, place)) = next() else { break };
        // In a complete record the number of quotes is even (RFC 4180, section 2).
        if text[place.start as usize..place.end as usize].matches('"').count() % 2 == 1 {
            let message = "a quote in this row is never closed";
            let problem = Diagnostic::error(UNCLOSED_QUOTE, message).at(place, "begins here");
            problems.push(problem.help("a quote inside of a quoted value is written twice"));
            continue;
        }
        if record.len() == columns.len() {
            rows.push(row(&columns, &record, place));
            continue;
        }
        let (values, names) = (record.len(), columns.len());
        let values = if values == 1 { "1 value".to_owned() } else { format!("{values} values") };
        let message = format!("this row has {values}, and the table {names} columns");
        let problem = Diagnostic::error(RAGGED_ROW, message).at(place, "this row");
        problems.push(problem.related(first, "the columns").help(
            "a value that has a comma, a quote or a line break in it stands in double quotes",
        ));
    }
    if rows.is_empty() && problems.len() > before {
        return None;
    }
    Some(Node { span: whole, value: Value::Sequence(rows) })
}

fn row(columns: &[Text], record: &csv::StringRecord, place: Span) -> Node {
    let entries = columns.iter().zip(record).map(|(column, value)| Entry {
        key: column.clone(),
        value: Node { span: place, value: Value::String(value.to_owned()) },
    });
    let mapping = Mapping { entries: entries.collect() };
    Node { span: place, value: Value::Mapping(mapping) }
}

fn duplicate(columns: &[Text]) -> Option<&str> {
    let mut seen = std::collections::BTreeSet::new();
    columns.iter().map(|column| column.text.as_str()).find(|name| !seen.insert(*name))
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).expect("the text is in memory")
}

fn span(file: FileId, part: Range<usize>) -> Span {
    let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file, start: position(part.start), end: position(part.end) }
}

fn moved(place: Span, offset: usize) -> Span {
    let part = place.start as usize + offset..place.end as usize + offset;
    span(place.file, part)
}

fn shift(node: &mut Node, offset: usize) {
    node.span = moved(node.span, offset);
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|item| shift(item, offset)),
        Value::Mapping(mapping) => {
            for Entry { key, value } in &mut mapping.entries {
                key.span = moved(key.span, offset);
                shift(value, offset);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
