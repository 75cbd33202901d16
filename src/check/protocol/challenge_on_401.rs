//! `challenge-on-401`: a 401 has a challenge (RFC 9110, section 15.5.2).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::challenge::challenges;
use crate::check::header_field::field;
use crate::verdict::CheckId;

/// A 401 has `WWW-Authenticate` with at least one challenge.
pub(in crate::check) struct ChallengeOn401;

impl ProtocolRule for ChallengeOn401 {
    const ID: CheckId = CheckId::ChallengeOn401;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        if view.status() != 401 {
            return Vec::new();
        }
        let sent = field(view.headers(), &header::WWW_AUTHENTICATE);
        let message = match challenges(view.headers()) {
            Ok(found) if !found.is_empty() => return Vec::new(),
            Ok(_) => "this 401 has no WWW-Authenticate with a challenge".to_owned(),
            Err(reason) => {
                format!("the WWW-Authenticate of this 401 is no list of challenges: {reason}")
            }
        };
        let actual = sent.unwrap_or_else(|| "nothing".to_owned());
        vec![Broken::new(message, "a challenge", actual).at("www-authenticate")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        Fixture::answer("GET /a", answer).check(&ChallengeOn401, expected);
    }

    #[test]
    fn a_401_with_a_challenge_passes() {
        check("401\nwww-authenticate: Bearer realm=\"a, b\"\n", &[]);
        check("401\nwww-authenticate: Negotiate\nwww-authenticate: Basic realm=x\n", &[]);
        check("403\n", &[]);
    }

    #[test]
    fn a_401_without_one_is_a_finding() {
        check("401\n", &["must: this 401 has no WWW-Authenticate with a challenge"]);
        check(
            "401\nwww-authenticate: \n",
            &["must: this 401 has no WWW-Authenticate with a challenge"],
        );
    }

    #[test]
    fn a_challenge_follows_its_grammar() {
        check(
            "401\nwww-authenticate: Bearer realm=\"x\n",
            &[
                "must: the WWW-Authenticate of this 401 is no list of challenges: a quoted string has no end",
            ],
        );
    }
}
