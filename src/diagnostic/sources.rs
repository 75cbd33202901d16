//! The texts of all files that were read, and positions in these texts.

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
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the shortest span that contains both spans, which must be in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

#[derive(Debug)]
struct SourceFile {
    name: String,
    text: String,
    /// Offsets of the first byte of each line. No reader accepts a file beyond 4 GiB, so `u32` suffices.
    line_starts: OnceLock<Vec<u32>>,
}

/// The longest line, in bytes, that a place contains completely.
const WHOLE_LINE: usize = 2_000;
/// Number of characters on each side of the column that a place contains of a longer line.
const CONTEXT: usize = 500;

/// The names and texts of all files that were read.
///
/// Diagnostics refer to files by [`FileId`], so that a span is small and can be copied.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Starts without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its number.
    ///
    /// # Panics
    ///
    /// Panics if there are 2³² files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = u32::try_from(self.files.len()).expect("fewer than 2^32 files");
        let (name, text) = (name.into(), text.into());
        self.files.push(SourceFile { name, text, line_starts: OnceLock::new() });
        FileId(id)
    }

    /// Returns the name and text of every file, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (file.name.as_str(), file.text.as_str()))
    }

    /// Returns the name of a file, as given to [`Sources::add`].
    pub fn name(&self, file: FileId) -> &str {
        &self.file(file).name
    }

    /// Returns the whole text of a file.
    pub fn text(&self, file: FileId) -> &str {
        &self.file(file).text
    }

    /// Returns the text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Converts a span to a place.
    pub fn place(&self, span: Span) -> Place {
        let text = self.text(span.file);
        let (line, bytes) = self.line(span.file, span.start);
        let at = (span.start as usize).min(text.len());
        let column = text.get(bytes.start..at).unwrap_or_default().chars().count() + 1;
        // A place marks one line, so a longer span ends with its first line.
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

    /// Returns the number of the line that contains an offset, counted from 1, and the range of its bytes
    /// without the line break.
    pub(super) fn line(&self, file: FileId, at: u32) -> (usize, Range<usize>) {
        let file = self.file(file);
        let starts = file.line_starts();
        // Binary search: a large suite has many lines and many spans.
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

/// Returns the part of a line around a column, counted from 0, and the number of characters before this part.
fn around(line: &str, column: usize) -> (String, usize) {
    if line.len() <= WHOLE_LINE {
        return (line.to_owned(), 0);
    }
    let left_out = column.saturating_sub(CONTEXT);
    let part = line.chars().skip(left_out).take(column - left_out + CONTEXT);
    (part.collect(), left_out)
}

impl SourceFile {
    fn line_starts(&self) -> &[u32] {
        // Computed on first use, because most files have no problem.
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
    fn a_place_in_a_very_long_line_has_the_part_around_the_column() {
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
