//! Who may call: the test clients, their tokens, and the bucket of a token.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::api_error::ApiError;
use super::api_request::{Credentials, Entrance};
use super::bounded_map::BoundedMap;
use super::routes::{READ, WRITE};

/// How long an issued token is good for.
pub(super) const LIFETIME: Duration = Duration::from_secs(3600);

/// How long a dry bucket takes to win back one request.
const REFILL: Duration = Duration::from_secs(3600);

/// How many issued tokens are remembered.
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
    /// How many requests the bucket of each of its tokens holds; no bucket where there is none.
    bucket: Option<u32>,
}

/// The clients of the module's documentation.
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

/// The tokens that are always good.
const STANDING: &[(&str, Caller)] = &[
    ("buyer-token", Caller { account: "buyer", reads: true, writes: true }),
    ("reader-token", Caller { account: "buyer", reads: true, writes: false }),
];

/// Whom a client's certificate speaks for; the authority has signed no other (RFC 8705).
const CERTIFIED: Caller = Caller { account: "partner", reads: true, writes: true };

/// The users whom the client `point-buyer` may ask for tokens for, with their passwords.
const USERS: &[(&str, &str)] = &[("buyer", "buyer-password")];

/// Whom a good token speaks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) account: &'static str,
    reads: bool,
    writes: bool,
}

/// A token bucket that wins back one request per [`REFILL`].
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

/// All tokens that this server knows.
#[derive(Debug)]
pub(super) struct Accounts {
    issued: Mutex<BoundedMap<String, Token>>,
}

impl Accounts {
    /// The standing tokens and no other.
    pub(super) fn new() -> Accounts {
        Accounts { issued: Mutex::new(BoundedMap::new(TOKENS)) }
    }

    /// Whom a request with these credentials speaks for, once its token is known and its bucket is not dry.
    ///
    /// # Errors
    ///
    /// 401 with a challenge, whose `error` is absent where the request carried no credentials (RFC 6750,
    /// section 3.1); 429 with `Retry-After` (RFC 6585, section 4).
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

    /// A new token of a client for some of its scopes.
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
    /// Whether this caller has the scope that a request needs.
    ///
    /// # Errors
    ///
    /// 403 with the scope that is missing (RFC 6750, section 3.1).
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

/// The client with this id and secret.
pub(super) fn client(id: &str, secret: &str) -> Option<&'static Client> {
    CLIENTS.iter().find(|client| client.id == id && client.secret == secret)
}

/// Whether a user has this password.
pub(super) fn is_user(name: &str, password: &str) -> bool {
    USERS.contains(&(name, password))
}

impl Bucket {
    /// Takes one request out of the bucket, or says how long to wait for one.
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

/// Whole seconds rounded up, so that whoever waits them finds a request in the bucket.
fn rate_limited(wait: Duration) -> ApiError {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    ApiError::documented(429)
        .because("BUCKET_DRY", "The token has used up its requests.")
        .with_header("retry-after", seconds.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes at each of these seconds from a bucket of two; `true` where there was something to take.
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
