//! Answers requests: the order of the checks, and the effect of each endpoint.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde_json::json;

use super::accounts::{Accounts, Caller};
use super::api_error::ApiError;
use super::api_request::{ApiRequest, Credentials};
use super::api_response::{ApiResponse, Shape};
use super::bounded_map::BoundedMap;
use super::documents::Document;
use super::faults::{Faults, PageFault};
use super::new_order::NewOrder;
use super::orders::{Creation, Orders, not_found};
use super::paging::Page;
use super::routes::{Operation, Resource, shape};
use super::sessions::{self, Sessions};
use super::token_endpoint;

/// The longest `Point-Request-Id`, in bytes.
const LONGEST_REQUEST_ID: usize = 128;

/// The maximum number of request ids that are remembered after a temporary error.
const PUT_OFF: usize = 4096;

/// The whole API with its state.
#[derive(Debug)]
pub(super) struct Api {
    accounts: Accounts,
    orders: Orders,
    sessions: Sessions,
    faults: Faults,
    answered: AtomicU64,
    /// The request ids that already got a temporary error from the fault hook.
    put_off: Mutex<BoundedMap<String, ()>>,
}

/// The operation and its response. Only the execution shows, for example, that a request was a replay.
type Done = (Operation, ApiResponse);

impl Api {
    /// Creates a server without orders.
    pub(super) fn new(faults: Faults) -> Api {
        Api {
            accounts: Accounts::new(),
            orders: Orders::new(),
            sessions: Sessions::new(),
            faults,
            answered: AtomicU64::new(0),
            put_off: Mutex::new(BoundedMap::new(PUT_OFF)),
        }
    }

    /// Returns the response to one request.
    pub(super) fn respond(&self, call: &ApiRequest) -> ApiResponse {
        let resource = Resource::of(&call.path);
        let shape = shape(&call.path);
        let debug_id = format!("{:016x}", self.answered.fetch_add(1, Ordering::Relaxed));
        let done = self.switched_off(call).and_then(|()| match shape {
            Shape::Identity => self.identity(call, &resource),
            Shape::Point => self.point(call, &resource),
        });
        let (operation, mut answer) = done.unwrap_or_else(|error| {
            (resource.operation(&call.method), ApiResponse::error(&error, shape, &debug_id))
        });
        self.faults.alter(operation, shape, &mut answer);
        answer.with_header("point-debug-id", &debug_id)
    }

    /// The fault hook: answers 500 or 503 if the request asks for the error.
    fn switched_off(&self, call: &ApiRequest) -> Result<(), ApiError> {
        match call.header("point-fault") {
            "internal-error" => Err(ApiError::documented(500)),
            "unavailable" => Err(ApiError::documented(503).with_header("retry-after", "120")),
            "unavailable-at-first" if self.is_first(call.header("point-request-id")) => {
                Err(ApiError::documented(503).with_header("retry-after", "0"))
            }
            _ => Ok(()),
        }
    }

    /// Records that this request id got a temporary error. Returns true if it is the first time.
    fn is_first(&self, request_id: &str) -> bool {
        let mut put_off = self.put_off.lock().unwrap_or_else(PoisonError::into_inner);
        let first = put_off.get(request_id).is_none();
        put_off.insert(request_id.to_owned(), ());
        first
    }

    fn identity(&self, call: &ApiRequest, resource: &Resource<'_>) -> Result<Done, ApiError> {
        let client = token_endpoint::authenticate(call)?;
        supported(call, resource)?;
        negotiable(call, "application/x-www-form-urlencoded")?;
        Ok((Operation::Token, token_endpoint::token(call, client, &self.accounts)?))
    }

    fn point(&self, call: &ApiRequest, resource: &Resource<'_>) -> Result<Done, ApiError> {
        let caller = match self.sessions.caller(call) {
            Some(_) if self.faults.forgets_sessions() => return Err(sessions::unknown()),
            Some(caller) => caller?,
            None => self.accounts.caller(self.credentials(call), call.entrance, Instant::now())?,
        };
        caller.must_have(resource.scope(&call.method))?;
        if let Some(id) = resource.order()
            && !self.orders.has_had(caller.account, id)
        {
            return Err(not_found());
        }
        supported(call, resource)?;
        let attached = matches!(resource, Resource::Documents(_));
        negotiable(call, if attached { "multipart/form-data" } else { "application/json" })?;
        self.order(call, resource, caller)
    }

    /// The token is read from `Authorization`, else from a cookie, else from the query.
    fn credentials(&self, call: &ApiRequest) -> Credentials {
        match call.credentials() {
            Credentials::None => {
                let cookie = call.cookie().filter(|_| !self.faults.ignores_cookies());
                let query = call.query_token().filter(|_| !self.faults.ignores_query_tokens());
                cookie.or(query).unwrap_or(Credentials::None)
            }
            credentials => credentials,
        }
    }

    fn order(
        &self,
        call: &ApiRequest,
        resource: &Resource<'_>,
        caller: Caller,
    ) -> Result<Done, ApiError> {
        let (now, origin, account) = (Instant::now(), call.origin(), caller.account);
        let operation = resource.operation(&call.method);
        let id = resource.order().unwrap_or_default();
        let answer = match operation {
            Operation::Create => return self.create(call, caller),
            Operation::List => self.list(call, caller)?,
            Operation::Head if id.is_empty() => self.list(call, caller)?,
            Operation::Show | Operation::Head => {
                ApiResponse::json(200, self.orders.show(account, id)?.to_json(&origin, now))
            }
            Operation::Approve => {
                ApiResponse::json(200, self.orders.approve(account, id)?.to_json(&origin, now))
            }
            Operation::Capture => {
                let order = self.orders.capture(account, id, now)?;
                ApiResponse::json(202, order.to_json(&origin, now))
                    .with_header("location", &order.href(&origin))
            }
            Operation::Captured => {
                let (order, done) = self.orders.captured(account, id, now)?;
                ApiResponse::json(if done { 200 } else { 202 }, order.to_json(&origin, now))
            }
            Operation::Attach => self.attach(call, account, id)?,
            Operation::OpenSession => self.sessions.open(caller, &origin),
            Operation::Delete if self.orders.cancel(account, id) => ApiResponse::no_content(),
            Operation::Delete => return Ok((Operation::DeleteAgain, ApiResponse::no_content())),
            Operation::Token | Operation::Replay | Operation::DeleteAgain | Operation::Unknown => {
                return Err(no_such_path());
            }
        };
        Ok((operation, answer))
    }

    fn create(&self, call: &ApiRequest, caller: Caller) -> Result<Done, ApiError> {
        let request_id = request_id(call)?.filter(|_| !self.faults.forgets_request_ids());
        let Some(body) = &call.body else {
            return Err(ApiError::documented(400)
                .because("BODY_NOT_READ", "The body is too long or incomplete."));
        };
        let draft = NewOrder::read(body)?;
        draft.judge()?;
        let (now, origin) = (Instant::now(), call.origin());
        match self.orders.create(caller.account, draft, request_id)? {
            Creation::Replayed(order) => {
                Ok((Operation::Replay, ApiResponse::json(200, order.to_json(&origin, now))))
            }
            Creation::Created(order) => {
                let answer = ApiResponse::json(201, order.to_json(&origin, now));
                Ok((Operation::Create, answer.with_header("location", &order.href(&origin))))
            }
        }
    }

    fn list(&self, call: &ApiRequest, caller: Caller) -> Result<ApiResponse, ApiError> {
        let (now, origin) = (Instant::now(), call.origin());
        let page = Page::read(call)?;
        let (orders, more) = self.orders.page(caller.account, &page);
        let query = if call.query.is_empty() { String::new() } else { format!("?{}", call.query) };
        let href = format!("{origin}/v2/orders{query}");
        let mut links = vec![json!({ "href": href, "rel": "self", "method": "GET" })];
        let last = orders.last().map(|order| order.id.as_str());
        match self.faults.pages().filter(|_| more) {
            None if more => links.push(page.next(&origin, last)),
            Some(PageFault::Circle) => links.push(page.next(&origin, None)),
            Some(PageFault::CutOff) | None => {}
        }
        let orders: Vec<_> = orders.iter().map(|order| order.to_json(&origin, now)).collect();
        Ok(ApiResponse::json(200, json!({ "orders": orders, "links": links })))
    }

    fn attach(&self, call: &ApiRequest, account: &str, id: &str) -> Result<ApiResponse, ApiError> {
        let document = Document::read(call)?;
        let order = self.orders.attach(account, id)?;
        let href = order.href(&call.origin());
        let answer = ApiResponse::json(201, document.to_json(order.documents(), &href));
        Ok(answer.with_header("location", &href))
    }
}

/// Returns 404 if the path is unknown, and 405 if the path does not support the method.
fn supported(call: &ApiRequest, resource: &Resource<'_>) -> Result<(), ApiError> {
    if *resource == Resource::Nothing {
        return Err(no_such_path());
    }
    if resource.has(&call.method) {
        return Ok(());
    }
    Err(ApiError::documented(405)
        .because("METHOD_NOT_SUPPORTED", "The resource does not have this method.")
        .with_header("allow", resource.allow()))
}

/// Returns 406 if the client does not accept JSON, and 415 if the content has another media type than this.
fn negotiable(call: &ApiRequest, media_type: &str) -> Result<(), ApiError> {
    if !call.accepts_json() {
        return Err(ApiError::documented(406)
            .because("ONLY_JSON", "Point answers in application/json alone."));
    }
    let encoded = !matches!(call.header("content-encoding"), "" | "identity");
    if call.has_body() && (encoded || call.media_type() != media_type) {
        let description = format!("The body must be {media_type}, without a content coding.");
        return Err(ApiError::documented(415)
            .because("MEDIA_TYPE_NOT_SUPPORTED", &description)
            .with_header("accept", media_type));
    }
    Ok(())
}

fn no_such_path() -> ApiError {
    ApiError::documented(404).because("NO_SUCH_PATH", "The path names no resource.")
}

fn request_id(call: &ApiRequest) -> Result<Option<String>, ApiError> {
    let id = call.header("point-request-id");
    if id.len() > LONGEST_REQUEST_ID {
        let description = format!("A Point-Request-Id has at most {LONGEST_REQUEST_ID} bytes.");
        return Err(ApiError::documented(400).because("REQUEST_ID_TOO_LONG", &description));
    }
    Ok((!id.is_empty()).then(|| id.to_owned()))
}
