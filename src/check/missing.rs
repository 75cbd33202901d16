//! What a later case needs of a response and what is not there: a value to capture, a link to follow.
//! The runner finds it.

use super::Json;
use crate::contract::{Query, RowKey};
use crate::diagnostic::Place;
use crate::verdict::{CheckId, Finding, Level};

/// The finding for a link that a case follows and that the response does not have, as `message` says.
/// It counts against the claim.
pub fn missing_link(message: String, rel: &str, claim: Option<&RowKey>, place: Place) -> Finding {
    Finding {
        check: CheckId::Follow,
        level: Level::Must,
        message,
        path: None,
        expected: format!("a link with rel {rel:?}"),
        actual: "nothing".to_owned(),
        row: claim.cloned(),
        rows: Vec::new(),
        source: None,
        place: Some(place),
    }
}

/// The finding for a capture whose query selects nothing. It counts against the claim.
pub fn missing_capture(
    name: &str,
    query: &Query,
    json: &Json,
    claim: Option<&RowKey>,
    place: Place,
) -> Finding {
    Finding {
        check: CheckId::Capture,
        level: Level::Must,
        message: format!("`{name}` cannot be captured because nothing stands at {query}"),
        path: Some(query.to_string()),
        expected: "a value".to_owned(),
        actual: json.instead(),
        row: claim.cloned(),
        rows: Vec::new(),
        source: None,
        place: Some(place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::query;

    #[test]
    fn a_capture_that_is_missing_names_its_place_and_its_claim() {
        let claim = RowKey::new(None, 201, None);
        let place = Place {
            file: "a".to_owned(),
            line: 1,
            column: 1,
            width: 1,
            text: String::new(),
            left_out: 0,
        };
        let json = Json::read(b"<p>");
        let finding = missing_capture("order", &query("$.id"), &json, Some(&claim), place);
        assert_eq!(finding.message, "`order` cannot be captured because nothing stands at $.id");
        assert_eq!(finding.actual, "no JSON: expected value at line 1 column 1");
        assert_eq!((finding.row, finding.path.as_deref()), (Some(claim), Some("$.id")));
    }
}
