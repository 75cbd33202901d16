//! Reads the files that are parts of a suite: the tables of `each`, and the bodies of `json-file`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::display_names::DisplayNames;
use super::find_suites::{FILE_NOT_FOUND, read_text};
use super::large_csv::{self, LargeCsv};
use super::table_file;
use crate::diagnostic::{Diagnostic, FileId, Sources};
use crate::source::Text;
use crate::suite::{
    Body, Case, RequestLine, Row, Suite, Table, TemplateValue, rows, template_value,
};

/// Reads the files of one suite, each once.
struct FileReader<'f> {
    folder: PathBuf,
    names: &'f DisplayNames,
    sources: &'f mut Sources,
    problems: &'f mut Vec<Diagnostic>,
    tables: BTreeMap<String, Vec<Row>>,
    documents: BTreeMap<String, Option<TemplateValue>>,
}

/// The treatment of large CSV tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LargeTables {
    /// The table stays on disk, and the run reads it row by row.
    Streamed,
    /// All rows become cases of the plan.
    Expanded,
}

/// Replaces the names of tables and JSON files in a suite by the content of these files.
pub(super) fn read_into(
    suite: &mut Suite,
    large_tables: LargeTables,
    names: &DisplayNames,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) {
    let folder = suite.folder.clone();
    let (tables, documents) = (BTreeMap::new(), BTreeMap::new());
    let mut files = FileReader { folder, names, sources, problems, tables, documents };
    let Suite { setup, cases, teardown, probes, .. } = suite;
    if large_tables == LargeTables::Streamed && probes.is_none() {
        for case in cases.iter_mut() {
            files.stream_table(case);
        }
    }
    for case in setup.iter_mut().chain(cases).chain(teardown) {
        if let Some(path) = &case.table {
            case.each = Some(files.table(path));
        }
        if let Some(path) = &case.json_file
            && let Some(value) = files.document(path)
        {
            case.body = Body::Json(value);
        }
    }
}

impl FileReader<'_> {
    /// Leaves a large table on disk, if the case needs only one row at a time.
    fn stream_table(&mut self, case: &mut Case) {
        let Some(written) = case.table.clone() else { return };
        let path = self.names.absolute(&self.folder.join(&written.text));
        let csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        if !csv || !needs_one_row_at_a_time(case) || !large_csv::is_large(&path) {
            return;
        }
        let Ok(text) = large_csv::first_two_records(&path) else { return };
        let file = self.sources.add(self.names.of(&path), text);
        let node = table_file::read_table(file, &written, self.sources, self.problems);
        let first = node.map(|node| rows(&node, self.sources, self.problems)).unwrap_or_default();
        let columns = first.first().map(|row| row.columns.iter().map(|it| it.name.clone()));
        let columns: Vec<Text> = columns.into_iter().flatten().collect();
        let table = LargeCsv::check(path, &written, columns, self.problems);
        // The first row represents the case while the plan is compiled. If the table has errors, the case is
        // complete nonetheless, so no further problem is reported for it.
        case.each = Some(first);
        case.table = None;
        case.large = table.map(|table| Arc::new(table) as Arc<dyn Table>);
    }

    fn table(&mut self, path: &Text) -> Vec<Row> {
        if let Some(known) = self.tables.get(&path.text) {
            return known.clone();
        }
        let read = self.read(path).and_then(|file| {
            let node = table_file::read_table(file, path, self.sources, self.problems)?;
            Some(rows(&node, self.sources, self.problems))
        });
        let rows = read.unwrap_or_default();
        self.tables.insert(path.text.clone(), rows.clone());
        rows
    }

    fn document(&mut self, path: &Text) -> Option<TemplateValue> {
        if let Some(known) = self.documents.get(&path.text) {
            return known.clone();
        }
        let value = self.read(path).and_then(|file| {
            let node = table_file::read_json(file, self.sources.text(file), 0, self.problems)?;
            Some(template_value(&node, self.sources, self.problems))
        });
        self.documents.insert(path.text.clone(), value.clone());
        value
    }

    fn read(&mut self, path: &Text) -> Option<FileId> {
        let file = self.names.absolute(&self.folder.join(&path.text));
        if !file.exists() {
            let problem =
                Diagnostic::error(FILE_NOT_FOUND, format!("there is no file {}", path.text))
                    .at(path.span, "no such file")
                    .help("the path is relative to the suite's own folder");
            self.problems.push(problem);
            return None;
        }
        let text = read_text(&file, self.names, self.problems)?;
        Some(self.sources.add(self.names.of(&file), text))
    }
}

/// Returns `true` if nothing refers to a single row of the case, so the rows can be read one by one.
fn needs_one_row_at_a_time(case: &Case) -> bool {
    let one_request = matches!(case.request, RequestLine::Method { .. }) && case.replay.is_none();
    let one_request = one_request && case.probes.is_none();
    one_request && case.capture.is_empty() && !case.alone && case.sending.burst.is_none()
}
