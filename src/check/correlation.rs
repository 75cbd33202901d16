//! The correlation id of a response, which finds the exchange in the logs of the target.

use super::Json;
use crate::http::Exchange;

const MEMBERS: [(&str, &[&str]); 2] =
    [("debug_id", &["debug_id"]), ("error.debug_id", &["error", "debug_id"])];

const FIELDS: [&str; 4] = ["x-request-id", "x-correlation-id", "request-id", "traceparent"];

/// Returns the correlation id of a response and the name of the body member or header field that has it.
///
/// A body member takes precedence over a header field.
pub fn correlation(exchange: &Exchange, json: &Json) -> Option<(String, String)> {
    let member = MEMBERS.iter().find_map(|(name, path)| {
        let id =
            path.iter().try_fold(json.value()?, |value, member| value.get(member))?.as_str()?;
        Some(((*name).to_owned(), id.to_owned()))
    });
    let headers = &exchange.response.headers;
    let field = || {
        FIELDS.iter().find_map(|name| {
            let id = headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), id.to_owned()))
        })
    };
    member.or_else(field).filter(|(_, id)| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(answer: &str, expected: Option<(&str, &str)>) {
        let fixture = Fixture::answer("GET /a", answer);
        let json = Json::read(&fixture.exchange.response.body);
        let found = correlation(&fixture.exchange, &json);
        let expected = expected.map(|(name, id)| (name.to_owned(), id.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_member_of_the_body_comes_first() {
        check("500\nx-request-id: b\n\n{\"debug_id\":\"a\"}", Some(("debug_id", "a")));
        check("500\n\n{\"error\":{\"debug_id\":\"a\"}}", Some(("error.debug_id", "a")));
    }

    #[test]
    fn a_header_field_has_the_id_if_the_body_has_none() {
        check("500\ntraceparent: t\nx-request-id: r\n\n{}", Some(("x-request-id", "r")));
        check("200\n", None);
    }
}
