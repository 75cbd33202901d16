//! A run that has ended, as documents are written from it.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use super::kept::ByCase;
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
    pub fn exchanges(&self) -> Exchanges<'r> {
        let written = self.written.iter().map(|path| (path.clone(), None));
        Exchanges { kept: self.kept, written: written.collect() }
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
    /// The written records, each opened when it is first needed.
    written: Vec<(PathBuf, Option<Written>)>,
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
        let kept = || self.kept.and_then(|kept| kept.of(case));
        if let Some(exchange) = case.exchange.as_ref().or_else(kept) {
            return Ok(Some(Cow::Borrowed(exchange)));
        }
        Ok(self.written(case).map_err(io::Error::other)?.map(Cow::Owned))
    }

    fn written(&mut self, case: &CaseFinished) -> Result<Option<Transcript>, ReportError> {
        for (path, opened) in &mut self.written {
            let written = match opened {
                Some(written) => written,
                None => opened.insert(Written::open(path)?),
            };
            if let Some(found) = written.find(case)? {
                return Ok(Some(found));
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
    passed: ByCase<Line>,
    /// How far it was read, in bytes and in lines.
    read: u64,
    lines: usize,
    /// The line in hand.
    text: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    number: usize,
    start: u64,
    bytes: usize,
}

impl Written {
    fn open(path: &Path) -> Result<Self, ReportError> {
        let open = || File::open(path).map_err(unreadable);
        Ok(Self {
            ahead: BufReader::new(open()?),
            behind: open()?,
            passed: ByCase::default(),
            read: 0,
            lines: 0,
            text: Vec::new(),
        })
    }

    /// The exchange of a case; `None` where it had none, or the record has no such case.
    fn find(&mut self, case: &CaseFinished) -> Result<Option<Transcript>, ReportError> {
        if let Some(line) = self.passed.get(case).copied() {
            self.read_again(line).map_err(unreadable)?;
            return match self.glance(line, case)? {
                Said::Wanted(exchange) => Ok(exchange),
                _ => Ok(None),
            };
        }
        while let Some(line) = self.next_line().map_err(unreadable)? {
            if self.text.trim_ascii().is_empty() {
                continue;
            }
            match self.glance(line, case)? {
                Said::Wanted(exchange) => {
                    self.passed.insert(&case.file, case.case.clone(), line);
                    return Ok(exchange);
                }
                Said::Ended { file, case } => self.passed.insert(&file, case, line),
                Said::Else => {}
            }
        }
        Ok(None)
    }

    fn glance(&self, line: Line, wanted: &CaseFinished) -> Result<Said, ReportError> {
        let said = Glance::at(&self.text, wanted);
        said.map_err(|source| ReportError::NotAnEvent { line: line.number, source })
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        self.text.clear();
        let bytes = self.ahead.read_until(b'\n', &mut self.text)?;
        let start = self.read;
        self.read += bytes as u64;
        self.lines += 1;
        Ok((bytes > 0).then_some(Line { number: self.lines, start, bytes }))
    }

    fn read_again(&mut self, line: Line) -> io::Result<()> {
        self.text.resize(line.bytes, 0);
        self.behind.seek(SeekFrom::Start(line.start))?;
        self.behind.read_exact(&mut self.text)
    }
}

fn unreadable(source: io::Error) -> ReportError {
    ReportError::Read { source }
}

/// The event of a case that ended, by its name in the record.
const FINISHED: &str = "case-finished";

/// As much of a line as is asked of it: whose it is, and the exchange if it is that of the wanted case. The rest of
/// it is not read.
#[derive(Debug)]
struct Glance<'c, 'l> {
    wanted: &'c CaseFinished,
    event: Option<Text<'l>>,
    case: Option<Name<'l>>,
    file: Option<Text<'l>>,
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
    File,
    Exchange,
    #[serde(other)]
    Other,
}

/// What a line says of a case.
#[derive(Debug, PartialEq)]
enum Said {
    /// The wanted case ended, with this exchange.
    Wanted(Option<Transcript>),
    /// Another case ended.
    Ended { file: String, case: CaseName },
    /// No case ended.
    Else,
}

impl<'c, 'l> Glance<'c, 'l> {
    fn at(line: &'l [u8], wanted: &'c CaseFinished) -> Result<Said, serde_json::Error> {
        let mut glance = Self { wanted, event: None, case: None, file: None, exchange: None };
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
        let (case, file) = (self.case.as_ref()?, self.file.as_ref()?);
        let CaseName { suite, id } = &self.wanted.case;
        Some(case.suite == *suite && case.id == *id && file.0 == self.wanted.file)
    }

    fn is_enough(&self) -> bool {
        match (self.is_end(), self.is_wanted()) {
            (Some(false), _) | (Some(true), Some(false)) => true,
            (Some(true), Some(true)) => self.exchange.is_some(),
            (None, _) | (Some(true), None) => false,
        }
    }

    fn said(self) -> Said {
        match (self.is_end(), self.is_wanted(), self.case, self.file) {
            (Some(true), Some(true), _, _) => Said::Wanted(self.exchange),
            (Some(true), _, Some(Name { suite, id }), Some(file)) => Said::Ended {
                file: file.0.into_owned(),
                case: CaseName { suite: suite.into_owned(), id: id.into_owned() },
            },
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
    use std::fmt::Write as _;

    use super::*;
    use crate::event::Event;
    use crate::report::sample::{case, exchange, sample_events, sample_record};

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
        let mut exchanges = run.exchanges();
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
        let mut exchanges = run.exchanges();
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
        let mut exchanges = SavedRun::new(&record, None).exchanges();
        for case in &record.cases {
            let found = exchanges.of(case).expect("nothing is read").map(Cow::into_owned);
            assert_eq!(found, case.exchange);
        }
    }

    /// A case of the suite `s`.
    fn of(file: &str, id: &str) -> CaseFinished {
        let name = CaseName { suite: "s".into(), id: id.into() };
        CaseFinished { case: name, file: file.into(), ..case(id, "200", 1) }
    }

    #[test]
    fn of_a_line_no_more_is_read_than_tells_whose_it_is() {
        let [a, b, other] = [("f", "a"), ("f", "b"), ("g", "a")].map(|(file, id)| of(file, id));
        let glance = |line: &str, wanted| Glance::at(line.as_bytes(), wanted).ok();
        let ended = || Some(Said::Ended { file: "f".to_owned(), case: a.case.clone() });
        let case = r#""case":{"suite":"s","id":"a"},"file":"f""#;
        let cut = format!(r#"{{"event":"case-finished",{case},"#);
        assert_eq!(glance(&cut, &b), ended());
        assert_eq!(glance(&cut, &other), ended());
        assert_eq!(glance(&cut, &a), None, "its exchange may be behind");
        let turned = format!(r#"{{"x":[1],{case},"event":"case-finished"}}"#);
        assert_eq!(glance(&turned, &b), ended());
        assert_eq!(glance(&turned, &a), Some(Said::Wanted(None)));
        let begun = format!(r#"{{"event":"case-started",{case}}}"#);
        assert_eq!(glance(&begun, &a), Some(Said::Else));
        assert_eq!(glance(r#"{"event":"case-finished"}"#, &a), Some(Said::Else));
        assert!(glance("{}", &a).is_none() && glance(r#"{"event":"#, &a).is_none());
    }

    #[test]
    fn an_exchange_is_found_wherever_it_stands() {
        let a = of("f", "a");
        let exchange = r#""exchange":{"request":{"method":"GET","url":"u","headers":[]}}"#;
        let rest = r#""file":"f","case":{"suite":"s","id":"\u0061"},"event":"case-finished""#;
        for line in [format!("{{{exchange},{rest}}}"), format!("{{{rest},{exchange}, and more")] {
            let said = Glance::at(line.as_bytes(), &a).expect("it is read so far");
            assert!(matches!(said, Said::Wanted(Some(_))), "{said:?}");
        }
    }

    #[test]
    fn cases_of_two_files_may_share_a_name() {
        let answered = |file: &str, body| CaseFinished {
            exchange: Some(exchange("GET", "/", None, 200, body)),
            ..of(file, "a")
        };
        let ended = [answered("x/a.har", "1"), answered("y/a.har", "22")];
        let events = ended.clone().map(|case| Event::CaseFinished(Box::new(case)));
        let file = written(&events);
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path());
        let mut exchanges = run.exchanges();
        for case in ended.iter().rev() {
            let bare = CaseFinished { exchange: None, ..case.clone() };
            let found = exchanges.of(&bare).expect("the file is there").map(Cow::into_owned);
            assert_eq!(found, case.exchange, "{}", case.file);
        }
    }

    #[test]
    fn a_record_that_is_gone_is_missed_when_it_is_needed() {
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(Path::new("/no/such/record"));
        let (has, lacks): (Vec<_>, Vec<_>) =
            record.cases.iter().partition(|case| case.exchange.is_some());
        assert!(run.exchanges().of(has[0]).is_ok());
        let error = run.exchanges().of(lacks[0]).expect_err("it is not there").to_string();
        assert!(error.starts_with("cannot read the run record: "), "{error}");
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), "{}\n").expect("there is room");
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path());
        let mut exchanges = run.exchanges();
        let bare = record.cases.iter().find(|case| case.exchange.is_none()).expect("one passed");
        let refused = exchanges.of(bare).expect_err("it is refused").to_string();
        assert!(refused.contains("line 1"), "{refused}");
    }
}
