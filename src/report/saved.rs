//! A run that has ended, as documents are written from it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

use super::{Exit, ReportError, RunRecord, Summary};
use crate::event::CaseFinished;
use crate::verdict::CaseName;

/// A run that has ended: its record, how the command ended, and the way back to what the record leaves out.
///
/// A [`RunRecord`] keeps no exchange of a case that passed, so that memory does not grow with the number
/// of cases. Where the written record is known, [`SavedRun::whole`] reads them again, one at a time.
#[derive(Debug)]
pub struct SavedRun<'r> {
    /// What happened.
    pub record: &'r RunRecord,
    /// How the command ended, if a command made the run.
    pub exit: Option<Exit>,
    written: Vec<Written>,
}

impl<'r> SavedRun<'r> {
    /// A run of which only the record is left.
    pub fn new(record: &'r RunRecord, exit: Option<Exit>) -> Self {
        Self { record, exit, written: Vec::new() }
    }

    /// The run with the file, or one of the files, in which its record was written as NDJSON.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is no record.
    pub fn written_in(mut self, path: &Path) -> Result<Self, ReportError> {
        let file = File::open(path).map_err(|source| ReportError::Read { source })?;
        self.written.push(Written::of(file)?);
        Ok(self)
    }

    /// A case with its exchange, also where it passed; as it is in the record where the written one is not
    /// known.
    ///
    /// # Errors
    ///
    /// If the written record can no longer be read.
    pub fn whole<'c>(&self, case: &'c CaseFinished) -> io::Result<Cow<'c, CaseFinished>> {
        if case.exchange.is_some() {
            return Ok(Cow::Borrowed(case));
        }
        for written in &self.written {
            if let Some(found) = written.find(&case.case)? {
                return Ok(Cow::Owned(found));
            }
        }
        Ok(Cow::Borrowed(case))
    }

    /// What the run came to.
    pub fn summary(&self) -> Summary {
        Summary::new(self.record, self.exit.clone())
    }
}

/// A run record on disk, and where in it each case stands.
#[derive(Debug)]
struct Written {
    file: File,
    lines: BTreeMap<CaseName, Line>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    start: u64,
    bytes: usize,
}

/// The event of a case that ended, by its name in the record.
const FINISHED: &str = "case-finished";

/// As much of a line as tells whose it is; the rest of it is not read.
#[derive(Debug, Default)]
struct Glance {
    event: Option<String>,
    case: Option<CaseName>,
}

impl Glance {
    fn at(line: &[u8]) -> Result<Self, serde_json::Error> {
        let mut glance = Self::default();
        match serde_json::Deserializer::from_slice(line).deserialize_map(&mut glance) {
            // What was seen is enough, and the rest was left unread.
            Err(_) if glance.is_enough() => Ok(glance),
            Err(error) => Err(error),
            Ok(()) if glance.event.is_none() => Err(serde_json::Error::missing_field("event")),
            Ok(()) => Ok(glance),
        }
    }

    fn is_enough(&self) -> bool {
        self.event.as_deref().is_some_and(|event| event != FINISHED || self.case.is_some())
    }

    /// The case that ended, if one did.
    fn ended(self) -> Option<CaseName> {
        self.case.filter(|_| self.event.as_deref() == Some(FINISHED))
    }
}

impl<'de> Visitor<'de> for &mut Glance {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "event" => self.event = Some(members.next_value()?),
                "case" => self.case = Some(members.next_value()?),
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
            if self.is_enough() {
                break;
            }
        }
        Ok(())
    }
}

impl Written {
    fn of(file: File) -> Result<Self, ReportError> {
        let mut lines = BTreeMap::new();
        let mut reader = BufReader::new(&file);
        let mut text = Vec::new();
        let mut start = 0;
        for number in 1.. {
            text.clear();
            let read = reader.read_until(b'\n', &mut text);
            let bytes = read.map_err(|source| ReportError::Read { source })?;
            if bytes == 0 {
                break;
            }
            if !text.trim_ascii().is_empty() {
                let glance = Glance::at(&text)
                    .map_err(|source| ReportError::NotAnEvent { line: number, source })?;
                if let Some(case) = glance.ended() {
                    lines.insert(case, Line { start, bytes });
                }
            }
            start += bytes as u64;
        }
        Ok(Self { file, lines })
    }

    fn find(&self, case: &CaseName) -> io::Result<Option<CaseFinished>> {
        let Some(Line { start, bytes }) = self.lines.get(case).copied() else { return Ok(None) };
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        let mut text = vec![0; bytes];
        file.read_exact(&mut text)?;
        // It is known which event it is: to read it as any would take twice as long.
        Ok(Some(serde_json::from_slice(&text)?))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::event::Event;
    use crate::report::sample::{sample_events, sample_record};

    fn written(events: &[Event]) -> tempfile::NamedTempFile {
        let mut text = String::new();
        for event in events {
            let line = serde_json::to_string(event).expect("an event is plain data");
            writeln!(text, "{line}\n").expect("memory takes it");
        }
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), text).expect("there is room");
        file
    }

    #[test]
    fn a_case_that_passed_gets_its_exchange_back() {
        let events = sample_events();
        let file = written(&events);
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path()).expect("it is a record");
        for event in &events {
            let Event::CaseFinished(case) = event else { continue };
            let kept = record.cases.iter().find(|kept| kept.case == case.case);
            let kept = kept.expect("the record has every case");
            let whole = run.whole(kept).expect("the file is there").into_owned();
            assert_eq!(whole.exchange.is_some(), case.exchange.is_some(), "{}", case.case);
        }
    }

    #[test]
    fn without_the_written_record_a_case_is_as_it_was_kept() {
        let record = sample_record();
        let run = SavedRun::new(&record, None);
        for case in &record.cases {
            assert_eq!(*run.whole(case).expect("nothing is read"), *case);
        }
    }

    #[test]
    fn of_a_line_no_more_is_read_than_tells_whose_it_is() {
        let glance = |line: &str| Glance::at(line.as_bytes()).ok().and_then(Glance::ended);
        let case = r#"{"suite":"s","id":"a"}"#;
        let name = Some(CaseName { suite: "s".to_owned(), id: "a".to_owned() });
        assert_eq!(glance(&format!(r#"{{"event":"case-finished","case":{case},"#)), name);
        assert_eq!(glance(&format!(r#"{{"x":[1],"case":{case},"event":"case-finished"}}"#)), name);
        assert_eq!(glance(&format!(r#"{{"event":"case-started","case":{case}}}"#)), None);
        assert!(Glance::at(br#"{"event":"case-finished"}"#).is_ok_and(|it| it.case.is_none()));
        assert!(Glance::at(b"{}").is_err() && Glance::at(br#"{"event":"#).is_err());
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), "{}\n").expect("there is room");
        let record = sample_record();
        let refused = SavedRun::new(&record, None).written_in(file.path());
        assert!(refused.expect_err("it is refused").to_string().contains("line 1"));
    }
}
