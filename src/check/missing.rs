//! A value that was to be captured and is not there; the runner finds it.

use super::Json;
use crate::contract::{Query, RowKey};
use crate::diagnostic::Place;
use crate::verdict::{Finding, Level};

/// The id of findings about captures.
pub const CAPTURE: &str = "capture";

/// The finding for a capture whose query selects nothing. It counts against the claim.
pub fn missing_capture(
    name: &str,
    query: &Query,
    json: &Json,
    claim: Option<&RowKey>,
    place: Place,
) -> Finding {
    Finding {
        check: CAPTURE.to_owned(),
        level: Level::Must,
        message: format!("`{name}` cannot be captured because nothing stands at {query}"),
        path: Some(query.to_string()),
        expected: "a value".to_owned(),
        actual: json.instead(),
        row: claim.cloned(),
        source: None,
        place: Some(place),
    }
}
