//! `error-code`: the code in the body of an error is documented for its status.

use std::collections::BTreeSet;

use crate::check::broken_rule::Broken;
use crate::check::classify::code_of_success;
use crate::check::{Check, View};
use crate::contract::{CodeSet, Query, RowStatus, typed};
use crate::verdict::{CheckId, Finding, Level};

/// The code in the body of an error is documented for its status, and a success has no error code.
///
/// Not judged if the API's errors have no code, if the status is undocumented, and for HEAD, whose responses have no
/// content.
pub(in crate::check) struct ErrorCode;

impl Check for ErrorCode {
    fn id(&self) -> CheckId {
        CheckId::ErrorCode
    }

    fn about(&self) -> &'static str {
        "The error code in the body is one that the contract documents for the status, and a success \
         carries none."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn reads_content(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(query) = &view.territory.errors.code else {
            return Vec::new();
        };
        if view.is_head() || !view.is_documented_somewhere() {
            return Vec::new();
        }
        let here = !view.rows.is_empty();
        let broken = match view.status() {
            200..300 => success(view),
            400.. if here => error(view, query),
            400.. => elsewhere(view),
            _ => None,
        };
        let broken = broken.map(|broken| broken.at(query.to_string()));
        broken.map(|broken| view.against_contract(self.id(), broken)).into_iter().collect()
    }
}

fn success(view: &View<'_>) -> Option<Broken> {
    let code = code_of_success(view)?;
    let message = format!("a success carries the error code {code}");
    Some(Broken::new(message, "no error code", string(code)))
}

fn error(view: &View<'_>, query: &Query) -> Option<Broken> {
    match (view.error_code(), view.documented) {
        (None, None) => Some(missing(view, query)),
        (Some(code), Some(documented)) => {
            let spelling = view.row(documented).key.code.as_ref()?.as_str();
            (spelling != code).then(|| other_spelling(spelling, code))
        }
        (None, Some(_)) => None,
        (Some(code), None) => Some(foreign(view, code)),
    }
}

/// Reports a code of another status, for a status that only another layer or the operation documents.
fn elsewhere(view: &View<'_>) -> Option<Broken> {
    // If this part documents the status too, a nearer part decides about the code and reports it.
    if !view.territory.at(view.status()).is_empty() {
        return None;
    }
    let code = view.error_code()?;
    view.rows_with(code).next().map(|_| foreign(view, code))
}

fn missing(view: &View<'_>, query: &Query) -> Broken {
    let (status, expected) = (view.status(), expected(view));
    let Some(value) = view.at_code() else {
        let message = format!("this {status} carries no error code at {query}");
        return Broken::missing(message, expected, view.json);
    };
    let actual = typed(value);
    let message = format!("the error code of this {status} at {query} is {actual}, no string");
    Broken::new(message, expected, actual)
}

fn other_spelling(documented: &str, code: &str) -> Broken {
    let message =
        format!("the error code is spelt {code} where the contract documents {documented}");
    Broken::new(message, string(documented), string(code)).level(Level::Should)
}

/// Reports a code that is not documented for the status.
fn foreign(view: &View<'_>, code: &str) -> Broken {
    let status = view.status();
    let elsewhere = view.rows_anywhere_with(code).map(|row| row.key.status);
    let elsewhere: BTreeSet<RowStatus> = elsewhere.collect();
    if elsewhere.is_empty() {
        let message = format!("the error code {code} of this {status} is documented nowhere");
        let level = match view.territory.errors.codes {
            CodeSet::Typical => Level::Should,
            CodeSet::Exhaustive => Level::Must,
        };
        return Broken::new(message, expected(view), string(code)).level(level);
    }
    // A nearer part of the API documents the status, and its rows alone decide which codes the status may have there.
    let is_only_wider = elsewhere.iter().all(|other| other.includes(status));
    let message = if is_only_wider {
        format!("{code} is documented for {status} in general, but not for this operation")
    } else {
        let elsewhere: Vec<String> = elsewhere.iter().map(RowStatus::to_string).collect();
        format!("{code} is documented for {}, not for {status}", elsewhere.join(" and "))
    };
    Broken::new(message, expected(view), string(code))
}

/// Lists the codes that are documented for the status.
fn expected(view: &View<'_>) -> String {
    let rows = view.rows.iter();
    let codes = rows.filter_map(|documented| view.row(documented).key.code.as_ref());
    let codes: Vec<String> = codes.map(|code| string(code.as_str())).collect();
    if codes.is_empty() { "no code of another status".to_owned() } else { codes.join(" or ") }
}

fn string(code: &str) -> String {
    typed(&serde_json::Value::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, answer: &str, expected: &[&str]) {
        Fixture::answer(request, answer).check(&ErrorCode, expected);
    }

    #[test]
    fn the_code_of_the_status_passes() {
        check("GET /a", "404\n\n{\"name\":\"NOT_FOUND\"}", &[]);
        check("GET /a", "403\n\n{\"name\":\"NO_FUNDS\"}", &[]);
    }

    #[test]
    fn a_code_of_the_whole_api_is_foreign_where_the_operation_documents_the_status() {
        check(
            "GET /own",
            "404\n\n{\"name\":\"NOT_FOUND\"}",
            &["must: NOT_FOUND is documented for 404 in general, but not for this operation"],
        );
    }

    #[test]
    fn a_code_must_be_there_and_be_a_string() {
        check("GET /a", "404\n\n{}", &["must: this 404 carries no error code at $.name"]);
        check("GET /a", "404\n", &["must: this 404 carries no error code at $.name"]);
        check("GET /a", "404\n\n<p>", &["must: this 404 carries no error code at $.name"]);
        check(
            "GET /a",
            "404\n\n{\"name\":7}",
            &["must: the error code of this 404 at $.name is number 7, no string"],
        );
    }

    #[test]
    fn a_code_of_another_status_is_a_finding() {
        let message = "must: INVALID is documented for 400, not for 404";
        check("GET /a", "404\n\n{\"name\":\"INVALID\"}", &[message]);
        let message = "must: INVALID is documented for 400, not for 409";
        check("GET /a", "409\n\n{\"name\":\"INVALID\"}", &[message]);
    }

    #[test]
    fn the_contract_sets_the_level_of_an_undocumented_code() {
        check(
            "GET /a",
            "404\n\n{\"name\":\"NEW\"}",
            &["should: the error code NEW of this 404 is documented nowhere"],
        );
        check(
            "POST /oauth/token",
            "400\n\n{\"error\":\"new\"}",
            &["must: the error code new of this 400 is documented nowhere"],
        );
    }

    #[test]
    fn another_documented_spelling_is_a_should_level_finding() {
        check("GET /a", "422\n\n{\"name\":\"UNPROCCESSABLE\"}", &[]);
        check(
            "GET /a",
            "422\n\n{\"name\":\"UNPROCESSABLE\"}",
            &[
                "should: the error code is spelt UNPROCESSABLE where the contract documents UNPROCCESSABLE",
            ],
        );
    }

    #[test]
    fn a_success_carries_no_error_code() {
        check(
            "GET /a",
            "200\n\n{\"name\":\"INVALID\"}",
            &["must: a success carries the error code INVALID"],
        );
        check("GET /a", "200\n\n{\"name\":\"Ada\"}", &[]);
    }

    #[test]
    fn responses_that_cannot_have_a_code_are_not_judged() {
        check("HEAD /a", "404\n", &[]);
        check("GET /a", "418\n", &[]);
        check("GET /a", "409\n\n{}", &[]);
    }

    #[test]
    fn an_undocumented_code_counts_against_the_row_of_the_status() {
        let row = |fixture: Fixture| {
            let findings = fixture.findings(&ErrorCode);
            findings[0].row.as_ref().map(ToString::to_string)
        };
        let answer = "404\n\n{\"name\":\"INVALID\"}";
        assert_eq!(row(Fixture::answer("GET /a", answer)).as_deref(), Some("404 NOT_FOUND"));
        assert_eq!(row(Fixture::answer("GET /a", "403\n\n{}")), None);
        let claiming = Fixture::answer("GET /a", "403\n\n{}").claims("403 NO_FUNDS");
        assert_eq!(row(claiming).as_deref(), Some("403 NO_FUNDS"));
    }
}
