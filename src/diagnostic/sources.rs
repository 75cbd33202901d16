//! The texts of all files that were read, and positions in them.

use std::ops::Range;
use std::sync::OnceLock;

use super::Place;

/// The number of a file in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes of one file; `start` is included, `end` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The shortest span that holds both; both must be of one file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
    /// Of a file beyond 4 GiB, which no reader takes, those that stand before.
    line_starts: OnceLock<Vec<u32>>,
}

/// Bytes of a line up to which a place has all of it.
const WHOLE_LINE: usize = 2_000;
/// Characters on either side of the column that a place has of a longer line.
const BESIDE: usize = 500;

/// All files that were read, as shown to people: a name relative to where they stand, and the text.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file in and numbers it.
    ///
    /// # Panics
    ///
    /// If there are 2³² files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = u32::try_from(self.files.len()).expect("fewer than 2^32 files");
        let (name, text) = (name.into(), text.into());
        self.files.push(SourceFile { name, text, line_starts: OnceLock::new() });
        FileId(id)
    }

    /// Name and text of every file, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// The file's name as given to [`Sources::add`].
    pub fn name(&self, file: FileId) -> &str {
        &self.file(file).name
    }

    /// The file's whole text.
    pub fn text(&self, file: FileId) -> &str {
        &self.file(file).text
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The span as people read it.
    pub fn place(&self, span: Span) -> Place {
        let text = self.text(span.file);
        let (line, bytes) = self.line(span.file, span.start);
        let at = (span.start as usize).min(text.len());
        let column = text.get(bytes.start..at).unwrap_or_default().chars().count() + 1;
        let last = (span.end as usize).clamp(at, bytes.end.max(at));
        let width = text.get(at..last).unwrap_or_default().chars().count().max(1);
        let (text, left_out) = around(text.get(bytes).unwrap_or_default(), column - 1);
        Place {
            file: self.name(span.file).to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            width: u32::try_from(width).unwrap_or(u32::MAX),
            text,
            left_out: u32::try_from(left_out).unwrap_or(u32::MAX),
        }
    }

    /// The number, counted from 1, of the line in which an offset stands, and that line's bytes
    /// without its line break.
    pub(super) fn line(&self, file: FileId, at: u32) -> (usize, Range<usize>) {
        let file = self.file(file);
        let starts = file.line_starts();
        let line = starts.partition_point(|&start| start <= at).saturating_sub(1);
        let start = starts.get(line).map_or(0, |start| *start as usize);
        let end = starts.get(line + 1).map_or(file.text.len(), |end| *end as usize);
        let text = file.text.get(start..end).unwrap_or_default();
        (line + 1, start..start + text.trim_end_matches(['\n', '\r']).len())
    }

    fn file(&self, file: FileId) -> &SourceFile {
        &self.files[file.0 as usize]
    }
}

/// The part of a line around a column, counted from 0, and how many characters stand before it.
fn around(line: &str, column: usize) -> (String, usize) {
    if line.len() <= WHOLE_LINE {
        return (line.to_owned(), 0);
    }
    let left_out = column.saturating_sub(BESIDE);
    let part = line.chars().skip(left_out).take(column - left_out + BESIDE);
    (part.collect(), left_out)
}

impl SourceFile {
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at + 1);
            std::iter::once(0).chain(breaks).map_while(|at| u32::try_from(at).ok()).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, marked: &str, line: u32, column: u32, width: u32) {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", text);
        let start =
            u32::try_from(text.find(marked).expect("the mark is in the text")).expect("short");
        let end = start + u32::try_from(marked.len()).expect("short");
        let place = sources.place(Span { file, start, end });
        assert_eq!((place.line, place.column, place.width), (line, column, width));
    }

    #[test]
    fn lines_and_columns_count_from_one() {
        check("one\ntwo: 2\n", "one", 1, 1, 3);
        check("one\ntwo: 2\n", "2", 2, 6, 1);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        check("naïve: ß1\n", "1", 1, 9, 1);
    }

    #[test]
    fn a_span_over_several_lines_is_marked_on_its_first() {
        check("a: |\n  x\n  y\n", "|\n  x", 1, 4, 1);
    }

    #[test]
    fn of_a_very_long_line_a_place_has_the_part_around_it() {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", format!("{}x{}", "a".repeat(20_000), "b".repeat(20_000)));
        let place = sources.place(Span { file, start: 20_000, end: 20_001 });
        assert_eq!((place.column, place.left_out), (20_001, 19_500));
        assert_eq!(place.text.chars().nth(500), Some('x'));
        assert!(place.text.len() < 2_000);
    }

    #[test]
    fn the_end_of_a_file_has_a_place() {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", "a: 1\n");
        let place = sources.place(Span { file, start: 5, end: 5 });
        assert_eq!((place.line, place.column, place.text.as_str()), (2, 1, ""));
    }
}
