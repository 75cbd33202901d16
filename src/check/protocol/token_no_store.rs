//! `token-no-store`: caches must not store a response with an access token (RFC 6749, section 5.1).

use http::header;

use super::rule::ProtocolRule;
use crate::check::View;
use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::verdict::CheckId;

/// A 2xx response whose JSON body has a string member `access_token` has `Cache-Control: no-store`.
pub(in crate::check) struct TokenNoStore;

impl ProtocolRule for TokenNoStore {
    const ID: CheckId = CheckId::TokenNoStore;

    fn broken(&self, view: &View<'_>) -> Vec<Broken> {
        let token = view.json.value().and_then(|body| body.get("access_token"));
        let has_token = token.is_some_and(serde_json::Value::is_string);
        if !has_token || !(200..300).contains(&view.status()) {
            return Vec::new();
        }
        let sent = field(view.headers(), &header::CACHE_CONTROL);
        let directives = sent.as_deref().unwrap_or_default().split(',');
        if directives.map(str::trim).any(|directive| directive.eq_ignore_ascii_case("no-store")) {
            return Vec::new();
        }
        let message = "the body carries an access token, but Cache-Control does not say no-store";
        let actual = sent.unwrap_or_else(|| "nothing".to_owned());
        vec![Broken::new(message, "no-store", actual).at("cache-control")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::fixture::Fixture;

    #[track_caller]
    fn check(answer: &str, expected: &[&str]) {
        Fixture::answer("POST /oauth/token", answer).check(&TokenNoStore, expected);
    }

    #[test]
    fn a_token_that_is_not_stored_passes() {
        check("200\ncache-control: private, No-Store\n\n{\"access_token\":\"t\"}", &[]);
        check("200\n\n{\"access_token\":1}", &[]);
        check("400\n\n{\"access_token\":\"t\"}", &[]);
    }

    #[test]
    fn a_token_that_may_be_stored_is_a_finding() {
        let message =
            "must: the body carries an access token, but Cache-Control does not say no-store";
        check("200\n\n{\"access_token\":\"t\"}", &[message]);
        check("200\ncache-control: no-cache\n\n{\"access_token\":\"t\"}", &[message]);
    }
}
