//! The orders: created, approved, captured, cancelled.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::api_error::ApiError;
use super::bounded_map::BoundedMap;
use super::new_order::{NewOrder, body_detail};
use super::paging::Page;

/// How many orders are remembered, and how many request ids.
const REMEMBERED: usize = 10_000;

/// How long a capture takes after it was accepted.
const CAPTURE_TIME: Duration = Duration::from_millis(100);

/// All orders of all accounts.
#[derive(Debug)]
pub(super) struct Orders {
    book: Mutex<Book>,
}

#[derive(Debug)]
struct Book {
    orders: BoundedMap<String, Order>,
    /// The order that a request id of an account created.
    requests: BoundedMap<(&'static str, String), String>,
    numbered: u64,
}

/// One order.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) id: String,
    account: &'static str,
    draft: NewOrder,
    created: String,
    state: State,
    /// How many documents are attached.
    documents: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Created,
    Approved,
    /// Captured once this moment has passed.
    CaptureDue(Instant),
    Cancelled,
}

/// What became of a request to create an order.
#[derive(Debug)]
pub(super) enum Creation {
    Created(Order),
    /// The same request had created this order before.
    Replayed(Order),
}

impl Orders {
    /// No orders yet.
    pub(super) fn new() -> Orders {
        let book = Book {
            orders: BoundedMap::new(REMEMBERED),
            requests: BoundedMap::new(REMEMBERED),
            numbered: 0,
        };
        Orders { book: Mutex::new(book) }
    }

    /// Creates an order, unless this request id of this account has done so before.
    ///
    /// # Errors
    ///
    /// 422 if the request id belongs to an order that was asked for in other words.
    pub(super) fn create(
        &self,
        account: &'static str,
        draft: NewOrder,
        request_id: Option<String>,
    ) -> Result<Creation, ApiError> {
        let mut book = self.book();
        let request = request_id.map(|id| (account, id));
        let earlier = request.as_ref().and_then(|request| book.requests.get(request));
        if let Some(order) = earlier.and_then(|id| book.orders.get(id)) {
            if order.draft == draft {
                return Ok(Creation::Replayed(order.clone()));
            }
            let description =
                "This Point-Request-Id belongs to an order that was asked for differently.";
            let detail = body_detail("", None, "DUPLICATE_REQUEST_ID", description);
            return Err(ApiError::documented(422).with_details(vec![detail]));
        }
        book.numbered += 1;
        let order = Order {
            id: format!("ORDER-{:08}", book.numbered),
            account,
            draft,
            created: format!("{:.0}", jiff::Timestamp::now()),
            state: State::Created,
            documents: 0,
        };
        book.orders.insert(order.id.clone(), order.clone());
        if let Some(request) = request {
            book.requests.insert(request, order.id.clone());
        }
        Ok(Creation::Created(order))
    }

    /// Whether an account has had an order of this id, cancelled or not.
    pub(super) fn has_had(&self, account: &str, id: &str) -> bool {
        self.book().orders.get(id).is_some_and(|order| order.account == account)
    }

    /// An order of an account that is not cancelled.
    ///
    /// # Errors
    ///
    /// 404.
    pub(super) fn show(&self, account: &str, id: &str) -> Result<Order, ApiError> {
        self.change(account, id, |_| Ok(()))
    }

    /// One page of the orders of an account that are not cancelled, the newest first; and whether there
    /// are more behind it.
    pub(super) fn page(&self, account: &str, page: &Page) -> (Vec<Order>, bool) {
        let book = self.book();
        let asked_for = |order: &&Order| {
            order.account == account && order.state != State::Cancelled && page.holds(&order.id)
        };
        let mut orders: Vec<Order> =
            book.orders.newest().filter(asked_for).take(page.size + 1).cloned().collect();
        let more = orders.len() > page.size;
        orders.truncate(page.size);
        (orders, more)
    }

    /// Approves an order; approving it again changes nothing.
    ///
    /// # Errors
    ///
    /// 404; 422 if a capture has begun.
    pub(super) fn approve(&self, account: &str, id: &str) -> Result<Order, ApiError> {
        self.change(account, id, |order| match order.state {
            State::CaptureDue(_) => {
                Err(wrong_state("ORDER_ALREADY_CAPTURED", "A capture has begun."))
            }
            State::Created | State::Approved | State::Cancelled => {
                order.state = State::Approved;
                Ok(())
            }
        })
    }

    /// Accepts the capture of an approved order, which is done a moment later.
    ///
    /// # Errors
    ///
    /// 404; 422 if the order is not approved, or captured already.
    pub(super) fn capture(&self, account: &str, id: &str, now: Instant) -> Result<Order, ApiError> {
        self.change(account, id, |order| match order.state {
            State::Approved => {
                order.state = State::CaptureDue(now + CAPTURE_TIME);
                Ok(())
            }
            State::CaptureDue(due) if now < due => Ok(()),
            State::CaptureDue(_) => {
                Err(wrong_state("ORDER_ALREADY_CAPTURED", "The order is captured."))
            }
            State::Created | State::Cancelled => {
                Err(wrong_state("ORDER_NOT_APPROVED", "The order must be approved first."))
            }
        })
    }

    /// The order whose capture was accepted, and whether it is done.
    ///
    /// # Errors
    ///
    /// 404 where none was.
    pub(super) fn captured(
        &self,
        account: &str,
        id: &str,
        now: Instant,
    ) -> Result<(Order, bool), ApiError> {
        let order = self.show(account, id)?;
        match order.state {
            State::CaptureDue(due) => Ok((order, due <= now)),
            State::Created | State::Approved | State::Cancelled => Err(ApiError::documented(404)
                .because("NO_CAPTURE", "No capture of this order was accepted.")),
        }
    }

    /// Counts one more document of an order.
    ///
    /// # Errors
    ///
    /// 404.
    pub(super) fn attach(&self, account: &str, id: &str) -> Result<Order, ApiError> {
        self.change(account, id, |order| {
            order.documents += 1;
            Ok(())
        })
    }

    /// Cancels an order; whether it was still there.
    pub(super) fn cancel(&self, account: &str, id: &str) -> bool {
        let cancelled = self.change(account, id, |order| {
            order.state = State::Cancelled;
            Ok(())
        });
        cancelled.is_ok()
    }

    fn change(
        &self,
        account: &str,
        id: &str,
        change: impl FnOnce(&mut Order) -> Result<(), ApiError>,
    ) -> Result<Order, ApiError> {
        let mut book = self.book();
        let live = |order: &&mut Order| order.account == account && order.state != State::Cancelled;
        let order = book.orders.get_mut(id).filter(live).ok_or_else(not_found)?;
        change(order)?;
        Ok(order.clone())
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Order {
    /// How many documents are attached.
    pub(super) fn documents(&self) -> u32 {
        self.documents
    }

    /// Where this order is.
    pub(super) fn href(&self, origin: &str) -> String {
        format!("{origin}/v2/orders/{}", self.id)
    }

    /// The order as JSON, with links to what can be done next.
    pub(super) fn to_json(&self, origin: &str, now: Instant) -> Value {
        let href = self.href(origin);
        let link = |rel: &str, method: &str, action: &str| json!({ "href": format!("{href}{action}"), "rel": rel, "method": method });
        let mut links = vec![link("self", "GET", "")];
        let status = match self.state {
            State::Created => {
                links.push(link("approve", "POST", "/approve"));
                "CREATED"
            }
            State::Approved => {
                links.push(link("capture", "POST", "/capture"));
                "APPROVED"
            }
            State::CaptureDue(due) => {
                links.push(link("status", "GET", "/capture"));
                if now < due { "CAPTURE_PENDING" } else { "CAPTURED" }
            }
            State::Cancelled => "CANCELLED",
        };
        if self.state == State::Cancelled {
            links.clear();
        } else {
            links.push(link("cancel", "DELETE", ""));
        }
        json!({
            "id": self.id,
            "status": status,
            "amount": { "value": self.draft.value, "currency": self.draft.currency },
            "quantity": self.draft.quantity,
            "documents": self.documents,
            "create_time": self.created,
            "links": links,
        })
    }
}

/// The 404 of an order that this account does not have.
pub(super) fn not_found() -> ApiError {
    let detail = json!({
        "field": "id",
        "location": "path",
        "issue": "NO_SUCH_ORDER",
        "description": "The account has no order of this id.",
    });
    ApiError::documented(404).with_details(vec![detail])
}

fn wrong_state(issue: &str, description: &str) -> ApiError {
    ApiError::documented(422).because(issue, description)
}
