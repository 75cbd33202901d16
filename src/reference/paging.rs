//! Selects the orders of one page of a list, and links to the next page.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::api_error::ApiError;
use super::api_request::ApiRequest;

/// The maximum number of orders on one page, and the default.
const LARGEST: usize = 20;

/// The query parameters of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) size: usize,
    /// The oldest order that the list may contain.
    since: Option<String>,
    /// The last order of the previous page. This page contains only older orders.
    before: Option<String>,
}

impl Page {
    /// Reads the query of a request.
    ///
    /// # Errors
    ///
    /// 400 with the name of the invalid parameter.
    pub(super) fn read(call: &ApiRequest) -> Result<Page, ApiError> {
        let given = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(call.query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        let size = match given("page_size") {
            None => LARGEST,
            Some(text) => {
                let wanted = format!("A whole number from 1 to {LARGEST} is expected.");
                let size = text.parse().ok().filter(|size| (1..=LARGEST).contains(size));
                size.ok_or_else(|| wrong("page_size", &text, &wanted))?
            }
        };
        let order = |name: &str| match given(name) {
            Some(id) if !is_order(&id) => Err(wrong(name, &id, "The id of an order is expected.")),
            given => Ok(given),
        };
        Ok(Page { size, since: order("since")?, before: order("before")? })
    }

    /// Returns true if an order may be on this page. Ids are numbered, so a later order has a greater id.
    pub(super) fn holds(&self, id: &str) -> bool {
        self.since.as_deref().is_none_or(|since| id >= since)
            && self.before.as_deref().is_none_or(|before| id < before)
    }

    /// Returns the link to the page that follows this last order.
    pub(super) fn next(&self, origin: &str, last: Option<&str>) -> Value {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("page_size", &self.size.to_string());
        for (name, id) in [("since", self.since.as_deref()), ("before", last)] {
            query.extend_pairs(id.map(|id| (name, id)));
        }
        let href = format!("{origin}/v2/orders?{}", query.finish());
        json!({ "href": href, "rel": "next", "method": "GET" })
    }
}

fn is_order(id: &str) -> bool {
    let number = id.strip_prefix("ORDER-").unwrap_or_default();
    number.len() == 8 && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn wrong(name: &str, value: &str, description: &str) -> ApiError {
    let detail = json!({
        "field": name,
        "value": value,
        "location": "query",
        "issue": "INVALID_VALUE",
        "description": description,
    });
    ApiError::documented(400).with_details(vec![detail])
}
