//! `--rate`: limits the request rate, with requests spread evenly.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The maximum number of requests in one second or minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The maximum number of requests in the period.
    requests: NonZeroU32,
    /// The period to which the number of requests applies: a second or a minute.
    time: Duration,
}

impl Rate {
    /// Reads `30/s` or `600/m`; `30` alone is per second.
    ///
    /// # Errors
    ///
    /// If the text has another form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (requests, unit) = text.split_once('/').unwrap_or((text, "s"));
        let time = match unit.trim() {
            "s" => Duration::from_secs(1),
            "m" => Duration::from_secs(60),
            _ => return Err(format!("there is no unit {unit:?}, write 30/s or 600/m")),
        };
        let requests = requests.trim().parse();
        let requests = requests.map_err(|_| "expected a whole number of at least 1".to_owned())?;
        Ok(Self { requests, time })
    }

    /// Returns the pause between two requests if `shards` machines share the rate.
    fn pause(self, shards: u32) -> Duration {
        self.time * shards / self.requests.get()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.time == Duration::from_secs(1) { 's' } else { 'm' };
        write!(out, "{}/{unit}", self.requests)
    }
}

/// The limiter of the request rate.
#[derive(Debug)]
pub(super) struct Pace {
    pause: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// Creates the limiter of one of `shards` machines.
    pub(super) fn new(rate: Rate, shards: u32) -> Self {
        Self { pause: rate.pause(shards), next: Mutex::new(None) }
    }

    /// Waits until a request may be sent.
    pub(super) async fn turn(&self) {
        let turn = self.take(1);
        sleep_until(turn).await;
    }

    /// Reserves the time for several requests that are sent at once, so that later requests wait longer. Returns the
    /// time at which the first request may be sent.
    pub(super) fn take(&self, requests: u32) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        // Unused turns of the past are lost, or a pause would be followed by a burst.
        let now = Instant::now();
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + self.pause * requests);
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let got = Rate::parse(text).map(|rate| rate.to_string());
        assert_eq!(got.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn a_rate_is_a_number_per_second_or_minute() {
        check("30/s", Ok("30/s"));
        check("600/m", Ok("600/m"));
        check("5", Ok("5/s"));
        check("0/s", Err("expected a whole number of at least 1"));
        check("30/h", Err("there is no unit \"h\", write 30/s or 600/m"));
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_spread_evenly_from_the_first_on() {
        let pace = Pace::new(Rate::parse("10/s").expect("a rate"), 1);
        let begun = Instant::now();
        for _ in 0..4 {
            pace.turn().await;
        }
        assert_eq!(begun.elapsed().as_millis(), 300);
    }

    #[tokio::test(start_paused = true)]
    async fn shards_share_the_rate() {
        let pace = Pace::new(Rate::parse("10/s").expect("a rate"), 3);
        let begun = Instant::now();
        pace.turn().await;
        pace.turn().await;
        assert_eq!(begun.elapsed().as_millis(), 300);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_after_a_burst_wait_for_its_turns() {
        let pace = Pace::new(Rate::parse("10/s").expect("a rate"), 1);
        let begun = Instant::now();
        pace.take(5);
        pace.turn().await;
        assert_eq!(begun.elapsed().as_millis(), 500);
    }
}
