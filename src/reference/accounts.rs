//! The test clients, their tokens, and the rate limit of each token.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::api_error::ApiError;
use super::api_request::{Credentials, Entrance};
use super::bounded_map::BoundedMap;
use super::routes::{READ, WRITE};

/// The lifetime of an issued token.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

/// The time after which a bucket regains one request.
const REFILL: Duration = Duration::from_secs(3600);

/// The maximum number of issued tokens. A new token then replaces the oldest.
const TOKENS: usize = 4096;

/// A client of the token endpoint.
#[derive(Debug)]
pub(super) struct Client {
    pub(super) id: &'static str,
    secret: &'static str,
    account: &'static str,
    pub(super) grants: &'static [&'static str],
    pub(super) scopes: &'static [&'static str],
    pub(super) refresh_token: Option<&'static str>,
    /// The number of requests in the bucket of each token. `None` if tokens have no rate limit.
    bucket: Option<u32>,
}

/// The clients that the documentation of the module lists.
static CLIENTS: &[Client] = &[
    Client {
        id: "point-buyer",
        secret: "buyer-secret",
        account: "buyer",
        grants: &["client_credentials", "refresh_token", "password"],
        scopes: &[READ, WRITE],
        refresh_token: Some("buyer-refresh-token"),
        bucket: None,
    },
    Client {
        id: "point-reader",
        secret: "reader-secret",
        account: "buyer",
        grants: &["client_credentials"],
        scopes: &[READ],
        refresh_token: None,
        bucket: None,
    },
    Client {
        id: "point-limited",
        secret: "limited-secret",
        account: "limited",
        grants: &["client_credentials"],
        scopes: &[READ, WRITE],
        refresh_token: None,
        bucket: Some(2),
    },
    Client {
        id: "point-partner",
        secret: "partner-secret",
        account: "partner",
        grants: &["refresh_token"],
        scopes: &[READ],
        refresh_token: Some("partner-refresh-token"),
        bucket: None,
    },
];

/// The tokens that never expire.
const STANDING: &[(&str, Caller)] = &[
    ("buyer-token", Caller { account: "buyer", reads: true, writes: true }),
    ("reader-token", Caller { account: "buyer", reads: true, writes: false }),
];

/// The account of client certificates. The authority has signed no other client certificate (RFC 8705).
const CERTIFIED: Caller = Caller { account: "partner", reads: true, writes: true };

/// The users for whom the client `point-buyer` may request tokens, with their passwords.
const USERS: &[(&str, &str)] = &[("buyer", "buyer-password")];

/// The account and the scopes of a valid token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) account: &'static str,
    reads: bool,
    writes: bool,
}

/// A token bucket that regains one request per [`REFILL`].
#[derive(Debug)]
struct Bucket {
    capacity: u32,
    left: u32,
    since: Instant,
}

#[derive(Debug)]
struct Token {
    caller: Caller,
    issued: Instant,
    bucket: Option<Bucket>,
}

/// All valid tokens of this server.
#[derive(Debug)]
pub(super) struct Accounts {
    issued: Mutex<BoundedMap<String, Token>>,
}

impl Accounts {
    /// Creates a store with only the tokens that never expire.
    pub(super) fn new() -> Accounts {
        Accounts { issued: Mutex::new(BoundedMap::new(TOKENS)) }
    }

    /// Returns the caller of a request with these credentials, and takes one request from the bucket of the token.
    ///
    /// # Errors
    ///
    /// 401 with a challenge if the token is missing or unknown. The challenge has no `error` if the request has no
    /// credentials (RFC 6750, section 3.1). 429 with `Retry-After` if the bucket is empty (RFC 6585, section 4).
    pub(super) fn caller(
        &self,
        credentials: Credentials,
        entrance: Entrance,
        now: Instant,
    ) -> Result<Caller, ApiError> {
        if entrance == Entrance::Guarded && credentials == Credentials::None {
            return Ok(CERTIFIED);
        }
        let Credentials::Bearer(text) = credentials else {
            return Err(ApiError::documented(401)
                .because("NO_BEARER_TOKEN", "The request carries no bearer token.")
                .with_header("www-authenticate", "Bearer realm=\"point\""));
        };
        if let Some((_, caller)) = STANDING.iter().find(|(standing, _)| *standing == text) {
            return Ok(*caller);
        }
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(token) = issued.get_mut(&text).filter(|token| now - token.issued < LIFETIME)
        else {
            return Err(ApiError::documented(401)
                .because("INVALID_TOKEN", "The token is unknown or has expired.")
                .with_header(
                    "www-authenticate",
                    "Bearer realm=\"point\", error=\"invalid_token\"",
                ));
        };
        token.bucket.as_mut().map_or(Ok(()), |bucket| bucket.take(now)).map_err(rate_limited)?;
        Ok(token.caller)
    }

    /// Issues a token to a client for some of its scopes.
    pub(super) fn issue(&self, client: &Client, scopes: &[&str], now: Instant) -> String {
        let text = format!("issued-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let caller = Caller {
            account: client.account,
            reads: scopes.contains(&READ),
            writes: scopes.contains(&WRITE),
        };
        let bucket = client.bucket.map(|capacity| Bucket { capacity, left: capacity, since: now });
        let token = Token { caller, issued: now, bucket };
        self.issued.lock().unwrap_or_else(PoisonError::into_inner).insert(text.clone(), token);
        text
    }
}

impl Caller {
    /// Checks that this caller has the scope that a request needs.
    ///
    /// # Errors
    ///
    /// 403 with the missing scope (RFC 6750, section 3.1).
    pub(super) fn must_have(self, scope: Option<&str>) -> Result<(), ApiError> {
        let (granted, scope) = match scope {
            None => return Ok(()),
            Some(WRITE) => (self.writes, WRITE),
            Some(_) => (self.reads, READ),
        };
        if granted {
            return Ok(());
        }
        let challenge =
            format!("Bearer realm=\"point\", error=\"insufficient_scope\", scope=\"{scope}\"");
        Err(ApiError::documented(403)
            .because("INSUFFICIENT_SCOPE", &format!("The token does not have the scope {scope}."))
            .with_header("www-authenticate", challenge))
    }
}

/// Returns the client with this id and secret.
pub(super) fn client(id: &str, secret: &str) -> Option<&'static Client> {
    CLIENTS.iter().find(|client| client.id == id && client.secret == secret)
}

/// Returns true if the user has this password.
pub(super) fn is_user(name: &str, password: &str) -> bool {
    USERS.contains(&(name, password))
}

impl Bucket {
    /// Takes one request from the bucket. If the bucket is empty, returns the time until the next request.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let won =
            u32::try_from((now - self.since).as_secs() / REFILL.as_secs()).unwrap_or(u32::MAX);
        if won > 0 {
            self.left = self.left.saturating_add(won).min(self.capacity);
            self.since += REFILL * won;
        }
        if self.left == 0 {
            return Err(REFILL.saturating_sub(now - self.since));
        }
        if self.left == self.capacity {
            self.since = now;
        }
        self.left -= 1;
        Ok(())
    }
}

/// Rounds up to whole seconds, so that the bucket has a request after this time.
fn rate_limited(wait: Duration) -> ApiError {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    ApiError::documented(429)
        .because("BUCKET_DRY", "The token has used up its requests.")
        .with_header("retry-after", seconds.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a request from a bucket of two at each of these seconds. `true` means that the bucket was not empty.
    #[track_caller]
    fn check(seconds: &[u64], expected: &[bool]) {
        let start = Instant::now();
        let mut bucket = Bucket { capacity: 2, left: 2, since: start };
        let taken: Vec<bool> = seconds
            .iter()
            .map(|second| bucket.take(start + Duration::from_secs(*second)).is_ok())
            .collect();
        assert_eq!(taken, expected);
    }

    #[test]
    fn a_bucket_runs_dry() {
        check(&[0, 0, 0], &[true, true, false]);
    }

    #[test]
    fn a_dry_bucket_wins_back_one_request_an_hour() {
        check(&[0, 0, 3599, 3600, 3601], &[true, true, false, true, false]);
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_capacity() {
        check(&[0, 90_000, 90_000, 90_000], &[true, true, true, false]);
    }

    #[test]
    fn a_full_bucket_does_not_save_up_time() {
        check(&[3599, 3599, 3600], &[true, true, false]);
    }
}
