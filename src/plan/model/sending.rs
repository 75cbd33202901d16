//! The number of times that a case sends its request.

use std::time::Duration;

use super::expectation::ExpectationPlan;
use crate::suite::Retry;

/// The number of times that a case sends its request. By default the request is sent once.
#[derive(Debug, Clone, Default)]
pub struct SendingPlan {
    /// The condition until which the request is sent again (polling).
    pub until: Option<Box<UntilPlan>>,
    /// The settings for retries if there is no response, or a 429 or 503.
    pub retry: Option<Retry>,
    /// The number of requests that are sent one after the other.
    pub repeat: Option<u32>,
    /// The number of requests that are sent at the same time.
    pub burst: Option<u32>,
}

impl SendingPlan {
    /// Returns the smallest number of requests that the case sends. Polls and retries are not counted because their
    /// number is unknown before the run.
    pub fn requests(&self) -> u32 {
        self.repeat.or(self.burst).unwrap_or(1)
    }

    /// Returns the plan for the replay of a case. A replay does not poll, because its control has awaited the
    /// condition.
    pub(in crate::plan) fn of_replay(&self) -> Self {
        Self { retry: self.retry, ..Self::default() }
    }

    /// Returns the plan for a probe of a case.
    pub(in crate::plan) fn of_probe(&self, burst: Option<u32>) -> Self {
        // A burst provokes 429. A retry after 429 would hide the response that the probe looks for.
        if burst.is_some() { Self { burst, ..Self::default() } } else { self.of_replay() }
    }
}

/// The settings for polling until a condition holds or the time is up.
#[derive(Debug, Clone)]
pub struct UntilPlan {
    /// The awaited response. The condition makes the same claim as its case.
    pub condition: ExpectationPlan,
    /// The pause between a response and the next request.
    pub every: Duration,
    /// The time after which polling ends, measured from the first request.
    pub limit: Duration,
}
