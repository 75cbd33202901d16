//! Limits that keep the page small enough for a browser, however large the run is.

use std::borrow::Cow;
use std::io;

use crate::event::CaseFinished;
use crate::record::{ExchangeLookup, ReportError, RunRecord, SavedRun};
use crate::redact::{Content, Transcript};
use crate::verdict::Outcome;

/// The longest message or value that is shown, in bytes.
const LONGEST_VALUE: usize = 2048;
/// The longest body that is shown, in bytes.
pub(super) const LONGEST_BODY: usize = 16 * 1024;
/// The maximum number of cases that are listed. Passed cases are left out first.
const MOST_CASES: usize = 12_000;
/// The maximum number of bytes of the page for the details of all cases.
const ALL_DETAILS: usize = 6 * 1024 * 1024;

/// The maximum number of bytes of recorded exchanges that are kept for the page, where an exchange takes about twice its own size.
///
/// A quarter more than fits, because cases finish in a different order than they are listed in.
pub(in crate::report) const SHOWN: usize = ALL_DETAILS / 2 / 4 * 5;

/// Returns the text, or its start with the number of bytes that are left out.
pub(super) fn clip(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST_VALUE {
        return Cow::Borrowed(text);
    }
    let kept = beginning(text, LONGEST_VALUE);
    let left_out = text.len() - kept.len();
    Cow::Owned(format!("{kept}… ({left_out} of {} bytes are not shown)", text.len()))
}

/// Returns the start of a text, cut between two characters.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The details of a case below its line in the list.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "only one value exists at a time")]
pub(super) enum Details<'c> {
    /// The page shows findings, attempts and, if it was recorded, the exchange.
    Shown(Option<Cow<'c, Transcript>>),
    /// The page has no room for the details.
    LeftOut,
}

/// The room that the page has for details.
///
/// Cases that did not pass get room first, then passed cases, both in the order of the list.
#[derive(Debug)]
pub(super) struct Room<'r> {
    /// The number of not yet written cases that did not pass and have room.
    not_passed: usize,
    /// The number of bytes that are left for the details of passed cases.
    bytes: usize,
    exchanges: ExchangeLookup<'r>,
}

impl<'r> Room<'r> {
    pub(super) fn new(run: &SavedRun<'r>, listed: &[&CaseFinished]) -> io::Result<Self> {
        let mut room = Self { not_passed: 0, bytes: ALL_DETAILS, exchanges: run.exchanges() };
        for case in listed.iter().filter(|case| !is_passed(case)) {
            // After the first case without room, no later case gets any, so the count alone identifies the cases.
            let Details::Shown(_) = room.take(case)? else { break };
            room.not_passed += 1;
        }
        Ok(room)
    }

    /// Returns the details of a case. Must be called for each case in the order of the list.
    pub(super) fn details<'c>(&mut self, case: &'c CaseFinished) -> io::Result<Details<'c>>
    where
        'r: 'c,
    {
        if is_passed(case) {
            return self.take(case);
        }
        let Some(left) = self.not_passed.checked_sub(1) else { return Ok(Details::LeftOut) };
        self.not_passed = left;
        Ok(Details::Shown(self.exchanges.find(case)?))
    }

    fn take<'c>(&mut self, case: &'c CaseFinished) -> io::Result<Details<'c>>
    where
        'r: 'c,
    {
        if self.bytes == 0 {
            return Ok(Details::LeftOut);
        }
        let exchange = self.exchanges.find(case)?;
        if let Some(left) = self.bytes.checked_sub(cost(case, exchange.as_deref())) {
            self.bytes = left;
            return Ok(Details::Shown(exchange));
        }
        // All later details are left out too, even small ones: a reader then knows where the details end.
        self.bytes = 0;
        Ok(Details::LeftOut)
    }
}

/// Returns the cases that the page lists, in order, up to the limit.
///
/// # Errors
///
/// If the cases cannot be read.
pub(super) fn listed(record: &RunRecord) -> Result<Vec<Cow<'_, CaseFinished>>, ReportError> {
    let counts = record.cases.counts();
    let others = usize::try_from(counts.ended() - counts.passed).unwrap_or(usize::MAX);
    let mut room_for_others = MOST_CASES;
    // Passed cases get only what the others leave, because a reader looks for failures first.
    let mut room_for_passed = MOST_CASES.saturating_sub(others);
    let mut listed = Vec::new();
    for case in &record.cases {
        let case = case?;
        let room = if is_passed(&case) { &mut room_for_passed } else { &mut room_for_others };
        if *room > 0 {
            *room -= 1;
            listed.push(case);
        }
    }
    Ok(listed)
}

fn is_passed(case: &CaseFinished) -> bool {
    case.outcome == Outcome::Passed
}

/// Estimates the bytes that the details of a case take in the page.
fn cost(case: &CaseFinished, transcript: Option<&Transcript>) -> usize {
    let clipped = |text: &str| text.len().min(LONGEST_VALUE);
    let findings = case.findings.iter().map(|finding| {
        let texts = [&finding.message, &finding.expected, &finding.actual];
        600 + texts.into_iter().map(|text| clipped(text)).sum::<usize>()
    });
    let attempts = case.attempts.iter().map(|attempt| 60 + clipped(&attempt.reason));
    findings.chain(attempts).sum::<usize>() + transcript.map_or(0, exchange)
}

fn exchange(exchange: &Transcript) -> usize {
    let response = exchange.response.as_ref();
    let headers = exchange.request.headers.iter();
    let headers = headers.chain(response.into_iter().flat_map(|response| &response.headers));
    let headers =
        headers.map(|header| header.name.len() + header.value.len().min(LONGEST_VALUE) + 2);
    // The page shows a request twice: as sent, and as a command.
    let sent = exchange.request.body.as_ref().map_or(0, |sent| 2 * body(sent));
    let came = response.and_then(|response| response.body.as_ref()).map_or(0, body);
    600 + 2 * headers.sum::<usize>() + sent + came
}

/// Estimates the bytes of a body. Escapes and indentation make text about twice as long.
fn body(content: &Content) -> usize {
    2 * content.text.as_ref().map_or(40, String::len).min(LONGEST_BODY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, content, exchange as sample_exchange, sample_record};

    fn cases(count: usize, outcome: &Outcome, body: &str) -> Vec<CaseFinished> {
        let one = CaseFinished {
            outcome: outcome.clone(),
            exchange: Some(sample_exchange("GET", "/", None, 200, body)),
            ..case("a", "200", 1)
        };
        vec![one; count]
    }

    #[test]
    fn a_clipped_value_states_the_hidden_bytes() {
        assert_eq!(clip("short"), "short");
        let text = "ß".repeat(1025);
        let long = clip(&text);
        assert!(long.ends_with("ß… (2 of 2050 bytes are not shown)"), "{long}");
    }

    #[test]
    fn passed_cases_are_left_out_first() {
        let mut all = cases(MOST_CASES, &Outcome::Passed, "");
        all.extend(cases(5, &Outcome::Failed, ""));
        let record = RunRecord { cases: all.into_iter().collect(), ..sample_record() };
        let listed = listed(&record).expect("nothing is read");
        assert_eq!(listed.len(), MOST_CASES);
        let failed = listed.iter().filter(|case| case.outcome == Outcome::Failed).count();
        assert_eq!(failed, 5);
    }

    #[test]
    fn failed_cases_get_details_before_passed_cases() {
        let body = "x".repeat(LONGEST_BODY);
        let mut record = sample_record();
        let passed = cases(400, &Outcome::Passed, &body).into_iter();
        record.cases = passed.chain(cases(100, &Outcome::Failed, &body)).collect();
        let run = SavedRun::new(&record, None);
        let listed = listed(&record).expect("nothing is read");
        let listed: Vec<&CaseFinished> = listed.iter().map(|case| &**case).collect();
        let mut room = Room::new(&run, &listed).expect("nothing is read");
        let details = listed.iter().map(|case| room.details(case).expect("nothing is read"));
        let shown: Vec<bool> = details.map(|it| matches!(it, Details::Shown(_))).collect();
        assert!(shown[400..].iter().all(|shown| *shown));
        let passed = shown[..400].iter().filter(|shown| **shown).count();
        assert!((1..400).contains(&passed), "{passed}");
        assert!(shown[..passed].iter().all(|shown| *shown), "they are the first");
    }

    #[test]
    fn a_long_body_costs_only_its_shown_part() {
        assert_eq!(body(&content(&"x".repeat(1 << 20))), 2 * LONGEST_BODY);
    }
}
