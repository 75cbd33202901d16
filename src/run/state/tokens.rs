//! OAuth 2.0 tokens: the tokens that each credential was given, and the time at which the next one is due.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use crate::event::Stopped;
use crate::http::{Exchange, Request};
use crate::plan::{CaseIndex, CredentialPlan, Plan, PlannedCase, SlotId};
use crate::verdict::Outcome;

/// The time before expiry at which a token is renewed. A token that lives less than four minutes is renewed in the
/// last quarter of its life.
const MARGIN: Duration = Duration::from_secs(60);

/// The tokens of a run, by the slot that captures the first token of each credential.
pub(in crate::run) struct Tokens(BTreeMap<SlotId, Token>);

/// The tokens that one credential was given.
pub(in crate::run) struct Token {
    /// The case whose request fetches a token.
    pub(in crate::run) fetched_by: CaseIndex,
    state: Mutex<TokenState>,
    /// The lock that is held while a token is renewed, so that concurrent cases share one renewal. It is an async
    /// lock because the holder waits for the network.
    pub(in crate::run) renewal: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct TokenState {
    /// All tokens, the current one last. Earlier ones are kept to recognise them in requests.
    issued: Vec<String>,
    /// The time at which the next token is due; `None` if the lifetime is unknown.
    due: Option<Instant>,
    /// The reason why the last response gave no token.
    refusal: Option<Refusal>,
}

/// The reason why a response gave no token.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    status: StatusCode,
    reason: String,
}

impl Tokens {
    /// Creates an empty entry for each token request of a plan.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut tokens = BTreeMap::new();
        for (index, case) in plan.cases.iter().enumerate() {
            let Some(slot) = slot_of_fetched(case) else { continue };
            let fetched_by = CaseIndex(index);
            let (state, renewal) = (Mutex::default(), tokio::sync::Mutex::default());
            tokens.insert(slot, Token { fetched_by, state, renewal });
        }
        Self(tokens)
    }

    /// Returns the tokens that a case fetches.
    fn fetched_by(&self, case: &PlannedCase) -> Option<&Token> {
        self.0.get(&slot_of_fetched(case)?)
    }

    /// Returns the tokens of the credential that a case sends.
    pub(in crate::run) fn sent_by(&self, case: &PlannedCase) -> Option<&Token> {
        match case.sends()? {
            CredentialPlan::OAuth2(slot) => self.0.get(slot),
            _ => None,
        }
    }

    /// Takes the token from a response, if the case is a token request.
    pub(in crate::run) fn take(
        &self,
        case: &PlannedCase,
        exchange: &Exchange,
        json: Option<&Value>,
    ) {
        if let Some(token) = self.fetched_by(case) {
            token.take(exchange, json);
        }
    }

    /// Returns the reason why the credential of an ended token request is dead. The text is not masked.
    pub(super) fn dead_credential(
        &self,
        case: &PlannedCase,
        outcome: Option<&Outcome>,
    ) -> Option<Stopped> {
        let (name, token) = (case.token_of.as_ref()?, self.fetched_by(case)?);
        let state = token.state();
        if !state.issued.is_empty() {
            return None;
        }
        // The refusal has the status and the error code of the response, so it explains more than the outcome.
        let (refused, why) = match (&state.refusal, outcome) {
            (Some(Refusal { status, reason }), _) => (status.is_client_error(), reason.clone()),
            (None, Some(Outcome::Errored { reason })) => (false, reason.clone()),
            _ => return None,
        };
        let help = if refused {
            "check its `client-id`, `client-secret` and `grant` in the suite, and what they are read from"
        } else {
            "check its `token-url`, and whether the token endpoint is up"
        };
        let why = format!("the credential `{name}` is dead: {why}");
        Some(Stopped { why, help: help.to_owned() })
    }
}

/// Returns the slot that captures the token, if the case is a token request.
fn slot_of_fetched(case: &PlannedCase) -> Option<SlotId> {
    case.token_of.as_ref()?;
    Some(case.captures.first()?.slot)
}

impl Token {
    fn state(&self) -> MutexGuard<'_, TokenState> {
        // No code panics between two writes of the state, so a poisoned lock is still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the token, or the refusal, from a response to a token request.
    pub(in crate::run) fn take(&self, exchange: &Exchange, json: Option<&Value>) {
        let mut state = self.state();
        match given(exchange.response.status, json) {
            Ok(token) => {
                let good_for = good_for(json);
                // Earlier tokens stay in the list, because a request that is sent again still carries one of them.
                state.issued.push(token);
                state.due = good_for.and_then(|time| due(Instant::now(), time));
                state.refusal = None;
            }
            Err(refusal) => state.refusal = Some(refusal),
        }
    }

    /// Returns the reason why the last response gave no token.
    pub(in crate::run) fn refusal(&self) -> Option<String> {
        self.state().refusal.as_ref().map(|refusal| refusal.reason.clone())
    }

    /// Returns true if a request carries one of these tokens. A case may replace the token with a value of its own,
    /// which must stay.
    pub(in crate::run) fn is_in(&self, request: &Request) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = value.and_then(|value| value.strip_prefix("Bearer "));
        sent.is_some_and(|sent| self.state().issued.iter().any(|issued| issued == sent))
    }

    /// Returns true if the next token is due.
    pub(in crate::run) fn is_due(&self) -> bool {
        self.state().due.is_some_and(|due| due <= Instant::now())
    }

    /// Replaces the token in a request with the current one.
    pub(in crate::run) fn put(&self, request: &mut Request) {
        let current = self.state().issued.last().map(|token| format!("Bearer {token}"));
        if let Some(Ok(mut value)) = current.map(HeaderValue::try_from) {
            // Keeps the token out of debug output and out of the compression tables of HTTP/2 (RFC 7541, section
            // 7.1.3).
            value.set_sensitive(true);
            request.headers.insert(AUTHORIZATION, value);
        }
    }
}

/// Returns the token in a response (RFC 6749, section 5.1).
fn given(status: StatusCode, json: Option<&Value>) -> Result<String, Refusal> {
    let refusal = |reason: String| Refusal { status, reason };
    let text = |name: &str| json.and_then(|json| json.get(name)).and_then(Value::as_str);
    let number = status.as_u16();
    if !status.is_success() {
        let code = text("error").map(|code| format!(" {code}")).unwrap_or_default();
        return Err(refusal(format!("the token endpoint answered {number}{code}")));
    }
    // A client must not use a token of a type that it does not know (RFC 6749, section 7.1).
    if let Some(other) = text("token_type").filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(refusal(format!("the token has the type `{other}`, not `Bearer`")));
    }
    let token = text("access_token").filter(|token| HeaderValue::from_str(token).is_ok());
    let token = token.filter(|token| !token.is_empty()).map(str::to_owned);
    token.ok_or_else(|| {
        refusal(format!("the token endpoint answered {number} without a token that can be sent"))
    })
}

/// Returns the time at which a token is renewed, or `None` if the clock cannot represent it. Such a token never expires.
fn due(now: Instant, good_for: Duration) -> Option<Instant> {
    now.checked_add(good_for.saturating_sub(MARGIN.min(good_for / 4)))
}

/// Returns the lifetime of the token in a response, if the response states one.
///
/// RFC 6749 asks for a number. Some servers send the number as a string, which is accepted.
fn good_for(json: Option<&Value>) -> Option<Duration> {
    let value = json?.get("expires_in")?;
    let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(status: u16, body: &Value, expected: Result<&str, &str>) {
        let status = StatusCode::from_u16(status).expect("a status");
        let given = given(status, Some(body)).map_err(|refusal| refusal.reason);
        assert_eq!(given, expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn the_token_type_is_case_insensitive() {
        check(200, &json!({ "access_token": "t", "token_type": "bearer" }), Ok("t"));
        check(200, &json!({ "access_token": "t", "token_type": "Bearer" }), Ok("t"));
        check(200, &json!({ "access_token": "t" }), Ok("t"));
    }

    #[test]
    fn a_response_without_a_token_gives_the_reason() {
        let none = "the token endpoint answered 200 without a token that can be sent";
        check(200, &json!({ "access_token": "" }), Err(none));
        check(200, &json!({ "access_token": "a\nb" }), Err(none));
        check(200, &json!([]), Err(none));
        let other = json!({ "access_token": "t", "token_type": "mac" });
        check(200, &other, Err("the token has the type `mac`, not `Bearer`"));
        let refused = json!({ "error": "invalid_client" });
        check(401, &refused, Err("the token endpoint answered 401 invalid_client"));
        check(502, &json!("x"), Err("the token endpoint answered 502"));
    }

    #[test]
    fn a_lifetime_is_a_number_of_seconds_in_quotes_or_without() {
        let of = |value: Value| good_for(Some(&json!({ "expires_in": value })));
        assert_eq!(of(json!(3600)), Some(Duration::from_secs(3600)));
        assert_eq!(of(json!("60")), Some(Duration::from_secs(60)));
        for none in [json!(0), json!(-1), json!("soon"), json!(null), json!(1e300)] {
            assert_eq!(of(none), None);
        }
    }

    #[test]
    fn a_lifetime_beyond_the_clock_is_no_reason_to_renew() {
        let of = |value: Value| {
            let good_for = good_for(Some(&json!({ "expires_in": value })));
            good_for.and_then(|time| due(Instant::now(), time))
        };
        for endless in [json!(i64::MAX), json!(u64::MAX), json!(1e19), json!("1e19"), json!("inf")]
        {
            assert_eq!(of(endless), None);
        }
        assert!(of(json!(3600)).is_some());
    }
}
