//! The findings that the runner makes itself; the checks of `check` see one response only.

use super::case_run::CaseRun;
use crate::check::Json;
use crate::contract::{Query, RowKey};
use crate::diagnostic::Place;
use crate::plan::RequestPlan;
use crate::verdict::{CheckId, Finding, Level, Waived};

/// Returns the finding about a link that a case follows and cannot follow, for the reason in `message`.
///
/// The finding counts against the claim of the case that follows.
pub(in crate::run) fn broken_link(run: CaseRun<'_>, message: String) -> Finding {
    let (rel, span) = match &run.case.request {
        RequestPlan::Follow { rel, span, .. } => (rel.as_str(), *span),
        _ => ("", run.case.span),
    };
    let expected = format!("a link with rel {rel:?}");
    let finding = Finding::new(CheckId::Follow, message, expected, "nothing");
    Finding { row: run.claim().cloned(), place: Some(run.place(span)), ..finding }
}

/// Returns the finding about a capture whose query selects nothing. The finding counts against the claim.
pub(in crate::run) fn missing_capture(
    name: &str,
    query: &Query,
    json: &Json,
    claim: Option<&RowKey>,
    place: Place,
) -> Finding {
    let message = format!("`{name}` cannot be captured: the response has no value at {query}");
    let finding = Finding::new(CheckId::Capture, message, "a value", json.instead());
    Finding {
        path: Some(query.to_string()),
        cause: json.cause(),
        row: claim.cloned(),
        place: Some(place),
        ..finding
    }
}

/// Returns the finding about a resource that a probe created by accident and that the teardown could not delete.
///
/// `attempt` describes the request that should have deleted the resource.
pub(in crate::run) fn left_behind(attempt: &str, answer: &str, place: Place) -> Finding {
    let message = format!("{attempt}, there was no success; the resource may still exist");
    let finding = Finding::new(CheckId::LeftBehind, message, "a success", answer);
    Finding { level: Level::Should, place: Some(place), ..finding }
}

/// Returns the finding about a case that passed although it is waived.
pub(in crate::run) fn stale_waiver(waived: &Waived, place: Place) -> Finding {
    let message = format!("it passes although it is waived {waived}; remove the waiver");
    let finding = Finding::new(CheckId::Waiver, message, "a broken promise", "a case that passes");
    Finding { place: Some(place), ..finding }
}

/// Returns the finding about a case whose waiver has expired.
pub(in crate::run) fn expired_waiver(waived: &Waived, today: &str, place: Place) -> Finding {
    let message = format!("the waiver has expired; it held {waived}");
    let expected = format!("a day not after {}", waived.until);
    let finding = Finding::new(CheckId::Waiver, message, expected, today);
    Finding { place: Some(place), ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Query;

    #[test]
    fn a_missing_capture_names_its_path_and_its_claim() {
        let claim = RowKey::new(None, 201, None);
        let place = Place {
            file: "a".to_owned(),
            line: 1,
            column: 1,
            width: 1,
            text: String::new(),
            left_out: 0,
        };
        let query = Query::parse("$.id").expect("a query");
        let json = Json::read(b"<p>");
        let finding = missing_capture("order", &query, &json, Some(&claim), place);
        assert_eq!(
            finding.message,
            "`order` cannot be captured: the response has no value at $.id"
        );
        assert_eq!(finding.actual, "no JSON: expected value at line 1 column 1");
        assert_eq!((finding.row, finding.path.as_deref()), (Some(claim), Some("$.id")));
    }
}
