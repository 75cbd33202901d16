//! Which orders a list shows, and the way on to those behind them.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::api_error::ApiError;
use super::api_request::ApiRequest;

/// The most orders on one page, and how many there are unless the client says.
const LARGEST: usize = 20;

/// What a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) size: usize,
    /// The oldest order that is asked for.
    since: Option<String>,
    /// Only orders that are older than this one: where the page before ended.
    before: Option<String>,
}

impl Page {
    /// Reads the query of a request.
    ///
    /// # Errors
    ///
    /// 400 with the parameter that is wrong.
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

    /// Whether an order may stand on this page. Ids are numbered, so the later one is the greater one.
    pub(super) fn holds(&self, id: &str) -> bool {
        self.since.as_deref().is_none_or(|since| id >= since)
            && self.before.as_deref().is_none_or(|before| id < before)
    }

    /// The link to the page behind the one that ends with this order.
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
