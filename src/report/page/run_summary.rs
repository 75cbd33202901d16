//! The top of the page: what the run comes to, of what, when, and how much of it.

use super::outcome_mark::Sign;
use crate::event::{RunStarted, Signal, Target};
use crate::record::{Exit, RunRecord};

/// What stands on top.
pub(super) struct Head<'r> {
    /// The verdict of the run in a word or two.
    pub(super) verdict: String,
    /// Its class in the style.
    pub(super) tone: &'static str,
    /// What the run is not: whole, finished, or of anybody's API.
    pub(super) notes: Vec<String>,
    /// What was tested.
    pub(super) targets: Vec<&'r Target>,
    /// Title, name and file of each contract.
    pub(super) contracts: Vec<(&'r str, &'r str, &'r str)>,
    /// The titles of all contracts.
    pub(super) title: String,
    /// When it began, for machines.
    pub(super) started: &'r str,
    /// When it began, for people.
    pub(super) when: String,
    /// How long it took; `None` where the record breaks off.
    pub(super) took: Option<String>,
    /// How the command ended, if one made the run.
    pub(super) exit: Option<&'r Exit>,
    /// The seed of all generated values.
    pub(super) seed: u64,
    /// How many codes have each verdict.
    pub(super) codes: Share,
    /// How many cases ended in which way.
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

/// A whole and its parts.
pub(super) struct Share {
    /// All there are.
    pub(super) whole: u64,
    /// Those that are not nothing, in the order they are told.
    pub(super) parts: Vec<Part>,
}

/// One part of a whole, and where it begins.
pub(super) struct Part {
    /// What it is.
    pub(super) sign: Sign,
    /// How many.
    pub(super) count: u64,
    /// How many stand before it.
    pub(super) start: u64,
    /// More of it, in a word or two.
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
        None => {}
    }
    let unreachable = finished.unreachable.as_ref();
    notes.extend(unreachable.map(|reason| format!("The target could not be reached: {reason}")));
    notes
}

/// The word for how the command ended; without a command, what the ledger says.
fn verdict(record: &RunRecord, exit: Option<&Exit>) -> String {
    match exit {
        Some(exit) => sentence_case(&exit.word),
        None if is_broken(record) => "Contract broken".to_owned(),
        None => "No violation seen".to_owned(),
    }
}

/// Exit code 0 conforms, 1 is broken, everything else is no verdict.
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

/// A point in time without its fraction: `2026-03-01 09:30:01 UTC`.
fn moment(time: &str) -> String {
    let time = time.strip_suffix('Z').unwrap_or(time);
    let second = time.split('.').next().unwrap_or(time);
    format!("{} UTC", second.replacen('T', " ", 1))
}

/// A span of time in the unit that suits it.
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
    fn durations_have_the_unit_that_suits_them() {
        check_duration(0, "0 ms");
        check_duration(999, "999 ms");
        check_duration(1999, "1.9 s");
        check_duration(125_000, "2 min 5 s");
    }

    #[test]
    fn moments_are_whole_seconds() {
        assert_eq!(moment("2026-03-01T09:30:01.123456Z"), "2026-03-01 09:30:01 UTC");
        assert_eq!(moment("2026-03-01T09:30:01Z"), "2026-03-01 09:30:01 UTC");
    }
}
