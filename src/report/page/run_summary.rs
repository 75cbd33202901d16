//! The summary at the top of the page: verdict, targets, contracts, times and counts of a run.

use super::outcome_mark::Sign;
use crate::event::{RunStarted, Signal, Target};
use crate::record::{Exit, RunRecord};

/// The values that the summary at the top of the page shows.
pub(super) struct Head<'r> {
    /// The verdict of the run in a word or two.
    pub(super) verdict: String,
    /// The CSS class of the verdict.
    pub(super) tone: &'static str,
    /// Warnings: the run is incomplete, or its target was the reference server.
    pub(super) notes: Vec<String>,
    /// The targets that the run tested.
    pub(super) targets: Vec<&'r Target>,
    /// Title, name and file of each contract.
    pub(super) contracts: Vec<(&'r str, &'r str, &'r str)>,
    /// The titles of all contracts, which the title of the page contains.
    pub(super) title: String,
    /// The start of the run in RFC 3339.
    pub(super) started: &'r str,
    /// The start of the run as people read it.
    pub(super) when: String,
    /// The duration of the run; `None` if the record is incomplete.
    pub(super) took: Option<String>,
    /// The exit code of the command, if a command made the run.
    pub(super) exit: Option<&'r Exit>,
    /// The seed of all generated values.
    pub(super) seed: u64,
    /// The number of documented codes per verdict.
    pub(super) codes: Share,
    /// The number of cases per outcome.
    pub(super) cases: Share,
}

impl<'r> Head<'r> {
    pub(super) fn new(record: &'r RunRecord, exit: Option<&'r Exit>) -> Self {
        let RunStarted { contracts, started, seed, .. } = &record.started;
        let titles: Vec<&str> = contracts.iter().map(|facts| facts.title.as_str()).collect();
        let names = |facts: &'r crate::event::ContractFacts| {
            (facts.title.as_str(), facts.contract.as_str(), facts.file.as_str())
        };
        Self {
            verdict: verdict(record, exit),
            tone: tone(record, exit),
            notes: notes(record),
            targets: record.started.all_targets().collect(),
            contracts: contracts.iter().map(names).collect(),
            title: titles.join(", "),
            started,
            when: moment(started),
            took: record.finished.as_ref().map(|finished| duration(finished.elapsed_ms)),
            exit,
            seed: *seed,
            codes: codes(record),
            cases: cases(record),
        }
    }
}

/// A total, such as the number of cases, and its division into parts.
pub(super) struct Share {
    /// The total, which is the sum of all parts.
    pub(super) whole: u64,
    /// The parts that are not empty, in the order in which they are shown.
    pub(super) parts: Vec<Part>,
}

/// One part of a total, such as the passed cases.
pub(super) struct Part {
    /// The outcome or verdict of the part.
    pub(super) sign: Sign,
    /// The number of codes or cases in the part.
    pub(super) count: u64,
    /// The sum of the parts before this one.
    pub(super) start: u64,
    /// A short addition, such as the number of flaky cases.
    pub(super) more: Option<String>,
}

impl Share {
    fn new(whole: u64, counts: &[(Sign, u64)]) -> Self {
        let mut start = 0;
        let mut parts = Vec::new();
        for (sign, count) in counts.iter().copied().filter(|(_, count)| *count > 0) {
            parts.push(Part { sign, count, start, more: None });
            start += count;
        }
        Self { whole, parts }
    }
}

fn codes(record: &RunRecord) -> Share {
    let counts = record.ledger.counts();
    Share::new(
        counts.documented,
        &[
            (Sign::PROVEN, counts.proven),
            (Sign::VIOLATED, counts.violated),
            (Sign::NOT_EXERCISED, counts.not_exercised),
            (Sign::WAIVED, counts.waived),
        ],
    )
}

fn cases(record: &RunRecord) -> Share {
    let counts = record.counts();
    let not_run = counts.planned.saturating_sub(counts.ended());
    let mut share = Share::new(
        // A record that was merged or broke off may have more ended cases than its first event announced.
        counts.planned.max(counts.ended()),
        &[
            (Sign::PASSED, counts.passed),
            (Sign::FAILED, counts.failed),
            (Sign::ERRORED, counts.errored),
            (Sign::SKIPPED, counts.skipped),
            (Sign::WAIVED, counts.waived),
            (Sign::NOT_RUN, not_run),
        ],
    );
    if counts.flaky > 0
        && let Some(passed) = share.parts.iter_mut().find(|part| part.sign == Sign::PASSED)
    {
        passed.more = Some(format!("{} flaky", counts.flaky));
    }
    share
}

fn notes(record: &RunRecord) -> Vec<String> {
    let mut notes = Vec::new();
    if record.started.all_targets().all(|target| target.reference) {
        let note = "The target was the reference server that comes with statusquo. This run proves nothing of anybody’s API.";
        notes.push(note.to_owned());
    }
    let Some(finished) = &record.finished else {
        notes.push("The record of this run breaks off: this is not the whole run.".to_owned());
        return notes;
    };
    match finished.interrupted {
        Some(Signal::Interrupt) => {
            notes.push("Interrupted by Ctrl-C: this is not the whole run.".to_owned());
        }
        Some(Signal::Terminate) => {
            notes.push("Ended by SIGTERM: this is not the whole run.".to_owned());
        }
        Some(Signal::Hangup) => {
            notes.push("Ended by SIGHUP: this is not the whole run.".to_owned());
        }
        None => {}
    }
    let unreachable = finished.unreachable.as_ref();
    notes.extend(unreachable.map(|reason| format!("The target could not be reached: {reason}")));
    notes
}

/// Returns the result of the command or, without a command, the result of the ledger.
fn verdict(record: &RunRecord, exit: Option<&Exit>) -> String {
    match exit {
        Some(exit) => sentence_case(&exit.word),
        None if is_broken(record) => "Contract broken".to_owned(),
        None => "No violation seen".to_owned(),
    }
}

/// Returns the CSS class: exit code 0 is good, 1 is bad, and every other code is no verdict.
fn tone(record: &RunRecord, exit: Option<&Exit>) -> &'static str {
    match exit.map(|exit| exit.code) {
        Some(0) => "good",
        Some(1) => "bad",
        None if is_broken(record) => "bad",
        _ => "doubtful",
    }
}

fn is_broken(record: &RunRecord) -> bool {
    record.ledger.counts().violated > 0 || record.counts().failed > 0
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}

/// Returns a time without its fraction: `2026-03-01 09:30:01 UTC`.
fn moment(time: &str) -> String {
    let time = time.strip_suffix('Z').unwrap_or(time);
    let second = time.split('.').next().unwrap_or(time);
    format!("{} UTC", second.replacen('T', " ", 1))
}

/// Returns a duration in milliseconds, seconds or minutes, depending on its length.
pub(super) fn duration(elapsed_ms: u64) -> String {
    match elapsed_ms {
        0..1000 => elapsed_ms.to_string() + " ms",
        1000..60_000 => format!("{}.{} s", elapsed_ms / 1000, elapsed_ms % 1000 / 100),
        _ => format!("{} min {} s", elapsed_ms / 60_000, elapsed_ms % 60_000 / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_duration(elapsed_ms: u64, expected: &str) {
        assert_eq!(duration(elapsed_ms), expected);
    }

    #[test]
    fn a_duration_has_the_unit_of_its_length() {
        check_duration(0, "0 ms");
        check_duration(999, "999 ms");
        check_duration(1999, "1.9 s");
        check_duration(125_000, "2 min 5 s");
    }

    #[test]
    fn a_time_is_shown_in_whole_seconds() {
        assert_eq!(moment("2026-03-01T09:30:01.123456Z"), "2026-03-01 09:30:01 UTC");
        assert_eq!(moment("2026-03-01T09:30:01Z"), "2026-03-01 09:30:01 UTC");
    }
}
