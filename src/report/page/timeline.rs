//! The timeline: start and duration of each case, in one lane per case that ran at the same time.

use jiff::Timestamp;

use super::anchor::Anchors;
use super::outcome_mark::Sign;
use super::run_summary::duration;
use crate::event::CaseFinished;
use crate::verdict::{CaseName, Outcome};

/// The maximum number of bars that are drawn. The longest cases are kept.
const MOST_BARS: usize = 1500;
/// The maximum number of slow cases that are named.
const SLOWEST: usize = 5;
/// The width of the drawing in its own units.
const WIDTH: i64 = 100_000;
/// The width of the narrowest bar.
const NARROWEST: i64 = 200;

/// The drawing of the timeline, and the texts around it.
pub(super) struct Timeline<'r> {
    /// The height in units of the drawing.
    pub(super) height: usize,
    /// The height in pixels. Many lanes are drawn closer together.
    pub(super) pixels: usize,
    pub(super) bars: Vec<Bar<'r>>,
    /// The number of cases without a bar.
    pub(super) omitted: usize,
    /// Labels of evenly spread points in time, from start to end.
    pub(super) ticks: Vec<String>,
    /// The number of lanes, which is the maximum number of cases that ran at the same time.
    pub(super) lanes: usize,
    pub(super) slowest: Vec<Slow<'r>>,
}

/// The bar that stands for one case in the drawing.
pub(super) struct Bar<'r> {
    pub(super) x: i64,
    pub(super) y: usize,
    pub(super) width: i64,
    pub(super) tone: &'static str,
    pub(super) anchor: &'r str,
    pub(super) title: String,
}

/// One of the slowest cases, which are named below the drawing.
pub(super) struct Slow<'r> {
    pub(super) name: &'r CaseName,
    pub(super) anchor: &'r str,
    pub(super) took: String,
    pub(super) sign: Sign,
    pub(super) asks: &'r str,
}

/// The height of a lane. The template draws bars with a height of 9.
const LANE: usize = 12;

/// A case with its start and end in microseconds.
#[derive(Clone, Copy)]
struct Span<'r> {
    case: &'r CaseFinished,
    /// The index of the case in the list.
    at: usize,
    start: i64,
    end: i64,
}

/// A case with its lane and the position of its bar.
struct Laid<'r> {
    span: Span<'r>,
    lane: usize,
    x: i64,
    width: i64,
}

impl<'r> Timeline<'r> {
    /// Creates the timeline of the listed cases, or returns `None` if none of them was run.
    pub(super) fn new(listed: &[&'r CaseFinished], anchors: &'r Anchors<'r>) -> Option<Self> {
        let mut spans: Vec<Span<'r>> =
            listed.iter().enumerate().filter_map(|(at, case)| span(at, case)).collect();
        // By start time, because each span takes the first lane that is free.
        spans.sort_by_key(|span| (span.start, span.end));
        let start = spans.first()?.start;
        let end = spans.iter().map(|span| span.end).max()?;
        // At least 1, because it is a divisor.
        let whole = (end - start).max(1);
        let scale = |time: i64| (time - start) * WIDTH / whole;
        let mut lanes = Vec::new();
        let laid = spans.iter().map(|span| Laid {
            span: *span,
            lane: lane(&mut lanes, span),
            x: scale(span.start).min(WIDTH - NARROWEST),
            width: (scale(span.end) - scale(span.start)).max(NARROWEST),
        });
        let laid: Vec<Laid<'r>> = laid.collect();
        let omitted = laid.len().saturating_sub(MOST_BARS);
        Some(Self {
            height: lanes.len() * LANE,
            pixels: lanes.len() * if lanes.len() > 16 { LANE / 2 } else { LANE },
            slowest: slowest(spans, anchors),
            bars: longest(laid).iter().map(|laid| bar(laid, anchors)).collect(),
            omitted,
            ticks: (0..=4).map(|quarter| tick(whole * quarter / 4)).collect(),
            lanes: lanes.len(),
        })
    }
}

fn span(at: usize, case: &CaseFinished) -> Option<Span<'_>> {
    // A case that was never sent takes no time.
    if matches!(case.outcome, Outcome::Skipped { .. }) {
        return None;
    }
    let start = case.started.parse::<Timestamp>().ok()?.as_microsecond();
    let elapsed = i64::try_from(case.elapsed_ms).ok()?.checked_mul(1000)?;
    Some(Span { case, at, start, end: start.checked_add(elapsed)? })
}

/// Returns the first lane that is free when the span begins.
fn lane(ends: &mut Vec<i64>, span: &Span<'_>) -> usize {
    if let Some(free) = ends.iter().position(|end| *end <= span.start) {
        ends[free] = span.end;
        return free;
    }
    ends.push(span.end);
    ends.len() - 1
}

fn longest(mut laid: Vec<Laid<'_>>) -> Vec<Laid<'_>> {
    if laid.len() > MOST_BARS {
        laid.sort_by_key(|laid| std::cmp::Reverse(laid.width));
        laid.truncate(MOST_BARS);
        // In order of time again, as without the limit.
        laid.sort_by_key(|laid| (laid.x, laid.lane));
    }
    laid
}

fn bar<'r>(laid: &Laid<'r>, anchors: &'r Anchors<'r>) -> Bar<'r> {
    Bar {
        x: laid.x,
        y: laid.lane * LANE,
        width: laid.width,
        tone: Sign::from(&laid.span.case.outcome).tone,
        anchor: anchors.listed(laid.span.at),
        title: title(laid.span.case),
    }
}

fn slowest<'r>(mut spans: Vec<Span<'r>>, anchors: &'r Anchors<'r>) -> Vec<Slow<'r>> {
    let longest_first = |one: &Span<'_>, other: &Span<'_>| {
        let took = other.case.elapsed_ms.cmp(&one.case.elapsed_ms);
        took.then_with(|| one.case.case.cmp(&other.case.case))
    };
    if spans.len() > SLOWEST {
        // Linear time, whereas sorting all of up to 12,000 spans is not needed for five of them.
        spans.select_nth_unstable_by(SLOWEST, longest_first);
        spans.truncate(SLOWEST);
    }
    spans.sort_by(longest_first);
    let slow = |span: &Span<'r>| Slow {
        name: &span.case.case,
        anchor: anchors.listed(span.at),
        took: duration(span.case.elapsed_ms),
        sign: Sign::from(&span.case.outcome),
        asks: &span.case.asks,
    };
    spans.iter().map(slow).collect()
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
    use super::*;
    use crate::record::sample::{case, sample_record};

    fn timeline(cases: &[CaseFinished], look: impl FnOnce(Option<Timeline<'_>>)) {
        let record = sample_record();
        let anchors = Anchors::new(&record, cases.iter().map(|case| &case.case));
        look(Timeline::new(&cases.iter().collect::<Vec<_>>(), &anchors));
    }

    /// Checks `x`, lane offset and width of the bars, for cases with these start times and durations in milliseconds.
    #[track_caller]
    fn check(times: &[(u64, u64)], expected: &[(i64, usize, i64)]) {
        let case = |(start, elapsed_ms): &(u64, u64)| CaseFinished {
            started: format!("2026-03-01T09:30:01.{start:03}Z"),
            elapsed_ms: *elapsed_ms,
            ..case("a", "200", 1)
        };
        let cases: Vec<CaseFinished> = times.iter().map(case).collect();
        timeline(&cases, |timeline| {
            let bars = timeline.expect("there are cases").bars;
            let bars: Vec<_> = bars.iter().map(|bar| (bar.x, bar.y, bar.width)).collect();
            assert_eq!(bars, expected);
        });
    }

    #[test]
    fn cases_that_ran_at_the_same_time_have_separate_lanes() {
        let expected =
            [(0, 0, 50_000), (25_000, LANE, 50_000), (50_000, 0, 25_000), (75_000, 0, 25_000)];
        check(&[(0, 200), (100, 200), (200, 100), (300, 100)], &expected);
    }

    #[test]
    fn a_case_that_took_no_time_has_a_visible_bar() {
        check(&[(0, 0), (100, 0)], &[(0, 0, NARROWEST), (WIDTH - NARROWEST, 0, NARROWEST)]);
    }

    #[test]
    fn a_skipped_case_has_no_bar() {
        let skipped = CaseFinished {
            outcome: Outcome::Skipped { reason: "no".into() },
            ..case("a", "200", 1)
        };
        timeline(&[skipped], |timeline| assert!(timeline.is_none()));
    }

    #[test]
    fn the_slowest_are_named_longest_first() {
        let ids = ["a", "b", "c", "d", "e", "f", "g"];
        let took = [5, 7, 1, 7, 2, 9, 3];
        let cases = ids.iter().zip(took);
        let cases: Vec<CaseFinished> = cases
            .map(|(id, elapsed_ms)| CaseFinished { elapsed_ms, ..case(id, "200", 1) })
            .collect();
        timeline(&cases, |timeline| {
            let slowest = timeline.expect("there are cases").slowest;
            let named: Vec<&str> = slowest.iter().map(|slow| slow.name.id.as_str()).collect();
            assert_eq!(named, ["f", "b", "d", "a", "g"]);
            assert!(slowest[0].anchor.ends_with("-f"));
        });
    }
}
