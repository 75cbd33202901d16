//! A run record on disk, read as far as it is asked for.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _};

use super::ReportError;
use super::exchange_cache::ByCase;
use crate::event::CaseFinished;
use crate::redact::Transcript;
use crate::verdict::CaseName;

/// A run record on disk. It is read once, and no further than to the case that was asked for; where those stand
/// that were passed on the way is remembered.
#[derive(Debug)]
pub(crate) struct Written {
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
    pub(crate) fn open(path: &Path) -> Result<Self, ReportError> {
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
    pub(crate) fn find(&mut self, case: &CaseFinished) -> Result<Option<Transcript>, ReportError> {
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
    use super::*;
    use crate::record::sample::case;

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
}
