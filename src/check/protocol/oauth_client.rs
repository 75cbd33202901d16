//! `oauth-client`: a client that failed to authenticate with `Authorization` gets a challenge (RFC 6749, section 5.2).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::challenge::challenges;
use crate::check::header_field::field;
use crate::verdict::CheckId;

/// An `invalid_client` error for a request with `Authorization` is a 401 with a challenge of the same scheme.
pub(in crate::check) struct OauthClient;

impl ProtocolRule for OauthClient {
    const ID: CheckId = CheckId::OauthClient;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        if !says_invalid_client(view) {
            return Vec::new();
        }
        let Some(scheme) = scheme(view) else { return Vec::new() };
        let mut found = Vec::new();
        let status = view.status();
        if status != 401 {
            let message = format!(
                "invalid_client for a client that authenticated by Authorization is a 401, not a {status}"
            );
            found.push(Broken::new(message, "401", status.to_string()));
        }
        let challenges = challenges(view.headers()).unwrap_or_default();
        if !challenges.iter().any(|challenge| challenge.is(&scheme)) {
            let sent = field(view.headers(), &header::WWW_AUTHENTICATE);
            let message = format!(
                "the client authenticated by {scheme}, but no challenge in WWW-Authenticate names it"
            );
            let actual = sent.unwrap_or_else(|| "nothing".to_owned());
            let broken = Broken::new(message, format!("a challenge of {scheme}"), actual);
            found.push(broken.at("www-authenticate"));
        }
        found
    }
}

/// The scheme by which the request authenticates.
fn scheme(view: &View<'_>) -> Option<String> {
    let value = view.subject.exchange.request.headers.get(header::AUTHORIZATION)?;
    let (scheme, _) = value.to_str().ok()?.split_once(' ')?;
    Some(scheme.to_owned())
}

fn says_invalid_client(view: &View<'_>) -> bool {
    let by_contract = view.at_code();
    let by_oauth = view.json.value().and_then(|body| body.get("error"));
    view.status() >= 400
        && by_contract.into_iter().chain(by_oauth).any(|code| code == "invalid_client")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    const BODY: &str = "\n\n{\"error\":\"invalid_client\"}";

    #[track_caller]
    fn check(request: &str, head: &str, expected: &[&str]) {
        Fixture::answer(request, &format!("{head}{BODY}")).check(&OauthClient, expected);
    }

    const BASIC: &str = "POST /oauth/token\nauthorization: Basic YTpi";

    #[test]
    fn a_challenge_of_the_same_scheme_passes() {
        check(BASIC, "401\nwww-authenticate: basic realm=\"x\"", &[]);
    }

    #[test]
    fn a_client_without_authorization_may_get_400() {
        check("POST /oauth/token", "400", &[]);
    }

    #[test]
    fn another_status_and_a_missing_challenge_are_findings() {
        let challenge = "must: the client authenticated by Basic, but no challenge in WWW-Authenticate names it";
        check(
            BASIC,
            "400",
            &[
                "must: invalid_client for a client that authenticated by Authorization is a 401, not a 400",
                challenge,
            ],
        );
        check(BASIC, "401\nwww-authenticate: Bearer", &[challenge]);
    }

    #[test]
    fn other_codes_are_not_its_business() {
        let answer = "400\n\n{\"error\":\"invalid_grant\"}";
        Fixture::answer(BASIC, answer).check(&OauthClient, &[]);
    }
}
