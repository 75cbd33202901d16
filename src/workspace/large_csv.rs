//! Large CSV tables: checked row by row when the suite is opened, and read again in the run.
//!
//! Neither pass holds more than one row and a hash per row, so memory does not depend on the size of a row.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::Digest;
use crate::source::Text;
use crate::suite::{Row, Table, TableChanged, name_exactly, text_row};

const RAGGED_ROW: Code = Code::RAGGED_ROW;
const DUPLICATE_ROW: Code = Code::DUPLICATE_ROW;
const BAD_EXPRESSION: Code = Code::BAD_EXPRESSION;
const UNREADABLE: Code = Code::UNREADABLE_FILE;

/// The maximum number of rows that are held in memory.
const MAX_ROWS: u64 = 10_000;
/// The number of invalid rows after which the rest of a table is not read.
const MAX_INVALID: usize = 20;

/// A CSV file (RFC 4180) that was checked.
#[derive(Debug)]
pub(super) struct LargeCsv {
    path: PathBuf,
    name: String,
    /// The place where the suite names the table. Problems in the table are reported here.
    place: Span,
    columns: Vec<Text>,
    rows: u64,
    digest: u128,
    /// Digests of the short names that several rows have. These rows are named exactly.
    ambiguous: BTreeSet<u128>,
}

/// Returns `true` if a CSV file has more rows than are held in memory.
pub(super) fn is_large(path: &Path) -> bool {
    // Opening a named pipe without a writer would block forever.
    if !path.is_file() {
        return false;
    }
    let Ok(file) = File::open(path) else { return false };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(BufReader::new(file));
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while rows <= MAX_ROWS && reader.read_byte_record(&mut record).is_ok_and(|more| more) {
        rows += 1;
    }
    rows > MAX_ROWS
}

/// Returns the text of the header and of the first row, as written.
pub(super) fn first_two_records(path: &Path) -> io::Result<String> {
    let mut reader = reader(File::open(path)?);
    let mut record = csv::StringRecord::new();
    for _ in 0..2 {
        reader.read_record(&mut record)?;
    }
    let mut text = String::new();
    File::open(path)?.take(reader.position().byte()).read_to_string(&mut text)?;
    Ok(text)
}

impl LargeCsv {
    /// Reads the whole table and reports its problems. `columns` are the columns of its first row.
    pub(super) fn check(
        path: PathBuf,
        written: &Text,
        columns: Vec<Text>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let (name, place) = (written.text.clone(), written.span);
        let mut table =
            Self { path, name, place, columns, rows: 0, digest: 0, ambiguous: BTreeSet::new() };
        let before = problems.len();
        let mut labels: Vec<u128> = Vec::new();
        let read = table.read(&mut |position, row| {
            problems.extend(table.problem_in(position, row));
            labels.push(digest_of(&table.row(row, position).label));
            if problems.len() < before + MAX_INVALID {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        let read = read.map_err(|why| {
            let message = format!("cannot read {}: {why}", table.name);
            problems.push(Diagnostic::error(UNREADABLE, message).at(place, "this table"));
        });
        let (rows, digest) = read.ok()?;
        table.rows = rows;
        table.digest = digest;
        table.ambiguous = repeated(labels);
        if !table.ambiguous.is_empty() {
            table.duplicates(problems);
        }
        (problems.len() == before).then_some(table)
    }

    /// Calls `row` with each record and its position, starting at 0. Returns the number of records that were read,
    /// and the digest of all bytes.
    fn read(
        &self,
        row: &mut dyn FnMut(usize, &csv::StringRecord) -> ControlFlow<()>,
    ) -> Result<(u64, u128), String> {
        let file = File::open(&self.path).map_err(|error| error.kind().to_string())?;
        let mut reader = reader(DigestingFile { file, digest: Digest::new() });
        let mut record = csv::StringRecord::new();
        let mut read = 0;
        let mut next = || reader.read_record(&mut record).map(|more| more.then(|| record.clone()));
        // The first record is the header, whose columns are known.
        next().map_err(|error| error.to_string())?;
        while let Some(record) = next().map_err(|error| error.to_string())? {
            let position = usize::try_from(read).unwrap_or(usize::MAX);
            read += 1;
            if row(position, &record).is_break() {
                break;
            }
        }
        Ok((read, reader.into_inner().digest.finish()))
    }

    fn row(&self, record: &csv::StringRecord, position: usize) -> Row {
        let mut row = text_row(&self.columns, record.iter(), self.place, position);
        if !self.ambiguous.is_empty() && self.ambiguous.contains(&digest_of(&row.label)) {
            name_exactly(&mut row);
        }
        row
    }

    fn problem_in(&self, position: usize, record: &csv::StringRecord) -> Option<Diagnostic> {
        let line = record.position().map_or(position as u64 + 2, csv::Position::line);
        let problem = |code, message: String| {
            Some(Diagnostic::error(code, message).at(self.place, "in this table"))
        };
        if record.len() != self.columns.len() {
            let (values, names) = (record.len(), self.columns.len());
            let message = format!(
                "the row in line {line} of {} has {values} values, and the table {names} columns",
                self.name
            );
            return problem(RAGGED_ROW, message);
        }
        if record.iter().any(|value| value.contains("${")) {
            let message = format!("line {line} of {} has an expression in it", self.name);
            return problem(BAD_EXPRESSION, message);
        }
        None
    }

    /// Reports the first label that two rows have, although rows with equal short names are named exactly. The first
    /// pass kept only hashes, which cannot be shown.
    fn duplicates(&self, problems: &mut Vec<Diagnostic>) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        // If the file has become unreadable since the first pass, the run reports it.
        let _ = self.read(&mut |position, record| {
            let label = self.row(record, position).label;
            if let Some(twice) = seen.replace(label) {
                let message = format!("two rows of {} are called `{twice}`", self.name);
                let problem = Diagnostic::error(DUPLICATE_ROW, message);
                let problem = problem.at(self.place, "in this table");
                problems.push(problem.help("the value of the first column is the name of a row"));
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
    }
}

impl Table for LargeCsv {
    fn rows(&self) -> u64 {
        self.rows
    }

    fn each(&self, row: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), TableChanged> {
        let changed = |why: &str| TableChanged { table: self.name.clone(), why: why.to_owned() };
        let mut fits = true;
        let mut whole = true;
        let read = self.read(&mut |position, record| {
            fits = record.len() == self.columns.len() && (position as u64) < self.rows;
            whole = fits && row(self.row(record, position)).is_continue();
            if whole { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let (_, digest) = read.map_err(|why| changed(&why))?;
        if !fits || whole && digest != self.digest {
            return Err(changed("it changed after it was checked"));
        }
        Ok(())
    }
}

fn digest_of(label: &str) -> u128 {
    let mut digest = Digest::new();
    digest.text(label);
    digest.finish()
}

/// Returns the digests that occur more than once.
fn repeated(mut digests: Vec<u128>) -> BTreeSet<u128> {
    digests.sort_unstable();
    digests.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
}

/// A file that computes the digest of all bytes that are read.
struct DigestingFile {
    file: File,
    digest: Digest,
}

impl Read for DigestingFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(bytes)?;
        self.digest.update(&bytes[..read]);
        Ok(read)
    }
}

fn reader<R: Read>(from: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from)
}
