//! Reads and validates the request that creates an order.

use serde_json::{Map, Value, json};

use super::api_error::ApiError;

/// The most that an account can pay for one order, in hundredths.
const BALANCE: u64 = 100_000;

/// The maximum number of pieces in one order.
const MOST_PIECES: u64 = 100;

/// The currencies that Point supports, each with its number of decimal digits.
const CURRENCIES: &[(&str, usize)] = &[("EUR", 2), ("GBP", 2), ("JPY", 0), ("USD", 2)];

/// A well-formed order that is not yet checked against the business rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NewOrder {
    /// The amount as the client wrote it.
    pub(super) value: String,
    pub(super) currency: String,
    pub(super) quantity: u64,
}

impl NewOrder {
    /// Reads the body of a request.
    ///
    /// # Errors
    ///
    /// 400 with every member that is missing, has a wrong type or has a wrong format.
    pub(super) fn read(body: &[u8]) -> Result<NewOrder, ApiError> {
        let body: Value = serde_json::from_slice(body).map_err(|error| {
            let description = format!("The body is not JSON: {error}.");
            ApiError::documented(400).with_details(vec![body_detail(
                "",
                None,
                "MALFORMED_JSON",
                &description,
            )])
        })?;
        let mut problems = Vec::new();
        let Some(members) = object(Some(&body), "", &mut problems) else {
            return Err(ApiError::documented(400).with_details(problems));
        };
        let (value, currency) = read_amount(members, &mut problems);
        let quantity = read_quantity(members, &mut problems);
        match (value, currency, quantity) {
            (Some(value), Some(currency), Some(quantity)) if problems.is_empty() => {
                Ok(NewOrder { value, currency, quantity })
            }
            _ => Err(ApiError::documented(400).with_details(problems)),
        }
    }

    /// Checks the order against the business rules.
    ///
    /// # Errors
    ///
    /// 422 with every violated rule. If there is none, 403 if the account cannot pay for the order.
    pub(super) fn judge(&self) -> Result<(), ApiError> {
        let mut problems = Vec::new();
        let decimals = self.value.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        match CURRENCIES.iter().find(|(currency, _)| *currency == self.currency) {
            None => problems.push(body_detail(
                "/amount/currency",
                Some(&json!(self.currency)),
                "CURRENCY_NOT_SUPPORTED",
                "Point does not charge this currency.",
            )),
            Some((_, most)) if decimals > *most => problems.push(body_detail(
                "/amount/value",
                Some(&json!(self.value)),
                "DECIMALS_NOT_SUPPORTED",
                "The currency has no such fraction.",
            )),
            Some(_) => {}
        }
        if self.hundredths() == 0 {
            let description = "An order must be worth something.";
            problems.push(body_detail(
                "/amount/value",
                Some(&json!(self.value)),
                "AMOUNT_ZERO",
                description,
            ));
        }
        if self.quantity > MOST_PIECES {
            let description = format!("An order has at most {MOST_PIECES} pieces.");
            let quantity = json!(self.quantity);
            problems.push(body_detail(
                "/quantity",
                Some(&quantity),
                "QUANTITY_ABOVE_LIMIT",
                &description,
            ));
        }
        if !problems.is_empty() {
            return Err(ApiError::documented(422).with_details(problems));
        }
        if self.hundredths() > BALANCE {
            let description = "The account does not hold this amount.";
            let detail = body_detail(
                "/amount/value",
                Some(&json!(self.value)),
                "INSUFFICIENT_FUNDS",
                description,
            );
            return Err(ApiError::documented(403).with_details(vec![detail]));
        }
        Ok(())
    }

    /// Returns the amount in hundredths. The format allows at most nine digits, so the amount always fits.
    fn hundredths(&self) -> u64 {
        let (units, decimals) = self.value.split_once('.').unwrap_or((&self.value, ""));
        format!("{units}{decimals:0<2}").parse().unwrap_or(u64::MAX)
    }
}

/// One entry of `details`, about a member of the body.
pub(super) fn body_detail(
    field: &str,
    value: Option<&Value>,
    issue: &str,
    description: &str,
) -> Value {
    let mut detail =
        json!({ "field": field, "location": "body", "issue": issue, "description": description });
    if let Some(value) = value {
        let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        detail["value"] = Value::String(written);
    }
    detail
}

fn read_amount(
    members: &Map<String, Value>,
    problems: &mut Vec<Value>,
) -> (Option<String>, Option<String>) {
    let Some(amount) = object(members.get("amount"), "/amount", problems) else {
        return (None, None);
    };
    let value = text(amount.get("value"), "/amount/value", is_amount, problems);
    let currency = text(amount.get("currency"), "/amount/currency", is_currency, problems);
    (value, currency)
}

/// Returns the number of pieces. Default 1.
fn read_quantity(members: &Map<String, Value>, problems: &mut Vec<Value>) -> Option<u64> {
    let Some(quantity) = members.get("quantity") else { return Some(1) };
    let number = quantity.as_u64().filter(|number| *number > 0);
    if number.is_none() {
        let description = "A whole number of at least 1 is expected.";
        problems.push(body_detail("/quantity", Some(quantity), "INVALID_VALUE", description));
    }
    number
}

fn object<'body>(
    value: Option<&'body Value>,
    field: &str,
    problems: &mut Vec<Value>,
) -> Option<&'body Map<String, Value>> {
    let value = present(value, field, problems)?;
    if value.is_object() {
        return value.as_object();
    }
    problems.push(body_detail(field, Some(value), "INVALID_TYPE", "An object is expected."));
    None
}

fn text(
    value: Option<&Value>,
    field: &str,
    format: fn(&str) -> bool,
    problems: &mut Vec<Value>,
) -> Option<String> {
    let value = present(value, field, problems)?;
    let (issue, description) = match value.as_str() {
        Some(text) if format(text) => return Some(text.to_owned()),
        Some(_) => ("INVALID_FORMAT", "The text is not in the expected format."),
        None => ("INVALID_TYPE", "A text is expected."),
    };
    problems.push(body_detail(field, Some(value), issue, description));
    None
}

fn present<'body>(
    value: Option<&'body Value>,
    field: &str,
    problems: &mut Vec<Value>,
) -> Option<&'body Value> {
    if value.is_none() {
        problems.push(body_detail(field, None, "MISSING_MEMBER", "A required member is missing."));
    }
    value
}

/// `10`, `10.5` or `10.50`: up to seven digits, then up to two.
fn is_amount(text: &str) -> bool {
    let (units, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(units, 7) && digits(decimals, 2)
}

/// Three capital letters, as in ISO 4217.
fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads and validates an order. Returns the status and the fields of the error, if any.
    #[track_caller]
    fn check(body: &str, expected: Option<(u16, &[&str])>) {
        let refusal = NewOrder::read(body.as_bytes()).and_then(|draft| draft.judge()).err();
        let found = refusal.as_ref().map(|refusal| {
            let fields =
                refusal.details.iter().filter_map(|detail| detail["field"].as_str()).collect();
            (refusal.status, fields)
        });
        assert_eq!(found, expected.map(|(status, fields)| (status, fields.to_vec())), "{body}");
    }

    #[test]
    fn a_good_order_passes() {
        check(r#"{"amount":{"value":"10.00","currency":"USD"}}"#, None);
        check(r#"{"amount":{"value":"1000","currency":"JPY"},"quantity":100}"#, None);
    }

    #[test]
    fn what_is_no_json_object_is_a_bad_request() {
        check("", Some((400, &[""])));
        check("{", Some((400, &[""])));
        check("[]", Some((400, &[""])));
    }

    #[test]
    fn every_malformed_member_is_named_at_once() {
        check("{}", Some((400, &["/amount"])));
        check(r#"{"amount":{}}"#, Some((400, &["/amount/value", "/amount/currency"])));
        check(
            r#"{"amount":{"value":"-1","currency":7},"quantity":0}"#,
            Some((400, &["/amount/value", "/amount/currency", "/quantity"])),
        );
        check(r#"{"amount":{"value":"ten","currency":"USD"}}"#, Some((400, &["/amount/value"])));
        check(r#"{"amount":{"value":"1.","currency":"USD"}}"#, Some((400, &["/amount/value"])));
    }

    #[test]
    fn a_broken_business_rule_is_unprocessable() {
        check(r#"{"amount":{"value":"1","currency":"XXX"}}"#, Some((422, &["/amount/currency"])));
        check(r#"{"amount":{"value":"1.5","currency":"JPY"}}"#, Some((422, &["/amount/value"])));
        check(r#"{"amount":{"value":"0.00","currency":"USD"}}"#, Some((422, &["/amount/value"])));
        check(
            r#"{"amount":{"value":"1","currency":"USD"},"quantity":101}"#,
            Some((422, &["/quantity"])),
        );
    }

    #[test]
    fn an_amount_over_the_balance_is_forbidden() {
        check(r#"{"amount":{"value":"1000.00","currency":"USD"}}"#, None);
        check(
            r#"{"amount":{"value":"1000.01","currency":"USD"}}"#,
            Some((403, &["/amount/value"])),
        );
        check(r#"{"amount":{"value":"1000.1","currency":"USD"}}"#, Some((403, &["/amount/value"])));
    }
}
