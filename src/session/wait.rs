//! `--wait-for PATH`: a run begins when a deployment that is coming up answers.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

use crate::event::Signal;
use crate::http::{Client, Exchange, ExchangeError, Request};

use super::Failure;

/// How long the second request waits behind the first; then twice as long each time, up to a bound.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What to wait for, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    path: String,
    limit: Duration,
}

impl Wait {
    /// Waits for a path below the base path of each target, which may have a query.
    ///
    /// # Errors
    ///
    /// If it does not begin with `/`.
    pub fn new(path: &str, limit: Duration) -> Result<Self, Failure> {
        if path.starts_with('/') {
            return Ok(Self { path: path.to_owned(), limit });
        }
        let failure = Failure::usage(format!("--wait-for {path:?} does not begin with `/`"));
        Err(failure.help("name a path below the target, such as --wait-for /health"))
    }

    /// Sends GET to one target after the other until something comes that is neither a connection error nor
    /// 502, 503 or 504. The limit holds for all of them together.
    ///
    /// # Errors
    ///
    /// If the time is up, or a signal comes.
    pub(super) async fn until_up(
        &self,
        targets: Vec<(&Client, &Url)>,
        stop: &mut watch::Receiver<Option<Signal>>,
    ) -> Result<(), Failure> {
        let deadline = Instant::now() + self.limit;
        let polling = async {
            for (client, target) in targets {
                self.poll(client, self.url(target), deadline).await?;
            }
            Ok(())
        };
        tokio::select! {
            up = polling => up,
            Ok(()) = stop.changed() => {
                let exit = stop.borrow().map_or(super::Exit::Interrupted, Into::into);
                Err(Failure { exit, ..Failure::judge("interrupted while waiting for the target") })
            }
        }
    }

    fn url(&self, target: &Url) -> Url {
        let (path, query) = match self.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.path.as_str(), None),
        };
        let mut url = target.clone();
        url.set_path(&format!("{}{path}", target.path().trim_end_matches('/')));
        url.set_query(query);
        url
    }

    async fn poll(&self, client: &Client, url: Url, deadline: Instant) -> Result<(), Failure> {
        let mut pause = FIRST_PAUSE;
        let mut last = "nothing was heard of it".to_owned();
        loop {
            let request = Request {
                method: Method::GET,
                url: url.clone(),
                headers: HeaderMap::new(),
                body: None,
            };
            match timeout_at(deadline, client.send(request)).await {
                Ok(answer) => match why_not_up(answer) {
                    None => return Ok(()),
                    Some(why) => last = why,
                },
                Err(_) => return Err(self.too_late(&url, &last)),
            }
            if Instant::now() + pause >= deadline {
                sleep_until(deadline).await;
                return Err(self.too_late(&url, &last));
            }
            sleep_until(Instant::now() + pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn too_late(&self, url: &Url, last: &str) -> Failure {
        let limit = self.limit.as_secs_f64();
        let message = format!("{url} was not up within {limit} s: {last}");
        Failure::judge(message).help("--wait-limit SECONDS gives it more time")
    }
}

/// Why an answer is none of a target that is up.
fn why_not_up(answer: Result<Exchange, ExchangeError>) -> Option<String> {
    match answer {
        Ok(exchange) => match exchange.response.status {
            status @ (StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT) => Some(format!("it answered {}", status.as_u16())),
            _ => None,
        },
        // Whoever demands a certificate is there.
        Err(ExchangeError::BodyTooLarge { .. } | ExchangeError::ClientRefused { .. }) => None,
        Err(error) => Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_the_base_path_of_the_target() {
        let wait = Wait::new("/health?deep=1", Duration::from_secs(1)).expect("a path");
        let target = Url::parse("http://h/api/").expect("a URL");
        assert_eq!(wait.url(&target).as_str(), "http://h/api/health?deep=1");
        assert!(Wait::new("http://h/health", Duration::from_secs(1)).is_err());
    }

    #[test]
    fn only_what_a_gateway_says_of_a_missing_server_is_no_answer() {
        let refused =
            ExchangeError::Connect { origin: "http://h".into(), reason: "refused".into() };
        assert!(why_not_up(Err(refused)).is_some());
        assert!(why_not_up(Err(ExchangeError::BodyTooLarge { limit_bytes: 1 })).is_none());
        let demanded =
            ExchangeError::ClientRefused { origin: "https://h".into(), reason: "none".into() };
        assert!(why_not_up(Err(demanded)).is_none());
    }
}
