//! The options of a run and its targets.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::Url;

use super::request_rate::Rate;
use crate::event::Via;
use crate::http::Client;
use crate::plan::TargetIndex;

/// The options of a run: the addresses of its targets, and the limits on what the run does.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address of each target of the plan. A target without cases may be absent.
    pub endpoints: BTreeMap<TargetIndex, Endpoint>,
    /// The maximum number of cases that run at the same time, at least 1. The default is 64, whatever the number of
    /// cores and of files.
    pub jobs: usize,
    /// The features that the target offers in addition to the API, such as `fault-hook`.
    pub offers: BTreeSet<String>,
    /// True if the first failed or errored case ends the run.
    pub fail_fast: bool,
    /// True if only safe methods are sent (RFC 9110, section 9.2.1).
    pub read_only: bool,
    /// The maximum request rate of all shards together. The requests of a burst are sent at once all the same.
    pub rate: Option<Rate>,
    /// The time that running cases get to end after a signal. The default is [`GRACE`].
    pub grace: Duration,
    /// The flags that a command needs to run a case again, as words. Secrets in them are masked.
    pub flags: Vec<String>,
}

/// The default time that running cases get to end after a signal.
pub const GRACE: Duration = Duration::from_secs(5);

/// The address of a target and the client that sends requests to it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The base URL. Paths of requests are appended to its path.
    pub url: Url,
    /// True if the target is the embedded reference server.
    pub reference: bool,
    /// The proxies and addresses that differ from the usual way to the target.
    pub via: Vec<Via>,
    /// The client for requests without a client certificate.
    pub client: Client,
}

/// Returns the request's path below the target's base path, at least `/`.
pub fn relative_path<'u>(url: &'u Url, target: &Url) -> &'u str {
    let base = target.path().trim_end_matches('/');
    let path = url.path();
    // `/v1` is not the base of `/v10/orders`: what remains must begin with a new segment.
    path.strip_prefix(base).filter(|rest| rest.starts_with('/')).unwrap_or(path)
}
