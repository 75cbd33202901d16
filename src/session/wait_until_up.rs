//! `--wait-for PATH`: waits until every target is up.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

use crate::event::Signal;
use crate::http::{Client, Exchange, ExchangeError, Framing, Request};
use crate::settings::{Exit, Failure, WaitFor};

/// The pause before the second request. Each further pause is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The time limit in place of one that the clock cannot represent: 30 years.
const FARTHEST: Duration = Duration::from_secs(1_000_000_000);

/// Sends GET to one target after another until each responds, other than with 502, 503 or 504.
///
/// The time limit applies to all targets together.
///
/// # Errors
///
/// Returns an error if the time limit is exceeded or a signal arrives.
pub(super) async fn wait_until_up(
    wait: &WaitFor,
    targets: Vec<(&Client, &Url)>,
    stop: &mut watch::Receiver<Option<Signal>>,
) -> Result<(), Failure> {
    // `WaitFor` has no upper bound of its own, and an instant has one.
    let now = Instant::now();
    let deadline = now.checked_add(wait.limit).unwrap_or(now + FARTHEST);
    let polling = async {
        for (client, target) in targets {
            let url = url_of(wait, target);
            if let Err(last) = poll(client, &url, deadline).await {
                let limit = wait.limit.as_secs_f64();
                let message = format!("{url} was not up within {limit} s: {last}");
                let help = "--wait-limit SECONDS sets a longer time limit";
                return Err(Failure::not_judged(message).help(help));
            }
        }
        Ok(())
    };
    tokio::select! {
        up = polling => up,
        Ok(()) = stop.changed() => {
            let exit = stop.borrow().map_or(Exit::Interrupted, Into::into);
            Err(Failure { exit, ..Failure::not_judged("interrupted while waiting for the target") })
        }
    }
}

/// Returns the URL of the path below the base path of a target.
fn url_of(wait: &WaitFor, target: &Url) -> Url {
    let (path, query) = match wait.path.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (wait.path.as_str(), None),
    };
    let mut url = target.clone();
    url.set_path(&format!("{}{path}", target.path().trim_end_matches('/')));
    // Replaces a query of the target URL, which belongs to the requests of the cases.
    url.set_query(query);
    url
}

/// Requests a URL until the target is up.
///
/// # Errors
///
/// Returns the last reason why the target was not up, if the deadline passes.
async fn poll(client: &Client, url: &Url, deadline: Instant) -> Result<(), String> {
    let mut pause = FIRST_PAUSE;
    let mut last = "no response".to_owned();
    loop {
        let request = Request {
            method: Method::GET,
            url: url.clone(),
            headers: HeaderMap::new(),
            body: None,
        };
        match timeout_at(deadline, client.send(request)).await {
            Ok(response) => match why_not_up(response) {
                None => return Ok(()),
                Some(why) => last = why,
            },
            Err(_) => return Err(last),
        }
        // Another request could not be sent in time. Waiting until the deadline keeps the limit exact.
        if Instant::now() + pause >= deadline {
            sleep_until(deadline).await;
            return Err(last);
        }
        sleep_until(Instant::now() + pause).await;
        // Exponential backoff: a fast server is noticed early, and a slow one is not flooded.
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Returns the reason why a target is not up, or `None` if it is.
fn why_not_up(response: Result<Exchange, ExchangeError>) -> Option<String> {
    match response {
        Ok(exchange) => match exchange.response.status {
            // A gateway responds with these if the server behind it is missing.
            status @ (StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT) => Some(format!("it answered {}", status.as_u16())),
            _ => match exchange.response.framing {
                Framing::Broken { reason } => Some(format!("its response broke off: {reason}")),
                Framing::Whole | Framing::Surplus { .. } => None,
            },
        },
        // A server that sends too much or requires a client certificate is up.
        Err(ExchangeError::BodyTooLarge { .. } | ExchangeError::ClientRefused { .. }) => None,
        Err(error) => Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_below_the_base_path_of_the_target() {
        let wait = WaitFor::new("/health?deep=1", Duration::from_secs(1)).expect("a path");
        let target = Url::parse("http://h/api/").expect("a URL");
        assert_eq!(url_of(&wait, &target).as_str(), "http://h/api/health?deep=1");
        assert!(WaitFor::new("http://h/health", Duration::from_secs(1)).is_err());
    }

    #[test]
    fn a_target_is_up_if_it_responds_at_all() {
        let refused =
            ExchangeError::Connect { origin: "http://h".into(), reason: "refused".into() };
        assert!(why_not_up(Err(refused)).is_some());
        assert!(why_not_up(Err(ExchangeError::BodyTooLarge { limit_bytes: 1 })).is_none());
        let demanded =
            ExchangeError::ClientRefused { origin: "https://h".into(), reason: "none".into() };
        assert!(why_not_up(Err(demanded)).is_none());
    }
}
