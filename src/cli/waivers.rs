//! `statusquo list --waivers`: the accepted violations, their last days and their reasons.

use jiff::civil::Date;

use crate::plan::{Plan, PlannedWaiver};

use super::console::plural;

/// Returns the current day in UTC, so that a waiver expires at the same moment on every machine.
pub(super) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Returns one line per waiver: its subject, its last day, the days left, its file and line, and its reason.
/// Expired waivers come first, then those that expire soonest.
pub(super) fn lines(plan: &Plan, today: Date) -> Vec<String> {
    let mut waivers = plan.waivers();
    // Sorted by the last day, so expired waivers come first.
    waivers.sort_by_key(|known| known.waiver.until);
    let rows: Vec<[String; 5]> = waivers.iter().map(|known| row(plan, known, today)).collect();
    let width = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let [subject, until, left, place] = [width(0), width(1), width(2), width(3)];
    let line = |[name, day, days, at, why]: &[String; 5]| {
        format!("{name:subject$}  {day:until$}  {days:left$}  {at:place$}  {why}\n")
    };
    rows.iter().map(line).collect()
}

fn row(plan: &Plan, known: &PlannedWaiver<'_>, today: Date) -> [String; 5] {
    let waiver = known.waiver;
    let place = plan.sources.place(waiver.span);
    let issue = waiver.issue.as_ref().map(|issue| format!(" ({issue})")).unwrap_or_default();
    [
        known.of.clone(),
        format!("until {}", waiver.until),
        days_left(waiver.days_left(today)),
        format!("{}:{}", place.file, place.line),
        format!("{}{issue}", waiver.why),
    ]
}

fn days_left(days: i32) -> String {
    let count = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        0 => "last day".to_owned(),
        1.. => format!("{} left", plural(count, "day")),
        _ => format!("EXPIRED {} ago", plural(count, "day")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_left_of_a_waiver_are_counted_to_its_last_day() {
        let words = [2, 1, 0, -1, -30].map(days_left);
        let expected =
            ["2 days left", "1 day left", "last day", "EXPIRED 1 day ago", "EXPIRED 30 days ago"];
        assert_eq!(words, expected);
    }
}
