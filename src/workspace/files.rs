//! Files that a suite names as parts of itself: the tables of `each`, and the JSON of `json-file`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::collect::{self, FILE_NOT_FOUND};
use super::names::Names;
use super::table;
use crate::diagnostic::{Diagnostic, FileId, Sources};
use crate::source::Text;
use crate::suite::{Body, Row, Suite, TemplateValue, rows, template_value};

/// Reads files for one suite, each once.
struct Files<'f> {
    folder: PathBuf,
    names: &'f Names,
    sources: &'f mut Sources,
    problems: &'f mut Vec<Diagnostic>,
    tables: BTreeMap<String, Vec<Row>>,
    documents: BTreeMap<String, Option<TemplateValue>>,
}

/// Puts tables and JSON files in their places in a suite.
pub(super) fn bring(
    suite: &mut Suite,
    names: &Names,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) {
    let folder = suite.folder.clone();
    let (tables, documents) = (BTreeMap::new(), BTreeMap::new());
    let mut files = Files { folder, names, sources, problems, tables, documents };
    let Suite { setup, cases, teardown, .. } = suite;
    for case in setup.iter_mut().chain(cases).chain(teardown) {
        if let Some(path) = &case.table {
            case.each = Some(files.table(path));
        }
        if let Body::JsonFile(path) = &case.body
            && let Some(value) = files.document(path)
        {
            case.body = Body::Json(value);
        }
    }
}

impl Files<'_> {
    fn table(&mut self, path: &Text) -> Vec<Row> {
        if let Some(known) = self.tables.get(&path.text) {
            return known.clone();
        }
        let read = self.read(path).and_then(|file| {
            let node = table::table(file, path, self.sources, self.problems)?;
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
            let node = table::json(file, self.sources.text(file), 0, self.problems)?;
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
        let text = collect::text(&file, self.names, self.problems)?;
        Some(self.sources.add(self.names.of(&file), text))
    }
}
