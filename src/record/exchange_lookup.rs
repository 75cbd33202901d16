//! The way from a case to its exchange, wherever the exchange is.

use std::borrow::Cow;
use std::path::PathBuf;

use super::case_store::CaseStore;
use super::error::ReportError;
use super::record_index::RecordIndex;
use crate::event::CaseFinished;
use crate::redact::Transcript;

/// Finds the exchanges of cases, in this order: in memory, then in the written run records.
///
/// A [`RunRecord`](super::RunRecord) leaves out the exchanges of cases that passed, which would be nearly all of its
/// memory. Reports that show them ask for one at a time.
#[derive(Debug)]
pub struct ExchangeLookup<'r> {
    cases: &'r CaseStore,
    written: Vec<WrittenRecord>,
}

/// A written run record. It is opened when the first exchange is missing in memory: most reports need none.
#[derive(Debug)]
struct WrittenRecord {
    path: PathBuf,
    index: Option<RecordIndex>,
}

impl<'r> ExchangeLookup<'r> {
    pub(super) fn new(cases: &'r CaseStore, written: &[PathBuf]) -> Self {
        let written = written.iter().map(|path| WrittenRecord { path: path.clone(), index: None });
        Self { cases, written: written.collect() }
    }

    /// Returns the exchange of a case, or `None` if nothing was sent or no written record has the case.
    ///
    /// Lookups in the order in which the cases ended read each written record once. Other orders read parts of it
    /// again.
    ///
    /// # Errors
    ///
    /// If a written record cannot be read, or a line of it is not an event.
    pub fn find<'c>(
        &mut self,
        case: &'c CaseFinished,
    ) -> Result<Option<Cow<'c, Transcript>>, ReportError>
    where
        'r: 'c,
    {
        if let Some(exchange) = self.cases.held_exchange(case) {
            return Ok(Some(Cow::Borrowed(exchange)));
        }
        // A merged run has several records, and each case is in one or more of them.
        for written in &mut self.written {
            if let Some(exchange) = written.index()?.find(case)? {
                return Ok(Some(Cow::Owned(exchange)));
            }
        }
        Ok(None)
    }
}

impl WrittenRecord {
    fn index(&mut self) -> Result<&mut RecordIndex, ReportError> {
        Ok(match &mut self.index {
            Some(index) => index,
            none => none.insert(RecordIndex::open(&self.path)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use super::*;
    use crate::event::Event;
    use crate::record::SavedRun;
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

    /// Returns the cases with the exchanges that they had.
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
        let cases = record.cases.to_vec().expect("the sample is in memory");
        for case in asked {
            let known = cases.iter().find(|known| known.case == case.case);
            let found = exchanges.find(known.expect("the record has every case"));
            let found = found.expect("the file is there").map(Cow::into_owned);
            assert_eq!(found, case.exchange, "{}", case.case);
        }
    }

    #[test]
    fn the_written_record_has_the_exchange_of_a_case_that_passed() {
        let events = sample_events();
        let file = written(&events);
        let cases = ended(&events);
        assert!(cases.len() > 4);
        check_found(file.path(), cases.iter().copied());
        check_found(file.path(), cases.iter().copied().rev());
        check_found(file.path(), cases.iter().copied().chain(cases.iter().copied()));
    }

    #[test]
    fn the_written_record_is_read_up_to_the_case_and_no_further() {
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
        assert!(exchanges.find(&bare).is_ok());
        let unknown = CaseFinished {
            case: CaseName { suite: "no".into(), id: "such".into() },
            ..bare.clone()
        };
        let refused = exchanges.find(&unknown).expect_err("it reads to the end").to_string();
        assert!(refused.contains(&format!("line {} of", 2 * events.len() + 1)), "{refused}");
    }

    #[test]
    fn the_lookup_finds_what_is_in_memory_without_a_written_record() {
        let record = sample_record();
        let mut exchanges = SavedRun::new(&record, None).exchanges();
        for case in record.cases.to_vec().expect("the sample is in memory") {
            let found = exchanges.find(&case).expect("nothing is read").map(Cow::into_owned);
            assert_eq!(found, case.exchange);
        }
    }

    /// Returns a case of the suite `s`.
    fn of(file: &str, id: &str) -> CaseFinished {
        let name = CaseName { suite: "s".into(), id: id.into() };
        CaseFinished { case: name, file: file.into(), ..case(id, "200", 1) }
    }

    #[test]
    fn the_lookup_keeps_cases_of_two_files_with_one_name_apart() {
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
            let found = exchanges.find(&bare).expect("the file is there").map(Cow::into_owned);
            assert_eq!(found, case.exchange, "{}", case.file);
        }
    }

    #[test]
    fn a_missing_record_is_an_error_only_if_it_is_needed() {
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(Path::new("/no/such/record"));
        let cases = record.cases.to_vec().expect("the sample is in memory");
        let (has, lacks): (Vec<_>, Vec<_>) = cases.iter().partition(|case| case.exchange.is_some());
        assert!(run.exchanges().find(has[0]).is_ok());
        let error = run.exchanges().find(lacks[0]).expect_err("it is not there").to_string();
        assert!(error.starts_with("cannot read the run record: "), "{error}");
    }

    #[test]
    fn a_file_that_is_not_a_record_is_refused() {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        std::fs::write(file.path(), "{}\n").expect("there is room");
        let record = sample_record();
        let run = SavedRun::new(&record, None).written_in(file.path());
        let mut exchanges = run.exchanges();
        let cases = record.cases.to_vec().expect("the sample is in memory");
        let bare = cases.iter().find(|case| case.exchange.is_none()).expect("one passed");
        let refused = exchanges.find(bare).expect_err("it is refused").to_string();
        assert!(refused.contains("line 1"), "{refused}");
    }
}
