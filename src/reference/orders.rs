//! The orders of all accounts, and the transitions between their states.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::api_error::ApiError;
use super::bounded_map::BoundedMap;
use super::new_order::{NewOrder, body_detail};
use super::paging::Page;

/// The maximum number of orders, and of request ids. A new one then replaces the oldest.
const REMEMBERED: usize = 10_000;

/// The time from the acceptance of a capture to its end.
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
    /// The number of attached documents.
    documents: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Created,
    Approved,
    /// Captured after this moment.
    CaptureDue(Instant),
    Cancelled,
}

/// The outcome of a request to create an order.
#[derive(Debug)]
pub(super) enum Creation {
    Created(Order),
    /// An earlier request with the same id and content has created this order.
    Replayed(Order),
}

impl Orders {
    /// Creates an empty store.
    pub(super) fn new() -> Orders {
        let book = Book {
            orders: BoundedMap::new(REMEMBERED),
            requests: BoundedMap::new(REMEMBERED),
            numbered: 0,
        };
        Orders { book: Mutex::new(book) }
    }

    /// Creates an order, unless an earlier request of this account with this request id has created one.
    ///
    /// # Errors
    ///
    /// 422 if the request id belongs to an order with other content.
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

    /// Returns true if the account has or had an order with this id. Cancelled orders count.
    pub(super) fn has_had(&self, account: &str, id: &str) -> bool {
        self.book().orders.get(id).is_some_and(|order| order.account == account)
    }

    /// Returns an order of an account, unless the order is cancelled.
    ///
    /// # Errors
    ///
    /// 404 if there is no such order.
    pub(super) fn show(&self, account: &str, id: &str) -> Result<Order, ApiError> {
        self.change(account, id, |_| Ok(()))
    }

    /// Returns one page of the orders of an account without the cancelled ones, the newest first. The `bool` is true
    /// if more orders follow.
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

    /// Approves an order. A second approval changes nothing.
    ///
    /// # Errors
    ///
    /// 404 if there is no such order. 422 if a capture has started.
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

    /// Accepts the capture of an approved order. The capture ends after [`CAPTURE_TIME`].
    ///
    /// # Errors
    ///
    /// 404 if there is no such order. 422 if the order is not approved or already captured.
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

    /// Returns an order with an accepted capture. The `bool` is true if the capture has ended.
    ///
    /// # Errors
    ///
    /// 404 if no capture was accepted.
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
    /// 404 if there is no such order.
    pub(super) fn attach(&self, account: &str, id: &str) -> Result<Order, ApiError> {
        self.change(account, id, |order| {
            order.documents += 1;
            Ok(())
        })
    }

    /// Cancels an order. Returns true if the order was not yet cancelled.
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
    /// Returns the number of attached documents.
    pub(super) fn documents(&self) -> u32 {
        self.documents
    }

    /// Returns the path of this order.
    pub(super) fn href(&self, origin: &str) -> String {
        format!("{origin}/v2/orders/{}", self.id)
    }

    /// Returns the order as JSON, with links to the possible next actions.
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

/// The 404 for an order that this account does not have.
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
