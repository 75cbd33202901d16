//! An index of the cases of a written run record, made while the record is searched.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use super::case_map::CaseMap;
use super::error::ReportError;
use crate::event::CaseFinished;
use crate::redact::Transcript;
use crate::verdict::CaseName;

/// A run record on disk that is searched for exchanges.
///
/// The record is read once, and no further than to the case that is wanted. The positions of the cases before it are
/// remembered, so a later search for one of them reads one line.
#[derive(Debug)]
pub(super) struct RecordIndex {
    /// The file at the position up to which it was searched.
    ahead: BufReader<File>,
    /// The file once more, for lines that were passed: a seek would throw away the buffer of `ahead`.
    behind: File,
    passed: CaseMap<LinePosition>,
    /// The number of bytes that were searched.
    bytes: u64,
    /// The number of lines that were searched.
    lines: usize,
    /// The bytes of the line that is looked at.
    text: Vec<u8>,
}

/// The position of a line in the record.
#[derive(Debug, Clone, Copy)]
struct LinePosition {
    /// The line, counted from 1.
    number: usize,
    /// The offset of its first byte.
    start: u64,
    bytes: usize,
}

impl RecordIndex {
    /// Opens a run record. Nothing is read yet.
    pub(super) fn open(path: &Path) -> Result<Self, ReportError> {
        // Two handles, because each has a position of its own.
        let open = || File::open(path).map_err(unreadable);
        Ok(Self {
            ahead: BufReader::new(open()?),
            behind: open()?,
            passed: CaseMap::default(),
            bytes: 0,
            lines: 0,
            text: Vec::new(),
        })
    }

    /// Returns the exchange of a case, or `None` if the case has no exchange or is missing in the record.
    pub(super) fn find(&mut self, case: &CaseFinished) -> Result<Option<Transcript>, ReportError> {
        if let Some(line) = self.passed.get(case).copied() {
            self.read_again(line).map_err(unreadable)?;
            return match self.look_at(line, case)? {
                LineContent::Wanted(exchange) => Ok(exchange.map(|exchange| *exchange)),
                _ => Ok(None),
            };
        }
        while let Some(line) = self.next_line().map_err(unreadable)? {
            if self.text.trim_ascii().is_empty() {
                continue;
            }
            match self.look_at(line, case)? {
                LineContent::Wanted(exchange) => {
                    self.passed.insert(&case.file, case.case.clone(), line);
                    return Ok(exchange.map(|exchange| *exchange));
                }
                // A later search for this case then reads one line.
                LineContent::OtherCase { file, case } => self.passed.insert(&file, case, line),
                LineContent::OtherEvent => {}
            }
        }
        Ok(None)
    }

    fn look_at(
        &self,
        line: LinePosition,
        wanted: &CaseFinished,
    ) -> Result<LineContent, ReportError> {
        let content = LineReader::read(&self.text, wanted);
        content.map_err(|source| ReportError::NotAnEvent { line: line.number, source })
    }

    fn next_line(&mut self) -> io::Result<Option<LinePosition>> {
        self.text.clear();
        let bytes = self.ahead.read_until(b'\n', &mut self.text)?;
        let start = self.bytes;
        self.bytes += bytes as u64;
        self.lines += 1;
        Ok((bytes > 0).then_some(LinePosition { number: self.lines, start, bytes }))
    }

    fn read_again(&mut self, line: LinePosition) -> io::Result<()> {
        self.text.resize(line.bytes, 0);
        self.behind.seek(SeekFrom::Start(line.start))?;
        self.behind.read_exact(&mut self.text)
    }
}

fn unreadable(source: io::Error) -> ReportError {
    ReportError::Read { source }
}

/// The name of the event that ends a case.
const FINISHED: &str = "case-finished";

/// Reads as much of a line as is needed to know which case it belongs to, and the exchange of the wanted case.
///
/// Most lines belong to other cases. Their exchanges are nearly all of their bytes, and are not parsed.
#[derive(Debug)]
struct LineReader<'c, 'l> {
    wanted: &'c CaseFinished,
    event: Option<MaybeEscaped<'l>>,
    case: Option<BorrowedName<'l>>,
    file: Option<MaybeEscaped<'l>>,
    exchange: Option<Transcript>,
}

/// A string of the line, copied only if it has escapes.
#[derive(Debug, Deserialize)]
struct MaybeEscaped<'l>(#[serde(borrow)] Cow<'l, str>);

/// A [`CaseName`] that borrows from the line.
#[derive(Debug, Deserialize)]
struct BorrowedName<'l> {
    #[serde(borrow)]
    suite: Cow<'l, str>,
    #[serde(borrow)]
    id: Cow<'l, str>,
}

#[derive(Debug, Deserialize)]
#[serde(field_identifier, rename_all = "kebab-case")]
enum Member {
    Event,
    Case,
    File,
    Exchange,
    #[serde(other)]
    Other,
}

/// The content of a line, as far as the search needs it.
#[derive(Debug, PartialEq)]
enum LineContent {
    /// The end of the wanted case, with the exchange.
    Wanted(Option<Box<Transcript>>),
    /// The end of another case.
    OtherCase { file: String, case: CaseName },
    /// An event that does not end a case.
    OtherEvent,
}

impl<'c, 'l> LineReader<'c, 'l> {
    fn read(line: &'l [u8], wanted: &'c CaseFinished) -> Result<LineContent, serde_json::Error> {
        let mut reader = Self { wanted, event: None, case: None, file: None, exchange: None };
        match serde_json::Deserializer::from_slice(line).deserialize_map(&mut reader) {
            // serde_json reports members that were left unread as an error. Here they were left on purpose.
            Err(_) if reader.is_enough() => Ok(reader.content()),
            Err(error) => Err(error),
            Ok(()) if reader.event.is_none() => Err(serde_json::Error::missing_field("event")),
            Ok(()) => Ok(reader.content()),
        }
    }

    /// Returns true if the line ends a case, and `None` if its event was not read yet.
    fn is_end(&self) -> Option<bool> {
        self.event.as_ref().map(|event| event.0 == FINISHED)
    }

    /// Returns true if the line belongs to the wanted case, and `None` if its names were not read yet.
    fn is_wanted(&self) -> Option<bool> {
        let (case, file) = (self.case.as_ref()?, self.file.as_ref()?);
        let CaseName { suite, id } = &self.wanted.case;
        Some(case.suite == *suite && case.id == *id && file.0 == self.wanted.file)
    }

    /// Returns true if the rest of the line cannot change the result. The members may come in any order.
    fn is_enough(&self) -> bool {
        match (self.is_end(), self.is_wanted()) {
            (Some(false), _) | (Some(true), Some(false)) => true,
            (Some(true), Some(true)) => self.exchange.is_some(),
            (None, _) | (Some(true), None) => false,
        }
    }

    fn content(self) -> LineContent {
        match (self.is_end(), self.is_wanted(), self.case, self.file) {
            (Some(true), Some(true), _, _) => LineContent::Wanted(self.exchange.map(Box::new)),
            (Some(true), _, Some(BorrowedName { suite, id }), Some(file)) => {
                LineContent::OtherCase {
                    file: file.0.into_owned(),
                    case: CaseName { suite: suite.into_owned(), id: id.into_owned() },
                }
            }
            _ => LineContent::OtherEvent,
        }
    }
}

impl<'l> Visitor<'l> for &mut LineReader<'_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(member) = members.next_key()? {
            match member {
                Member::Event => self.event = Some(members.next_value()?),
                Member::Case => self.case = Some(members.next_value()?),
                Member::File => self.file = Some(members.next_value()?),
                Member::Exchange => self.exchange = members.next_value()?,
                Member::Other => drop(members.next_value::<IgnoredAny>()?),
            }
            if self.is_enough() {
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::case;

    /// Returns a case of the suite `s`.
    fn of(file: &str, id: &str) -> CaseFinished {
        let name = CaseName { suite: "s".into(), id: id.into() };
        CaseFinished { case: name, file: file.into(), ..case(id, "200", 1) }
    }

    #[test]
    fn a_line_is_read_only_until_its_case_is_known() {
        let [a, b, other] = [("f", "a"), ("f", "b"), ("g", "a")].map(|(file, id)| of(file, id));
        let content = |line: &str, wanted| LineReader::read(line.as_bytes(), wanted).ok();
        let ended = || Some(LineContent::OtherCase { file: "f".to_owned(), case: a.case.clone() });
        let case = r#""case":{"suite":"s","id":"a"},"file":"f""#;
        let cut = format!(r#"{{"event":"case-finished",{case},"#);
        assert_eq!(content(&cut, &b), ended());
        assert_eq!(content(&cut, &other), ended());
        assert_eq!(content(&cut, &a), None, "the exchange may follow");
        let turned = format!(r#"{{"x":[1],{case},"event":"case-finished"}}"#);
        assert_eq!(content(&turned, &b), ended());
        assert_eq!(content(&turned, &a), Some(LineContent::Wanted(None)));
        let started = format!(r#"{{"event":"case-started",{case}}}"#);
        assert_eq!(content(&started, &a), Some(LineContent::OtherEvent));
        assert_eq!(content(r#"{"event":"case-finished"}"#, &a), Some(LineContent::OtherEvent));
        assert!(content("{}", &a).is_none() && content(r#"{"event":"#, &a).is_none());
    }

    #[test]
    fn an_exchange_is_found_at_any_place_in_the_line() {
        let a = of("f", "a");
        let exchange = r#""exchange":{"request":{"method":"GET","url":"u","headers":[]}}"#;
        let rest = r#""file":"f","case":{"suite":"s","id":"\u0061"},"event":"case-finished""#;
        for line in [format!("{{{exchange},{rest}}}"), format!("{{{rest},{exchange}, and more")] {
            let content = LineReader::read(line.as_bytes(), &a).expect("the exchange is read");
            assert!(matches!(content, LineContent::Wanted(Some(_))), "{content:?}");
        }
    }
}
