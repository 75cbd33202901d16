//! A run that has ended, as documents are written from it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use super::{Exit, Kept, ReportError, RunRecord, Summary};
use crate::event::CaseFinished;
use crate::exchange::Transcript;
use crate::verdict::CaseName;

/// A run that has ended: its record, how the command ended, and the way back to what the record leaves out.
///
/// A [`RunRecord`] keeps no exchange of a case that passed, so that memory does not grow with the number
/// of cases. Where the written record is known, [`SavedRun::exchanges`] reads them again, one at a time.
#[derive(Debug)]
pub struct SavedRun<'r> {
    /// What happened.
    pub record: &'r RunRecord,
    /// How the command ended, if a command made the run.
    pub exit: Option<Exit>,
    kept: Option<&'r Kept>,
    written: Vec<PathBuf>,
}

impl<'r> SavedRun<'r> {
    /// A run of which only the record is left.
    pub fn new(record: &'r RunRecord, exit: Option<Exit>) -> Self {
        Self { record, exit, kept: None, written: Vec::new() }
    }

    /// The run with exchanges that were held while it went on.
    #[must_use]
    pub fn with(mut self, kept: &'r Kept) -> Self {
        self.kept = Some(kept);
        self
    }

    /// The run with the file, or one of the files, in which its record was written as NDJSON.
    #[must_use]
    pub fn written_in(mut self, path: &Path) -> Self {
        self.written.push(path.to_owned());
        self
    }

    /// The exchanges of its cases.
    ///
    /// # Errors
    ///
    /// If a written record can no longer be opened.
    pub fn exchanges(&self) -> io::Result<Exchanges<'r>> {
        let written = self.written.iter().map(|path| Written::open(path));
        Ok(Exchanges { kept: self.kept, written: written.collect::<io::Result<_>>()? })
    }

    /// What the run came to.
    pub fn summary(&self) -> Summary {
        Summary::new(self.record, self.exit.clone())
    }
}

/// The exchanges of a run. Those that the record leaves out are those that were held, or are read from the
/// written one, which goes fastest in the order in which the cases ended, or nearly so.
#[derive(Debug)]
pub struct Exchanges<'r> {
    kept: Option<&'r Kept>,
    written: Vec<Written>,
}

impl<'r> Exchanges<'r> {
    /// The exchange of a case; `None` where it has none, or none is known.
    ///
    /// # Errors
    ///
    /// If the written record can no longer be read, or is none.
    pub fn of<'c>(&mut self, case: &'c CaseFinished) -> io::Result<Option<Cow<'c, Transcript>>>
    where
        'r: 'c,
    {
        let kept = || self.kept.and_then(|kept| kept.of(&case.case));
        if let Some(exchange) = case.exchange.as_ref().or_else(kept) {
            return Ok(Some(Cow::Borrowed(exchange)));
        }
        for written in &mut self.written {
            if let Some(found) = written.find(&case.case)? {
                return Ok(Some(Cow::Owned(found)));
            }
        }
        Ok(None)
    }
}

/// A run record on disk. It is read once, and no further than to the case that was asked for; where those stand
/// that were passed on the way is remembered.
#[derive(Debug)]
struct Written {
    ahead: BufReader<File>,
    /// The same file, for what was passed.
    behind: File,
    passed: HashMap<CaseName, Line>,
    /// How far it was read, in bytes and in lines.
    read: u64,
    lines: usize,
    /// The line in hand.
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    start: u64,
    bytes: usize,
}

impl Written {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            ahead: BufReader::new(File::open(path)?),
            behind: File::open(path)?,
            passed: HashMap::new(),
            read: 0,
            lines: 0,
            text: Vec::new(),
        })
    }

    /// The exchange of a case; `None` where it had none, or the record has no such case.
    fn find(&mut self, case: &CaseName) -> io::Result<Option<Transcript>> {
        if let Some(Line { start, bytes }) = self.passed.get(case).copied() {
            self.text.resize(bytes, 0);
            self.behind.seek(SeekFrom::Start(start))?;
            self.behind.read_exact(&mut self.text)?;
            let Said::Wanted(exchange) = Glance::at(&self.text, case)? else { return Ok(None) };
            return Ok(exchange);
        }
        while let Some(line) = self.next_line()? {
            if self.text.trim_ascii().is_empty() {
                continue;
            }
            let said = Glance::at(&self.text, case).map_err(|source| {
                io::Error::other(ReportError::NotAnEvent { line: self.lines, source })
            })?;
            match said {
                Said::Wanted(exchange) => {
                    self.passed.insert(case.clone(), line);
                    return Ok(exchange);
                }
                Said::Ended(other) => drop(self.passed.insert(other, line)),
                Said::Else => {}
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        self.text.clear();
        let bytes = self.ahead.read_until(b'\n', &mut self.text)?;
        let line = Line { start: self.read, bytes };
        self.read += bytes as u64;
        self.lines += 1;
        Ok((bytes > 0).then_some(line))
    }
}

/// The event of a case that ended, by its name in the record.
const FINISHED: &str = "case-finished";

/// As much of a line as is asked of it: whose it is, and the exchange if it is that of the wanted case. The rest of
/// it is not read.
#[derive(Debug)]
struct Glance<'c, 'l> {
    wanted: &'c CaseName,
    event: Option<Text<'l>>,
    case: Option<Name<'l>>,
    exchange: Option<Transcript>,
}

/// A text of the line, copied where it is escaped.
#[derive(Debug, Deserialize)]
struct Text<'l>(#[serde(borrow)] Cow<'l, str>);

/// The name of a case, as it stands in the line.
#[derive(Debug, Deserialize)]
struct Name<'l> {
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
    Exchange,
    #[serde(other)]
    Other,
}

/// What a line says of a case.
#[derive(Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is never more than one, and it is soon taken apart"
)]
enum Said {
    /// The wanted case ended, with this exchange.
    Wanted(Option<Transcript>),
    /// Another case ended.
    Ended(CaseName),
    /// No case ended.
    Else,
}

impl<'c, 'l> Glance<'c, 'l> {
    fn at(line: &'l [u8], wanted: &'c CaseName) -> Result<Said, serde_json::Error> {
        let mut glance = Self { wanted, event: None, case: None, exchange: None };
        match serde_json::Deserializer::from_slice(line).deserialize_map(&mut glance) {
            // What was seen is enough, and the rest was left unread.
            Err(_) if glance.is_enough() => Ok(glance.said()),
            Err(error) => Err(error),
            Ok(()) if glance.event.is_none() => Err(serde_json::Error::missing_field("event")),
            Ok(()) => Ok(glance.said()),
        }
    }

    /// Whether a case ended, where that is known.
    fn is_end(&self) -> Option<bool> {
        self.event.as_ref().map(|event| event.0 == FINISHED)
    }

    /// Whether it is the wanted case, where that is known.
    fn is_wanted(&self) -> Option<bool> {
        let case = self.case.as_ref()?;
        Some(case.suite == self.wanted.suite && case.id == self.wanted.id)
    }

    fn is_enough(&self) -> bool {
        match (self.is_end(), self.is_wanted()) {
            (Some(false), _) | (Some(true), Some(false)) => true,
            (Some(true), Some(true)) => self.exchange.is_some(),
            (None, _) | (Some(true), None) => false,
        }
    }

    fn said(self) -> Said {
        match (self.is_end(), self.is_wanted(), self.case) {
            (Some(true), Some(true), _) => Said::Wanted(self.exchange),
            (Some(true), _, Some(Name { suite, id })) => {
                Said::Ended(CaseName { suite: suite.into_owned(), id: id.into_owned() })
            }
            _ => Said::Else,
        }
    }
}

impl<'l> Visitor<'l> for &mut Glance<'_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(member) = members.next_key()? {
            match member {
                Member::Event => self.event = Some(members.next_value()?),
                Member::Case => self.case = Some(members.next_value()?),
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

    /// The cases with the exchanges that they had.
    fn ended(events: &[Event]) -> Vec<&CaseFinished> {
        let mut cases = Vec::new();
        for event in events {
            if let Event::CaseFinished(case) = event {
                cases.push(case.as_ref());
            }
        }
        cases
    }

    #[track_caller]
    fn check_found<'e>(file: &Path, asked: impl Iterator<Item = &'e CaseFinished>) {
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file);
        let mut exchanges = run.exchanges().expect("the file is there");
        for case in asked {
            let kept = record.cases.iter().find(|kept| kept.case == case.case);
            let found = exchanges.of(kept.expect("the record has every case"));
            let found = found.expect("the file is there").map(Cow::into_owned);
            assert_eq!(found, case.exchange, "{}", case.case);
        }
    }

    #[test]
    fn a_case_that_passed_gets_its_exchange_back() {
        let events = sample_events();
        let file = written(&events);
        let cases = ended(&events);
        assert!(cases.len() > 4);
        check_found(file.path(), cases.iter().copied());
        check_found(file.path(), cases.iter().copied().rev());
        check_found(file.path(), cases.iter().copied().chain(cases.iter().copied()));
    }

    #[test]
    fn no_more_is_read_than_up_to_the_case() {
        let events = sample_events();
        let file = written(&events);
        let first = ended(&events)[0];
        let bare = CaseFinished { exchange: None, ..first.clone() };
        let mut whole = std::fs::read(file.path()).expect("it is there");
        whole.extend_from_slice(b"no event\n");
        std::fs::write(file.path(), whole).expect("there is room");
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path());
        let mut exchanges = run.exchanges().expect("the file is there");
        assert!(exchanges.of(&bare).is_ok());
        let unknown = CaseFinished {
            case: CaseName { suite: "no".into(), id: "such".into() },
            ..bare.clone()
        };
        let refused = exchanges.of(&unknown).expect_err("it reads to the end").to_string();
        assert!(refused.contains(&format!("line {} of", 2 * events.len() + 1)), "{refused}");
    }

    #[test]
    fn without_the_written_record_there_is_what_was_kept() {
        let record = sample_record();
        let mut exchanges = SavedRun::new(&record, None).exchanges().expect("nothing is read");
        for case in &record.cases {
            let found = exchanges.of(case).expect("nothing is read").map(Cow::into_owned);
            assert_eq!(found, case.exchange);
        }
    }

    #[test]
    fn of_a_line_no_more_is_read_than_tells_whose_it_is() {
        let [a, b] = ["a", "b"].map(|id| CaseName { suite: "s".into(), id: id.into() });
        let glance = |line: &str, wanted| Glance::at(line.as_bytes(), wanted).ok();
        let case = r#"{"suite":"s","id":"a"}"#;
        let cut = format!(r#"{{"event":"case-finished","case":{case},"#);
        assert_eq!(glance(&cut, &b), Some(Said::Ended(a.clone())));
        assert_eq!(glance(&cut, &a), None, "its exchange may be behind");
        let turned = format!(r#"{{"x":[1],"case":{case},"event":"case-finished"}}"#);
        assert_eq!(glance(&turned, &b), Some(Said::Ended(a.clone())));
        assert_eq!(glance(&turned, &a), Some(Said::Wanted(None)));
        let begun = format!(r#"{{"event":"case-started","case":{case}}}"#);
        assert_eq!(glance(&begun, &a), Some(Said::Else));
        assert_eq!(glance(r#"{"event":"case-finished"}"#, &a), Some(Said::Else));
        assert!(glance("{}", &a).is_none() && glance(r#"{"event":"#, &a).is_none());
    }

    #[test]
    fn an_exchange_is_found_wherever_it_stands() {
        let a = CaseName { suite: "s".into(), id: "a".into() };
        let exchange = r#""exchange":{"request":{"method":"GET","url":"u","headers":[]}}"#;
        let rest = r#""case":{"suite":"s","id":"\u0061"},"event":"case-finished""#;
        for line in [format!("{{{exchange},{rest}}}"), format!("{{{rest},{exchange}, and more")] {
            let said = Glance::at(line.as_bytes(), &a).expect("it is read so far");
            assert!(matches!(said, Said::Wanted(Some(_))), "{said:?}");
        }
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), "{}\n").expect("there is room");
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path());
        let mut exchanges = run.exchanges().expect("the file is there");
        let bare = record.cases.iter().find(|case| case.exchange.is_none()).expect("one passed");
        let refused = exchanges.of(bare).expect_err("it is refused").to_string();
        assert!(refused.contains("line 1"), "{refused}");
    }
}
