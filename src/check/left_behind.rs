//! What a probe made by accident and that could not be cleared away. The runner finds it.

use crate::diagnostic::Place;
use crate::verdict::{CheckId, Finding, Level};

/// The finding for a thing that a probe made and that is still there. `what` says in clearing away which:
/// "in clearing away what `a~404` made".
pub fn left_behind(what: &str, answer: &str, place: Place) -> Finding {
    Finding {
        check: CheckId::LeftBehind,
        level: Level::Should,
        message: format!("{what}, no success came; it may still be there"),
        path: None,
        expected: "a success".to_owned(),
        actual: answer.to_owned(),
        row: None,
        rows: Vec::new(),
        source: None,
        place: Some(place),
    }
}
