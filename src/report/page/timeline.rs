//! The timeline: when each case was begun and how long it took, in lanes of what ran at the same time.

use jiff::Timestamp;

use super::anchor::Anchors;
use super::head::duration;
use super::sign::Sign;
use super::size::Shown;
use crate::event::CaseFinished;
use crate::verdict::Outcome;

/// The most bars that are drawn: those of the cases that took longest.
const MOST_BARS: usize = 1500;
/// How many of the slowest cases are named.
const SLOWEST: usize = 5;
/// The width of the drawing in its own units.
const WIDTH: i64 = 100_000;
/// The width of the narrowest bar.
const NARROWEST: i64 = 200;

/// The drawing and its words.
pub(super) struct Timeline<'r> {
    /// Its height in its own units.
    pub(super) height: usize,
    /// Its height on the screen: many lanes are drawn closer together.
    pub(super) pixels: usize,
    pub(super) bars: Vec<Bar<'r>>,
    /// How many cases have no bar.
    pub(super) omitted: usize,
    /// Points in time from the beginning to the end, evenly spread.
    pub(super) ticks: Vec<String>,
    /// The most cases that ran at the same time.
    pub(super) lanes: usize,
    pub(super) slowest: Vec<Slow<'r>>,
}

/// One case in the drawing.
pub(super) struct Bar<'r> {
    pub(super) x: i64,
    pub(super) y: usize,
    pub(super) width: i64,
    pub(super) tone: &'static str,
    pub(super) anchor: Option<String>,
    pub(super) title: String,
    case: &'r CaseFinished,
}

/// A case that took long.
pub(super) struct Slow<'r> {
    pub(super) name: String,
    pub(super) anchor: Option<String>,
    pub(super) took: String,
    pub(super) sign: Sign,
    pub(super) asks: &'r str,
}

/// The height of a lane, of which the template gives 9 to the bar.
const LANE: usize = 12;

/// A case with its beginning and end in microseconds.
struct Span<'r> {
    case: &'r CaseFinished,
    start: i64,
    end: i64,
}

impl<'r> Timeline<'r> {
    /// The timeline of the listed cases that were run; `None` if there are none.
    pub(super) fn new(listed: &'r [Shown<'r>], anchors: &Anchors<'r>) -> Option<Self> {
        let mut spans: Vec<Span<'r>> =
            listed.iter().filter_map(|shown| span(&shown.case)).collect();
        spans.sort_by_key(|span| (span.start, span.end));
        let start = spans.first()?.start;
        let end = spans.iter().map(|span| span.end).max()?;
        let whole = (end - start).max(1);
        let mut lanes = Vec::new();
        let mut bars: Vec<Bar<'r>> = Vec::new();
        for span in &spans {
            let scale = |time: i64| (time - start) * WIDTH / whole;
            let width = (scale(span.end) - scale(span.start)).max(NARROWEST);
            bars.push(Bar {
                x: scale(span.start).min(WIDTH - NARROWEST),
                y: lane(&mut lanes, span) * LANE,
                width,
                tone: Sign::from(&span.case.outcome).tone,
                anchor: anchors.case(&span.case.case),
                title: title(span.case),
                case: span.case,
            });
        }
        let omitted = bars.len().saturating_sub(MOST_BARS);
        Some(Self {
            height: lanes.len() * LANE,
            pixels: lanes.len() * if lanes.len() > 16 { LANE / 2 } else { LANE },
            slowest: slowest(&bars),
            bars: longest(bars),
            omitted,
            ticks: (0..=4).map(|quarter| tick(whole * quarter / 4)).collect(),
            lanes: lanes.len(),
        })
    }
}

fn span(case: &CaseFinished) -> Option<Span<'_>> {
    // A case that was never sent takes no time.
    if matches!(case.outcome, Outcome::Skipped { .. }) {
        return None;
    }
    let start = case.started.parse::<Timestamp>().ok()?.as_microsecond();
    let elapsed = i64::try_from(case.elapsed_ms).ok()?.checked_mul(1000)?;
    Some(Span { case, start, end: start.checked_add(elapsed)? })
}

/// The first lane that is free when the span begins.
fn lane(ends: &mut Vec<i64>, span: &Span<'_>) -> usize {
    if let Some(free) = ends.iter().position(|end| *end <= span.start) {
        ends[free] = span.end;
        return free;
    }
    ends.push(span.end);
    ends.len() - 1
}

fn longest(mut bars: Vec<Bar<'_>>) -> Vec<Bar<'_>> {
    if bars.len() > MOST_BARS {
        bars.sort_by_key(|bar| std::cmp::Reverse(bar.width));
        bars.truncate(MOST_BARS);
        bars.sort_by_key(|bar| (bar.x, bar.y));
    }
    bars
}

fn slowest<'r>(bars: &[Bar<'r>]) -> Vec<Slow<'r>> {
    let mut bars: Vec<&Bar<'r>> = bars.iter().collect();
    bars.sort_by_key(|bar| (std::cmp::Reverse(bar.case.elapsed_ms), &bar.case.case));
    let slow = |bar: &&Bar<'r>| Slow {
        name: bar.case.case.to_string(),
        anchor: bar.anchor.clone(),
        took: duration(bar.case.elapsed_ms),
        sign: Sign::from(&bar.case.outcome),
        asks: &bar.case.asks,
    };
    bars.iter().take(SLOWEST).map(slow).collect()
}

fn title(case: &CaseFinished) -> String {
    let word = Sign::from(&case.outcome).word;
    format!("{}: {word}, {}", case.case, duration(case.elapsed_ms))
}

fn tick(microseconds: i64) -> String {
    duration(u64::try_from(microseconds).unwrap_or_default() / 1000)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::report::sample::{case, sample_record};

    fn shown(case: CaseFinished) -> Shown<'static> {
        Shown { case: Cow::Owned(case), detailed: false }
    }

    /// Where the bars stand of cases that began after so many milliseconds and took so many.
    #[track_caller]
    fn check(times: &[(u64, u64)], expected: &[(i64, usize, i64)]) {
        let case = |(start, elapsed_ms): &(u64, u64)| CaseFinished {
            started: format!("2026-03-01T09:30:01.{start:03}Z"),
            elapsed_ms: *elapsed_ms,
            ..case("a", "200", 1)
        };
        let cases: Vec<Shown<'_>> = times.iter().map(case).map(shown).collect();
        let record = sample_record();
        let anchors = Anchors::new(&record, std::iter::empty());
        let timeline = Timeline::new(&cases, &anchors);
        let bars = timeline.expect("there are cases").bars;
        let bars: Vec<_> = bars.iter().map(|bar| (bar.x, bar.y, bar.width)).collect();
        assert_eq!(bars, expected);
    }

    #[test]
    fn what_ran_at_the_same_time_stands_in_lanes() {
        let expected =
            [(0, 0, 50_000), (25_000, LANE, 50_000), (50_000, 0, 25_000), (75_000, 0, 25_000)];
        check(&[(0, 200), (100, 200), (200, 100), (300, 100)], &expected);
    }

    #[test]
    fn what_took_no_time_can_be_seen() {
        check(&[(0, 0), (100, 0)], &[(0, 0, NARROWEST), (WIDTH - NARROWEST, 0, NARROWEST)]);
    }

    #[test]
    fn what_was_not_run_has_no_place_in_time() {
        let skipped = CaseFinished {
            outcome: Outcome::Skipped { reason: "no".into() },
            ..case("a", "200", 1)
        };
        let record = sample_record();
        let anchors = Anchors::new(&record, std::iter::empty());
        assert!(Timeline::new(&[shown(skipped)], &anchors).is_none());
    }
}
