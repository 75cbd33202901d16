//! A run that has ended, as documents are written from it.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use super::record_index::Written;
use super::{Exit, Kept, ReportError, RunRecord, Summary};
use crate::event::CaseFinished;
use crate::redact::Transcript;

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

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::event::Event;
    use crate::record::sample::{case, exchange, sample_events, sample_record};
    use crate::verdict::CaseName;

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
