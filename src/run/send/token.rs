//! Puts the current token into a request, and renews the token if it is due.

use crate::http::{ExchangeError, Request};
use crate::run::case::{CaseHistory, CaseRun, judge_by_contract, judge_off_thread};
use crate::run::state::Token;

/// Returns the request with the current token of its credential, if it carries a token.
///
/// If a token is renewed for that, the response is judged by the contract and added to `history`.
///
/// # Errors
///
/// If the token is due and cannot be renewed.
pub(super) async fn with_current_token(
    run: CaseRun<'_>,
    request: &Request,
    history: &mut CaseHistory,
) -> Result<Request, ExchangeError> {
    let mut request = request.clone();
    let token = run.shared.tokens.sent_by(run.case);
    let Some(token) = token.filter(|token| token.is_in(&request)) else { return Ok(request) };
    // The lock is taken before the time is compared: a case that waited for a renewal must see the new time, or it
    // would renew again.
    let renewal = token.renewal.lock().await;
    if token.is_due() {
        let fetching = CaseRun::new(run.shared, token.fetched_by);
        // Boxed: a renewal is rare, and its future would enlarge the future of every case.
        Box::pin(renew(fetching, token, history)).await.map_err(|reason| {
            let reason = format!("its token expires and could not be renewed: {reason}");
            ExchangeError::Request { reason }
        })?;
    }
    drop(renewal);
    token.put(&mut request);
    Ok(request)
}

/// Fetches a token with the request of the case `fetching`.
async fn renew(
    fetching: CaseRun<'_>,
    token: &Token,
    history: &mut CaseHistory,
) -> Result<(), String> {
    let shared = fetching.shared;
    let request = shared.bindings.request(fetching.case, fetching.target(), None);
    let request = request.map_err(|error| error.reason)?;
    shared.mask.learn_request(&request);
    let answered = fetching.client().send(request).await;
    let exchange = answered.map_err(|error| error.to_string())?;
    let result = judge_off_thread(judge_by_contract, fetching, &exchange).await;
    history.add_response(result, "when its token was renewed");
    let json = serde_json::from_slice(&exchange.response.body).ok();
    token.take(&exchange, json.as_ref());
    token.refusal().map_or(Ok(()), Err)
}
