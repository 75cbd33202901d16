//! `each`: the rows of a table.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::ControlFlow;

use super::slug::slug;
use super::value::{Reader, has_expression, written};
use super::{Named, Row};
use crate::contract::Queries;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::source::{Fields, Mapping, Node, Text, Value, wrong_type};

const EMPTY: Code = Code::EMPTY_LIST;
const MISSING_COLUMN: Code = Code::MISSING_COLUMN;
const UNKNOWN_COLUMN: Code = Code::UNKNOWN_COLUMN;
const DUPLICATE_ROW: Code = Code::DUPLICATE_ROW;
const BAD_EXPRESSION: Code = Code::BAD_EXPRESSION;

/// The rows of a table that stands in a file of its own.
pub fn rows(table: &Node, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Vec<Row> {
    Reader { sources, problems, queries: &mut Queries::default() }.table(table)
}

/// A table that is too large to hold.
pub trait Table: Debug + Send + Sync {
    /// How many rows it had when it was checked.
    fn rows(&self) -> u64;

    /// Reads it again, row by row, until `row` has enough.
    ///
    /// # Errors
    ///
    /// If it is no longer what was checked; some rows were given then.
    fn each(&self, row: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), TableChanged>;
}

/// Why a table could not be read again to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table {table} cannot be read as it was: {why}")]
pub struct TableChanged {
    /// The path as the suite has it.
    pub table: String,
    /// Why.
    pub why: String,
}

/// A row whose values are all texts, as those of a CSV file are; `place` is that of all values.
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
        Value::String(text) => slug(text),
        _ => None,
    });
    Row { span: place, label: first.unwrap_or_else(|| format!("row-{}", position + 1)), columns }
}

impl Reader<'_> {
    /// The rows of `each`, or the path of the file that has them.
    pub(super) fn each(&mut self, node: Option<&Node>) -> (Option<Vec<Row>>, Option<Text>) {
        match node {
            None => (None, None),
            Some(node @ Node { value: Value::String(_), .. }) => {
                (Some(Vec::new()), self.literal_path(node, "each"))
            }
            Some(node) => (Some(self.table(node)), None),
        }
    }

    /// The rows of a table. All have the columns of the first one, and labels of their own.
    pub(super) fn table(&mut self, node: &Node) -> Vec<Row> {
        let Value::Sequence(items) = &node.value else {
            self.report(wrong_type("each", "a list of rows, or the path of a file", node));
            return Vec::new();
        };
        if items.is_empty() {
            let message = "`each` has no rows, so the case would never run";
            let problem = Diagnostic::error(EMPTY, message).at(node.span, "an empty table");
            self.report(problem.help("add a row, or leave `each` out to run the case once"));
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut labels: BTreeMap<String, Span> = BTreeMap::new();
        for (position, item) in items.iter().enumerate() {
            let Some(mut row) = self.row(item, position) else { continue };
            if let Some(first) = rows.first() {
                self.same_columns(first, &mut row);
            }
            if let Some(first) = labels.get(&row.label) {
                let message = format!("two rows are called `{}`", row.label);
                let problem = Diagnostic::error(DUPLICATE_ROW, message)
                    .at(row.span, "the second one")
                    .related(*first, "the first one")
                    .help("a row is called by the value of its first column");
                self.report(problem);
            } else {
                labels.insert(row.label.clone(), row.span);
            }
            rows.push(row);
        }
        rows
    }

    fn row(&mut self, item: &Node, position: usize) -> Option<Row> {
        let fields = Fields::open(item, "a row of `each`", self.problems)?;
        if fields.entries().next().is_none() {
            let message = "a row of `each` has no columns";
            self.report(Diagnostic::error(EMPTY, message).at(item.span, "an empty row"));
            return None;
        }
        let mut columns = Vec::new();
        for entry in fields.entries() {
            self.usable_name(&entry.key, "a column");
            if has_expression(&entry.value) {
                let message = format!("the column `{}` has an expression in it", entry.key.text);
                let problem = Diagnostic::error(BAD_EXPRESSION, message)
                    .at(entry.value.span, "the values of a table are not interpolated");
                self.report(problem.help("write the expression where the column is used"));
            }
            columns.push(Named { name: entry.key.clone(), value: entry.value.clone() });
        }
        let label = columns.first().and_then(|column| match &column.value.value {
            Value::String(text) => slug(text),
            Value::Number(_) | Value::Bool(_) => slug(&written(&column.value, self.sources)),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        });
        let label = label.unwrap_or_else(|| format!("row-{}", position + 1));
        Some(Row { span: first_line(item), label, columns })
    }

    /// A missing column is reported and put in empty, so that its uses are not reported as well.
    fn same_columns(&mut self, first: &Row, row: &mut Row) {
        let has = |row: &Row, name: &str| row.columns.iter().any(|c| c.name.text == name);
        for column in &first.columns {
            if has(row, &column.name.text) {
                continue;
            }
            let message = format!("the row `{}` has no column `{}`", row.label, column.name.text);
            let problem = Diagnostic::error(MISSING_COLUMN, message)
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
            let problem = Diagnostic::error(UNKNOWN_COLUMN, message)
                .at(name.span, "not a column of this table")
                .suggest(&name.text, known());
            self.report(problem);
        }
    }
}

/// A mapping's first key with its value, which is where an eye looks for it; any other node whole.
pub(super) fn first_line(node: &Node) -> Span {
    match &node.value {
        Value::Mapping(Mapping { entries }) => {
            // The columns of a CSV file are named in another line.
            let first = entries.first().filter(|entry| entry.key.span.start >= node.span.start);
            first.map_or(node.span, |entry| entry.key.span.to(entry.value.span))
        }
        _ => node.span,
    }
}
