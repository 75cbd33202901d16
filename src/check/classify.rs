//! Finds the documented code that a response belongs to.

use serde_json::Value;

use super::View;
use crate::contract::{Documented, ErrorCode};
use crate::verdict::{Sighting, Standing};

/// Returns the row that a response belongs to.
///
/// An error belongs to the row that has its status and its code. An error without a documented code belongs to a row
/// of its status that asks for no code, unless its code is documented for another status. The body of a response can break
/// off, and some APIs have errors without codes. Then the status decides alone: it must have one row, or the case must claim
/// one of its rows. A response to HEAD has no content, so it belongs only to a row that it shows completely.
pub(super) fn documented<'a>(view: &View<'a>) -> Option<&'a Documented> {
    let rows = view.rows;
    if view.is_head() {
        let shown =
            |documented: &&Documented| view.contract.is_shown_by_head(view.territory, documented);
        return view.claimed().filter(shown).or_else(|| rows.iter().find(shown));
    }
    let uncoded = || rows.iter().find(|documented| view.row(documented).key.code.is_none());
    if view.status() < 400 {
        return uncoded().or(rows.first());
    }
    if view.subject.exchange.response.framing.is_broken() || view.territory.errors.code.is_none() {
        let only = if let [only] = rows { Some(only) } else { None };
        return view.claimed().or(only).or_else(uncoded);
    }
    let Some(code) = view.error_code() else {
        return uncoded();
    };
    let own = rows.iter().find(|documented| view.row(documented).is_spelt(code));
    own.or_else(|| uncoded().filter(|_| view.rows_with(code).next().is_none()))
}

/// Returns how a response relates to the contract.
pub(super) fn sighting(view: &View<'_>) -> Sighting {
    let code = view.error_code().or_else(|| code_of_success(view)).map(ErrorCode::new);
    let rows = view.subject.layers.beside_the_first(view.rows_of_all());
    Sighting { status: view.status(), code, standing: standing(view), rows }
}

fn standing(view: &View<'_>) -> Standing {
    if let Some(documented) = view.documented {
        return Standing::Documented { row: view.row(documented).key.clone() };
    }
    if !view.is_documented_somewhere() {
        return Standing::UndocumentedStatus;
    }
    match view.error_code() {
        Some(code) if view.rows_anywhere_with(code).next().is_none() => Standing::UndocumentedCode,
        _ => Standing::Mismatched,
    }
}

/// Returns the documented error code in the body of a success.
pub(super) fn code_of_success<'a>(view: &View<'a>) -> Option<&'a str> {
    let is_success = (200..300).contains(&view.status());
    let code = view.at_code().filter(|_| is_success).and_then(Value::as_str)?;
    view.rows_with(code).next().map(|_| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;
    use crate::contract::{RowKey, RowStatus};

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &Standing) {
        assert_eq!(Fixture::answer(request, answer).judged().sighting.standing, *expected);
    }

    fn row(status: u16, code: Option<&str>) -> Standing {
        Standing::Documented { row: RowKey::new(None, status, code) }
    }

    /// A 404 row of an operation.
    fn own_row(operation: &str, code: &str) -> RowKey {
        let status = RowStatus::Code(404);
        RowKey::of_operation(operation, status, Some(ErrorCode::new(code)))
    }

    #[test]
    fn a_success_is_the_row_of_its_status() {
        check("GET /a", "200\n\n{}", &row(200, None));
    }

    #[test]
    fn an_error_is_the_row_of_its_status_and_code() {
        check("GET /a", "404\n\n{\"name\":\"NOT_FOUND\"}", &row(404, Some("NOT_FOUND")));
        check("GET /a", "403\n\n{\"name\":\"NO_FUNDS\"}", &row(403, Some("NO_FUNDS")));
        check("GET /a", "422\n\n{\"name\":\"UNPROCESSABLE\"}", &row(422, Some("UNPROCCESSABLE")));
    }

    #[test]
    fn a_scope_has_rows_of_its_own() {
        let row = RowKey::new(Some("identity"), 400, Some("invalid_grant"));
        let expected = Standing::Documented { row };
        check("POST /oauth/token", "400\n\n{\"error\":\"invalid_grant\"}", &expected);
    }

    #[test]
    fn a_code_that_is_missing_or_of_another_status_is_a_mismatch() {
        check("GET /a", "404\n\n{}", &Standing::Mismatched);
        check("GET /a", "404\n\n{\"name\":\"INVALID\"}", &Standing::Mismatched);
        check("GET /a", "409\n\n{\"name\":\"INVALID\"}", &Standing::Mismatched);
    }

    #[test]
    fn an_undocumented_code_and_an_undocumented_status_differ() {
        check("GET /a", "404\n\n{\"name\":\"NEW\"}", &Standing::UndocumentedCode);
        check("GET /a", "418\n\n{\"name\":\"NOT_FOUND\"}", &Standing::UndocumentedStatus);
    }

    #[test]
    fn a_row_without_a_code_accepts_any_code_of_no_other_status() {
        check("GET /a", "409\n\n{}", &row(409, None));
        check("GET /a", "409\n\n{\"name\":\"NEW\"}", &row(409, None));
    }

    #[test]
    fn the_rows_of_an_operation_take_precedence_at_their_status() {
        let own = |code| Standing::Documented { row: own_row("GET /own", code) };
        check("GET /own", "404\n\n{\"name\":\"OWN_MISSING\"}", &own("OWN_MISSING"));
        check("GET /own", "404\n\n{\"name\":\"OWN_LOST\"}", &own("OWN_LOST"));
        check("GET /own", "404\n\n{\"name\":\"NOT_FOUND\"}", &Standing::Mismatched);
        check("GET /own", "404\n\n{\"name\":\"NEW\"}", &Standing::UndocumentedCode);
    }

    #[test]
    fn the_rows_of_the_whole_api_hold_at_other_statuses_of_an_operation() {
        check("GET /own", "403\n\n{\"name\":\"NO_FUNDS\"}", &row(403, Some("NO_FUNDS")));
    }

    #[test]
    fn a_head_response_shows_the_only_row_of_a_head_operation() {
        let row = own_row("HEAD /own", "OWN_MISSING");
        check("HEAD /own", "404\n", &Standing::Documented { row });
    }

    #[test]
    fn a_head_response_shows_no_row_with_a_code() {
        check("HEAD /a", "404\n", &Standing::Mismatched);
        check("HEAD /a", "403\n", &Standing::Mismatched);
    }

    #[test]
    fn a_head_response_shows_no_row_with_a_documented_body() {
        check("HEAD /a", "409\n", &Standing::Mismatched);
    }

    #[test]
    fn a_head_response_shows_a_row_without_code_and_body() {
        check("HEAD /a", "200\n", &row(200, None));
        check("HEAD /a", "204\n", &row(204, None));
    }

    #[test]
    fn a_sighting_keeps_the_code_of_the_response() {
        let code = |answer| {
            let sighting = Fixture::answer("GET /a", answer).judged().sighting;
            sighting.code.map(|code| code.to_string())
        };
        assert_eq!(code("404\n\n{\"name\":\"NEW\"}").as_deref(), Some("NEW"));
        assert_eq!(code("200\n\n{\"name\":\"INVALID\"}").as_deref(), Some("INVALID"));
        assert_eq!(code("200\n\n{\"name\":\"Ada\"}"), None);
    }
}
