//! `burst`: the same request many times at once, to meet a limit.

use tokio::task::JoinSet;

use crate::event::Attempt;
use crate::http::{Exchange, ExchangeError, Request};
use crate::plan::CaseIndex;
use crate::verdict::{CheckId, Level};

use super::case::Judged;
use super::case_history::Way;
use super::state::Shared;
use super::{blocking, case, milliseconds, token};

/// Sends a request `times` times at once and picks the response that the case is judged by: the one
/// that is most like what it expects. All others are judged here, by the contract alone. A request
/// without an answer counts only where no other one was answered.
pub(super) async fn burst(
    (shared, index): (&Shared, CaseIndex),
    request: &Request,
    times: u32,
    way: &mut Way,
) -> Result<Exchange, ExchangeError> {
    let request = token::fresh((shared, index), request, way).await?;
    shared.sent_at_once(times);
    let client = shared.client(shared.case(index));
    let mut requests = JoinSet::new();
    for _ in 0..times {
        let (client, request) = (client.clone(), request.clone());
        requests.spawn(async move {
            let begun = std::time::Instant::now();
            (client.send(request).await, begun.elapsed())
        });
    }
    let mut answers = Vec::new();
    let mut unanswered = None;
    while let Some(done) = requests.join_next().await {
        match done.expect("a request neither panics nor is cancelled") {
            (Ok(exchange), _) => answers.push(exchange),
            (Err(error), elapsed) => {
                let reason = shared.mask.text(&error.to_string());
                let elapsed_ms = milliseconds(elapsed);
                way.failed(Attempt { reason, status: None, elapsed_ms });
                unanswered = Some(error);
            }
        }
    }
    let mut weighed = Vec::new();
    for exchange in answers {
        let judged = blocking::judged(case::in_full, (shared, index), &exchange).await;
        weighed.push((unlike(&judged), exchange));
    }
    weighed.sort_by_key(|(unlike, _)| *unlike);
    let mut answers = weighed.into_iter().map(|(_, exchange)| exchange);
    let Some(closest) = answers.next() else {
        return Err(unanswered.expect("a burst has at least one request"));
    };
    for exchange in answers {
        let judged = blocking::judged(case::on_the_way, (shared, index), &exchange).await;
        way.pass(judged, "in the burst");
    }
    Ok(closest)
}

/// How far a response is from what the case expects: another status first, then all that is wrong.
fn unlike(Judged { findings, .. }: &Judged) -> (bool, usize) {
    let other_status = findings.iter().any(|finding| finding.check == CheckId::ExpectStatus);
    let must = findings.iter().filter(|finding| finding.level == Level::Must);
    (other_status, must.count())
}
