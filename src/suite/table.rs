//! Reads `each`: the rows of a table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::ops::ControlFlow;

use super::named_value::Named;
use super::slug::{exact_name, row_name};
use super::value_reader::{Reader, has_expression, written};
use crate::contract::Queries;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::source::{Fields, Mapping, Node, Text, Value, wrong_type};

/// One row of a table: its columns with their values.
#[derive(Debug, Clone)]
pub struct Row {
    /// The place of the whole row in its file.
    pub span: Span,
    /// The name of the row: the value of its first column as a slug, or the exact value if the slugs of two different
    /// values are equal.
    pub label: String,
    /// The columns, each with the value that the row has in it.
    pub columns: Vec<Named<Node>>,
}

/// Reads the rows of a table from the tree of its own file.
pub fn rows(table: &Node, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Row> {
    Reader { sources, problems, queries: &mut Queries::default() }.table(table)
}

/// A table that is too large to hold in memory.
pub trait Table: Debug + Send + Sync {
    /// Returns the number of rows that the table had when it was checked.
    fn rows(&self) -> u64;

    /// Reads the table again, row by row, until `row` returns `Break`.
    ///
    /// # Errors
    ///
    /// Returns an error if the table has changed since it was checked. Some rows may have been passed to
    /// `row` before.
    fn each(&self, row: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), TableChanged>;
}

/// The error if a table could not be read again completely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table {table} cannot be read as it was: {why}")]
pub struct TableChanged {
    /// The path as written in the suite.
    pub table: String,
    /// The reason why the table could not be read completely.
    pub why: String,
}

/// Returns a row whose values are all strings, as in a CSV file. All values have the place `place`.
pub fn text_row<'v>(
    columns: &[Text],
    values: impl Iterator<Item = &'v str>,
    place: Span,
    position: usize,
) -> Row {
    let node = |value: &str| Node { span: place, value: Value::String(value.to_owned()) };
    let columns = columns.iter().zip(values);
    let columns: Vec<Named<Node>> =
        columns.map(|(name, value)| Named { name: name.clone(), value: node(value) }).collect();
    let first = columns.first().and_then(|column| match &column.value.value {
        Value::String(text) => row_name(text),
        _ => None,
    });
    Row { span: place, label: first.unwrap_or_else(|| position_name(position)), columns }
}

/// Returns the name of a row whose value gives it no name.
fn position_name(position: usize) -> String {
    format!("row-{}", position + 1)
}

/// Gives a row of [`text_row`] the exact value of its first column as its name. This is done for all rows of a table
/// that have the same short name, so the names do not depend on the order of the rows.
pub fn name_exactly(row: &mut Row) {
    if let Some(Value::String(text)) = row.columns.first().map(|column| &column.value.value) {
        row.label = exact_name(text);
    }
}

impl Reader<'_> {
    /// Reads `each`: rows, or the path of a file with rows.
    pub(super) fn each(&mut self, node: Option<&Node>) -> (Option<Vec<Row>>, Option<Text>) {
        match node {
            None => (None, None),
            Some(node @ Node { value: Value::String(_), .. }) => {
                (Some(Vec::new()), self.literal_path(node, "each"))
            }
            Some(node) => (Some(self.table(node)), None),
        }
    }

    /// Reads the rows of a table. All rows must have the columns of the first row and unique labels.
    pub(super) fn table(&mut self, node: &Node) -> Vec<Row> {
        let Value::Sequence(items) = &node.value else {
            self.report(wrong_type("each", "a list of rows, or the path of a file", node));
            return Vec::new();
        };
        if items.is_empty() {
            let message = "`each` has no rows, so the case would never run";
            let problem =
                Diagnostic::error(Code::EMPTY_LIST, message).at(node.span, "an empty table");
            self.report(problem.help("add a row, or remove `each` to run the case once"));
        }
        let read = items.iter().enumerate();
        let mut read: Vec<Row> =
            read.filter_map(|(position, item)| self.row(item, position)).collect();
        self.distinguish(&mut read);
        let mut rows: Vec<Row> = Vec::with_capacity(read.len());
        let mut labels: BTreeMap<String, Span> = BTreeMap::new();
        for mut row in read {
            if let Some(first) = rows.first() {
                self.same_columns(first, &mut row);
            }
            if let Some(first) = labels.get(&row.label) {
                let message = format!("two rows have the name `{}`", row.label);
                let problem = Diagnostic::error(Code::DUPLICATE_ROW, message)
                    .at(row.span, "the second row")
                    .related(*first, "the first row")
                    .help("the value of the first column is the name of a row");
                self.report(problem);
            } else {
                labels.insert(row.label.clone(), row.span);
            }
            rows.push(row);
        }
        rows
    }

    /// Names the rows exactly whose short names are equal. A sign, upper case or a space makes another row.
    fn distinguish(&self, rows: &mut [Row]) {
        let (mut seen, mut ambiguous) = (BTreeSet::new(), BTreeSet::new());
        for row in rows.iter() {
            if !seen.insert(row.label.clone()) {
                ambiguous.insert(row.label.clone());
            }
        }
        for row in rows.iter_mut().filter(|row| ambiguous.contains(&row.label)) {
            let Some(column) = row.columns.first() else { continue };
            match &column.value.value {
                Value::Number(_) | Value::Bool(_) => {
                    row.label = exact_name(&written(&column.value, self.sources));
                }
                Value::String(_) => name_exactly(row),
                Value::Null | Value::Sequence(_) | Value::Mapping(_) => {}
            }
        }
        // The number `1` and the string `"1"` are different values too.
        let is_text = |row: &Row| {
            matches!(row.columns.first().map(|it| &it.value.value), Some(Value::String(_)))
        };
        let others: BTreeSet<String> =
            rows.iter().filter(|row| !is_text(row)).map(|row| row.label.clone()).collect();
        for row in rows.iter_mut().filter(|row| is_text(row) && others.contains(&row.label)) {
            row.label = exact_name(&format!("\"{}\"", row.label));
        }
    }

    fn row(&mut self, item: &Node, position: usize) -> Option<Row> {
        let fields = Fields::open(item, "a row of `each`", self.problems)?;
        if fields.entries().next().is_none() {
            let message = "a row of `each` has no columns";
            self.report(Diagnostic::error(Code::EMPTY_LIST, message).at(item.span, "an empty row"));
            return None;
        }
        let mut columns = Vec::new();
        for entry in fields.entries() {
            self.usable_name(&entry.key, "a column");
            if has_expression(&entry.value) {
                let message = format!("the column `{}` contains an expression", entry.key.text);
                let problem = Diagnostic::error(Code::BAD_EXPRESSION, message)
                    .at(entry.value.span, "the values of a table are not interpolated");
                self.report(problem.help("write the expression where the column is used"));
            }
            columns.push(Named { name: entry.key.clone(), value: entry.value.clone() });
        }
        let label = columns.first().and_then(|column| match &column.value.value {
            Value::String(text) => row_name(text),
            Value::Number(_) | Value::Bool(_) => row_name(&written(&column.value, self.sources)),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        });
        let label = label.unwrap_or_else(|| position_name(position));
        Some(Row { span: first_line(item), label, columns })
    }

    /// Reports columns that differ from the first row.
    ///
    /// A missing column is added with an empty value, so that its uses are not reported too.
    fn same_columns(&mut self, first: &Row, row: &mut Row) {
        let has = |row: &Row, name: &str| row.columns.iter().any(|c| c.name.text == name);
        for column in &first.columns {
            if has(row, &column.name.text) {
                continue;
            }
            let message = format!("the row `{}` has no column `{}`", row.label, column.name.text);
            let problem = Diagnostic::error(Code::MISSING_COLUMN, message)
                .at(row.span, "missing here")
                .related(column.name.span, "the first row has it")
                .help("every row has the columns of the first; `null` is a value too");
            self.report(problem);
            let value = Node { span: row.span, value: Value::String(String::new()) };
            row.columns.push(Named { name: column.name.clone(), value });
        }
        let known = || first.columns.iter().map(|column| column.name.text.as_str());
        for column in row.columns.iter().filter(|column| !has(first, &column.name.text)) {
            let name = &column.name;
            let message = format!("the first row has no column `{}`", name.text);
            let problem = Diagnostic::error(Code::UNKNOWN_COLUMN, message)
                .at(name.span, "not a column of this table")
                .suggest(&name.text, known());
            self.report(problem);
        }
    }
}

/// Returns the span of a mapping's first entry, where a reader looks for the mapping, or of any other node.
pub(super) fn first_line(node: &Node) -> Span {
    match &node.value {
        Value::Mapping(Mapping { entries }) => {
            // In a CSV file the keys are in the first line of the file, outside the row.
            let first = entries.first().filter(|entry| entry.key.span.start >= node.span.start);
            first.map_or(node.span, |entry| entry.key.span.to(entry.value.span))
        }
        _ => node.span,
    }
}
