//! Bounds that keep the page one that a browser shows at once, however much a run says.

use std::borrow::Cow;
use std::io;

use crate::event::CaseFinished;
use crate::exchange::{Content, Transcript};
use crate::report::SavedRun;
use crate::verdict::Outcome;

/// The longest message or value that is shown, in bytes.
const LONGEST_VALUE: usize = 2048;
/// The longest body that is shown, in bytes.
pub(super) const LONGEST_BODY: usize = 16 * 1024;
/// The most cases that are listed. Those that passed are left out first.
const MOST_CASES: usize = 12_000;
/// How much the details of all cases may come to, in bytes of the page.
const ALL_DETAILS: usize = 6 * 1024 * 1024;

/// The text, or its beginning and how much was left out.
pub(super) fn clip(text: &str) -> String {
    if text.len() <= LONGEST_VALUE {
        return text.to_owned();
    }
    let kept = beginning(text, LONGEST_VALUE);
    format!("{kept}… ({} of {} bytes are not shown)", text.len() - kept.len(), text.len())
}

/// The beginning of a text, cut between characters.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// A case that is listed.
#[derive(Debug)]
pub(super) struct Shown<'r> {
    /// The case, with its exchange wherever that is known and there is room for it.
    pub(super) case: Cow<'r, CaseFinished>,
    /// Whether its findings and its exchange are shown.
    pub(super) detailed: bool,
}

/// The cases that are listed, in their order. Details are shown of those that did not pass first, then of
/// the others, until the page is full.
pub(super) fn shown<'r>(run: &'r SavedRun<'_>) -> io::Result<Vec<Shown<'r>>> {
    let listed = listed(&run.record.cases).into_iter();
    let mut shown: Vec<Shown<'r>> =
        listed.map(|case| Shown { case: Cow::Borrowed(case), detailed: false }).collect();
    let mut room = ALL_DETAILS;
    for passed in [false, true] {
        for shown in shown.iter_mut().filter(|shown| is_passed(&shown.case) == passed) {
            if room == 0 {
                break;
            }
            let Cow::Borrowed(kept) = shown.case else { continue };
            let case = run.whole(kept)?;
            let cost = cost(&case);
            if cost > room {
                // Whatever comes later is left out as well, however small: so a reader knows where to look.
                room = 0;
            } else {
                room -= cost;
                *shown = Shown { case, detailed: true };
            }
        }
    }
    Ok(shown)
}

/// The cases that are listed: all of them where there are not too many.
fn listed(cases: &[CaseFinished]) -> Vec<&CaseFinished> {
    let others = cases.iter().filter(|case| !is_passed(case)).count();
    let mut room_for_others = MOST_CASES;
    let mut room_for_passed = MOST_CASES.saturating_sub(others);
    let fits = |case: &&CaseFinished| {
        let room = if is_passed(case) { &mut room_for_passed } else { &mut room_for_others };
        let fits = *room > 0;
        *room = room.saturating_sub(1);
        fits
    };
    cases.iter().filter(fits).collect()
}

fn is_passed(case: &CaseFinished) -> bool {
    case.outcome == Outcome::Passed
}

/// About how many bytes the details of a case take in the page.
fn cost(case: &CaseFinished) -> usize {
    let clipped = |text: &str| text.len().min(LONGEST_VALUE);
    let findings = case.findings.iter().map(|finding| {
        let texts = [&finding.message, &finding.expected, &finding.actual];
        600 + texts.into_iter().map(|text| clipped(text)).sum::<usize>()
    });
    let attempts = case.attempts.iter().map(|attempt| 60 + clipped(&attempt.reason));
    findings.chain(attempts).sum::<usize>() + case.exchange.as_ref().map_or(0, exchange)
}

fn exchange(exchange: &Transcript) -> usize {
    let response = exchange.response.as_ref();
    let headers = exchange.request.headers.iter();
    let headers = headers.chain(response.into_iter().flat_map(|response| &response.headers));
    let headers =
        headers.map(|header| header.name.len() + header.value.len().min(LONGEST_VALUE) + 2);
    // The request stands there twice: as it was sent, and as a command.
    let sent = exchange.request.body.as_ref().map_or(0, |sent| 2 * body(sent));
    let came = response.and_then(|response| response.body.as_ref()).map_or(0, body);
    600 + 2 * headers.sum::<usize>() + sent + came
}

/// Quotes and indentation make text about twice as long.
fn body(content: &Content) -> usize {
    2 * content.text.as_ref().map_or(40, String::len).min(LONGEST_BODY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::{case, content, exchange as sample_exchange, sample_record};

    fn cases(count: usize, outcome: &Outcome, body: &str) -> Vec<CaseFinished> {
        let one = CaseFinished {
            outcome: outcome.clone(),
            exchange: Some(sample_exchange("GET", "/", None, 200, body)),
            ..case("a", "200", 1)
        };
        vec![one; count]
    }

    #[test]
    fn long_values_say_how_much_is_not_shown() {
        assert_eq!(clip("short"), "short");
        let long = clip(&"ß".repeat(1025));
        assert!(long.ends_with("ß… (2 of 2050 bytes are not shown)"), "{long}");
    }

    #[test]
    fn cases_that_passed_are_left_out_first() {
        let mut all = cases(MOST_CASES, &Outcome::Passed, "");
        all.extend(cases(5, &Outcome::Failed, ""));
        let listed = listed(&all);
        assert_eq!(listed.len(), MOST_CASES);
        let failed = listed.iter().filter(|case| case.outcome == Outcome::Failed).count();
        assert_eq!(failed, 5);
    }

    #[test]
    fn details_of_what_failed_come_before_those_of_what_passed() {
        let body = "x".repeat(LONGEST_BODY);
        let mut record = sample_record();
        let passed = cases(400, &Outcome::Passed, &body).into_iter();
        record.cases = passed.chain(cases(100, &Outcome::Failed, &body)).collect();
        let run = SavedRun::new(&record, None);
        let shown = shown(&run).expect("nothing is read");
        assert!(shown[400..].iter().all(|shown| shown.detailed));
        let passed = shown[..400].iter().filter(|shown| shown.detailed).count();
        assert!((1..400).contains(&passed), "{passed}");
    }

    #[test]
    fn a_long_body_costs_no_more_than_what_is_shown_of_it() {
        assert_eq!(body(&content(&"x".repeat(1 << 20))), 2 * LONGEST_BODY);
    }
}
