//! Tokens of OAuth 2.0: what a credential was given, how long that is good, and the next one in time.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::header::AUTHORIZATION;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

use crate::event::Stopped;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::{CaseIndex, CredentialPlan, Plan, PlannedCase, SlotId};
use crate::verdict::Outcome;

use super::blocking;
use super::case::{self, Judged};
use super::case_history::Way;
use super::state::Shared;

/// How long before its end a token is renewed at the earliest; of a short-lived one, the last quarter.
const MARGIN: Duration = Duration::from_secs(60);

/// The tokens of a run, by where the first one of each credential is kept.
pub(super) struct Tokens(BTreeMap<SlotId, Token>);

/// The tokens that one credential was given.
struct Token {
    fetched_by: CaseIndex,
    state: Mutex<State>,
    /// Held by whoever renews, so that one token serves all.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// All of them, the one that is good now last.
    issued: Vec<String>,
    /// When the next one is due; `None` where nothing says how long this one is good.
    due: Option<Instant>,
    /// Why there is none, where a response gave none.
    refusal: Option<Refusal>,
}

/// Why a response gave no token.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    status: StatusCode,
    reason: String,
}

impl Tokens {
    /// Room for the tokens of a plan.
    pub(super) fn new(plan: &Plan) -> Self {
        let fetching = |(index, case): (usize, &PlannedCase)| {
            case.token_of.as_ref()?;
            let state = Mutex::default();
            let fetched_by = CaseIndex(index);
            let token = Token { fetched_by, state, turn: tokio::sync::Mutex::default() };
            Some((case.captures.first()?.slot, token))
        };
        Self(plan.cases.iter().enumerate().filter_map(fetching).collect())
    }

    /// The tokens that a case fetches.
    fn fetched_by(&self, case: &PlannedCase) -> Option<&Token> {
        case.token_of.as_ref()?;
        self.0.get(&case.captures.first()?.slot)
    }

    /// The tokens that a case sends.
    fn sent_by(&self, case: &PlannedCase) -> Option<&Token> {
        match case.sends()? {
            CredentialPlan::OAuth2(slot) => self.0.get(slot),
            _ => None,
        }
    }

    /// Takes what the response to a token request gave, if the case is one.
    pub(super) fn take(&self, case: &PlannedCase, exchange: &Exchange, json: Option<&Value>) {
        if let Some(token) = self.fetched_by(case) {
            token.take(exchange, json);
        }
    }
}

impl Token {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, exchange: &Exchange, json: Option<&Value>) {
        let mut state = self.state();
        match given(exchange.response.status, json) {
            Ok(token) => {
                let good_for = good_for(json);
                state.issued.push(token);
                state.due =
                    good_for.map(|time| Instant::now() + time.saturating_sub(MARGIN.min(time / 4)));
                state.refusal = None;
            }
            Err(refusal) => state.refusal = Some(refusal),
        }
    }

    /// Whether a request carries one of these tokens: a case may send something else of its own.
    fn is_in(&self, request: &Request) -> bool {
        let value = request.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = value.and_then(|value| value.strip_prefix("Bearer "));
        sent.is_some_and(|sent| self.state().issued.iter().any(|issued| issued == sent))
    }

    fn is_due(&self) -> bool {
        self.state().due.is_some_and(|due| due <= Instant::now())
    }

    /// Puts the token that is good now in place of the one that a request carries.
    fn put(&self, request: &mut Request) {
        let current = self.state().issued.last().map(|token| format!("Bearer {token}"));
        if let Some(Ok(mut value)) = current.map(HeaderValue::try_from) {
            value.set_sensitive(true);
            request.headers.insert(AUTHORIZATION, value);
        }
    }
}

/// The token in a response (RFC 6749, section 5.1).
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
        return Err(refusal(format!("the token is of the type `{other}`, and not `Bearer`")));
    }
    let token = text("access_token").filter(|token| HeaderValue::from_str(token).is_ok());
    let token = token.filter(|token| !token.is_empty()).map(str::to_owned);
    token.ok_or_else(|| {
        refusal(format!("the token endpoint answered {number} without a token that can be sent"))
    })
}

/// How long the token in a response is good, if it says so; a number in quotes is understood.
fn good_for(json: Option<&Value>) -> Option<Duration> {
    let value = json?.get("expires_in")?;
    let seconds = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    Duration::try_from_secs_f64(seconds).ok().filter(|time| !time.is_zero())
}

/// The request as it is to be sent now: with a token that is still good, if it carries one. Where a new
/// one is fetched for that, its response is judged by the contract and noted in `way`.
///
/// # Errors
///
/// If the token runs out and there is no new one.
pub(super) async fn fresh(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    way: &mut Way,
) -> Result<Request, ExchangeError> {
    let mut request = request.clone();
    let token = shared.tokens.sent_by(shared.case(index));
    let Some(token) = token.filter(|token| token.is_in(&request)) else { return Ok(request) };
    let turn = token.turn.lock().await;
    if token.is_due() {
        Box::pin(renew(shared, token, way)).await.map_err(|reason| ExchangeError::Request {
            reason: format!("its token runs out and could not be renewed: {reason}"),
        })?;
    }
    drop(turn);
    token.put(&mut request);
    Ok(request)
}

async fn renew(shared: &Shared, token: &Token, way: &mut Way) -> Result<(), String> {
    let index = token.fetched_by;
    let endpoint = shared.endpoint(shared.case(index));
    let request = shared.bindings.request(shared.case(index), &endpoint.url, None);
    let request = request.map_err(|error| error.reason)?;
    shared.mask.learn_request(&request);
    let answered = shared.client(shared.case(index)).send(request).await;
    let exchange = answered.map_err(|error| error.to_string())?;
    let judged = blocking::judged(case::on_the_way, (shared, index), &exchange).await;
    way.pass(judged, "when its token was renewed");
    let json = serde_json::from_slice(&exchange.response.body).ok();
    token.take(&exchange, json.as_ref());
    token.state().refusal.clone().map_or(Ok(()), |refusal| Err(refusal.reason))
}

/// What a token request came to, if the case is one. Where there is no token, there is nothing to judge the
/// contract by, unless the response itself broke it.
pub(super) fn settled(shared: &Shared, case: &PlannedCase, mut judged: Judged) -> Judged {
    let Some(stopped) = missing(shared, case, judged.outcome.as_ref()) else { return judged };
    let keeps_the_contract =
        judged.findings.iter().all(|found| found.check.is_demand_of_the_case());
    if judged.outcome.is_none() && keeps_the_contract {
        judged.findings.clear();
        judged.outcome = Some(Outcome::Errored { reason: stopped.why });
    }
    judged
}

/// Why the credential of a token request that has ended is dead, if it is.
pub(super) fn missing(
    shared: &Shared,
    case: &PlannedCase,
    outcome: Option<&Outcome>,
) -> Option<Stopped> {
    let (name, token) = (case.token_of.as_ref()?, shared.tokens.fetched_by(case)?);
    let state = token.state();
    if !state.issued.is_empty() {
        return None;
    }
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
    let why = shared.mask.text(&format!("the credential `{name}` is dead: {why}"));
    Some(Stopped { why, help: help.to_owned() })
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
    fn a_bearer_token_is_taken_whatever_the_case_of_its_type() {
        check(200, &json!({ "access_token": "t", "token_type": "bearer" }), Ok("t"));
        check(200, &json!({ "access_token": "t", "token_type": "Bearer" }), Ok("t"));
        check(200, &json!({ "access_token": "t" }), Ok("t"));
    }

    #[test]
    fn what_gives_no_token_says_why() {
        let none = "the token endpoint answered 200 without a token that can be sent";
        check(200, &json!({ "access_token": "" }), Err(none));
        check(200, &json!({ "access_token": "a\nb" }), Err(none));
        check(200, &json!([]), Err(none));
        let other = json!({ "access_token": "t", "token_type": "mac" });
        check(200, &other, Err("the token is of the type `mac`, and not `Bearer`"));
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
}
