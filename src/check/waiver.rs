//! Waivers of cases that fail the run: expired, or not needed. The runner finds it.

use crate::diagnostic::Place;
use crate::verdict::{CheckId, Finding, Level, Waived};

/// The finding for a case that passed although it is waived.
pub fn stale_waiver(waived: &Waived, place: Place) -> Finding {
    let message = format!("it passes although it is waived {waived}; remove the waiver");
    finding(message, ["a broken promise", "a case that passes"], place)
}

/// The finding for a case whose waiver has ended.
pub fn expired_waiver(waived: &Waived, today: &str, place: Place) -> Finding {
    let message = format!("the waiver has expired; it held {waived}");
    let until = format!("a day not after {}", waived.until);
    finding(message, [&until, today], place)
}

fn finding(message: String, [expected, actual]: [&str; 2], place: Place) -> Finding {
    Finding {
        check: CheckId::Waiver,
        level: Level::Must,
        message,
        path: None,
        expected: expected.to_owned(),
        actual: actual.to_owned(),
        row: None,
        rows: Vec::new(),
        source: None,
        place: Some(place),
    }
}
