//! `bearer-error`: the error of a bearer challenge matches the status (RFC 6750, section 3.1).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::challenge::challenges;
use crate::verdict::CheckId;

/// The errors that RFC 6750, section 3.1 defines, each with its status.
const STATUSES: [(&str, u16); 3] =
    [("invalid_request", 400), ("invalid_token", 401), ("insufficient_scope", 403)];

/// The error of a bearer challenge matches the status. A response to a request without credentials has no error.
///
/// An error that RFC 6750 does not define matches every status. An unreadable list of challenges is
/// reported by `challenge-on-401`, not here.
pub(in crate::check) struct BearerError;

impl ProtocolRule for BearerError {
    const ID: CheckId = CheckId::BearerError;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let challenges = challenges(view.headers()).unwrap_or_default();
        let bearers = challenges.iter().filter(|challenge| challenge.is("Bearer"));
        let errors = bearers.filter_map(|challenge| challenge.parameter("error"));
        let found = errors.filter_map(|error| broken(view, error));
        found.map(|broken| broken.at("www-authenticate")).collect()
    }
}

fn broken(view: &View<'_>, error: &str) -> Option<Broken> {
    let status = view.status();
    if !has_credentials(view) {
        let message =
            format!("the bearer challenge says {error} although no credentials were sent");
        return Some(Broken::new(message, "no error", error));
    }
    let (_, own) = STATUSES.iter().find(|(known, own)| *known == error && *own != status)?;
    let message =
        format!("the bearer challenge of this {status} says {error}, which belongs to {own}");
    Some(Broken::new(message, format!("status {own}"), format!("status {status}")))
}

/// Returns true if the request has an access token in one of the three places of RFC 6750, section 2, or a cookie.
fn has_credentials(view: &View<'_>) -> bool {
    // A cookie may carry the token. Its name is the API's choice, so any cookie counts.
    let request = &view.subject.exchange.request;
    let form = request.body.as_deref().unwrap_or_default();
    request.headers.contains_key(header::AUTHORIZATION)
        || request.headers.contains_key(header::COOKIE)
        || request.url.query_pairs().any(|(name, _)| name == "access_token")
        || url::form_urlencoded::parse(form).any(|(name, _)| name == "access_token")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(request: &str, status: u16, error: &str, expected: &[&str]) {
        let answer =
            format!("{status}\nwww-authenticate: Basic realm=x, Bearer error=\"{error}\"\n");
        Fixture::answer(request, &answer).check(&BearerError, expected);
    }

    const WITH_TOKEN: &str = "GET /a\nauthorization: Bearer t";

    #[test]
    fn each_error_has_its_status() {
        check(WITH_TOKEN, 401, "invalid_token", &[]);
        check(WITH_TOKEN, 403, "insufficient_scope", &[]);
        check(WITH_TOKEN, 400, "invalid_request", &[]);
        check("GET /a\ncookie: session=t", 401, "invalid_token", &[]);
        check("GET /a?access_token=t", 401, "invalid_token", &[]);
        check("POST /a\n\nx=1&access_token=t", 401, "invalid_token", &[]);
        check(WITH_TOKEN, 401, "custom", &[]);
    }

    #[test]
    fn an_error_of_another_status_is_a_finding() {
        check(
            WITH_TOKEN,
            403,
            "invalid_token",
            &["should: the bearer challenge of this 403 says invalid_token, which belongs to 401"],
        );
    }

    #[test]
    fn without_credentials_there_is_no_error() {
        check(
            "GET /a",
            401,
            "invalid_token",
            &["should: the bearer challenge says invalid_token although no credentials were sent"],
        );
        Fixture::answer("GET /a", "401\nwww-authenticate: Bearer\n").check(&BearerError, &[]);
    }
}
