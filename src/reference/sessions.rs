//! Sessions. The cookie of a session replaces the token that opened the session.

use std::sync::{Mutex, PoisonError};

use serde_json::json;

use super::accounts::Caller;
use super::api_error::ApiError;
use super::api_request::ApiRequest;
use super::api_response::ApiResponse;
use super::bounded_map::BoundedMap;

/// The name of the cookie.
const COOKIE: &str = "point-session";

/// The maximum number of sessions. A new session then replaces the oldest.
const SESSIONS: usize = 4096;

/// All open sessions.
#[derive(Debug)]
pub(super) struct Sessions {
    open: Mutex<BoundedMap<String, Caller>>,
}

impl Sessions {
    /// Creates an empty store.
    pub(super) fn new() -> Sessions {
        Sessions { open: Mutex::new(BoundedMap::new(SESSIONS)) }
    }

    /// Opens a session for a caller. Returns 201 with a cookie (RFC 6265, section 4.1) whose value is the session id.
    pub(super) fn open(&self, caller: Caller, origin: &str) -> ApiResponse {
        let id = format!("session-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let link =
            json!({ "href": format!("{origin}/v2/orders"), "rel": "orders", "method": "GET" });
        let answer = ApiResponse::json(201, json!({ "id": id, "links": [link] }));
        let cookie = format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Strict");
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(id, caller);
        let answer = answer.with_header("location", &format!("{origin}/v2/sessions"));
        answer.with_header("set-cookie", &cookie)
    }

    /// Returns the caller of the session in the cookie. Returns `None` if the request has no such cookie, or has
    /// `Authorization`, which takes precedence.
    ///
    /// # Errors
    ///
    /// 401 if the session does not exist.
    pub(super) fn caller(&self, call: &ApiRequest) -> Option<Result<Caller, ApiError>> {
        if !call.header("authorization").is_empty() {
            return None;
        }
        let mut cookies = call.header("cookie").split(';');
        let id = cookies.find_map(|cookie| {
            let (name, value) = cookie.trim().split_once('=')?;
            (name == COOKIE).then_some(value)
        })?;
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        Some(open.get(id).copied().ok_or_else(unknown))
    }
}

/// The 401 for a session that is not open.
pub(super) fn unknown() -> ApiError {
    ApiError::documented(401)
        .because("NO_SUCH_SESSION", "The session is unknown.")
        .with_header("www-authenticate", "Bearer realm=\"point\"")
}
