//! Putting captured values in: a planned case to a request and an expectation.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use crate::check::{
    Expectation, ExpectedHeader, ExpectedLink, ExpectedValue, HeaderRule, HrefRule, LinkExpectation,
};
use crate::http::{Request, have_one_origin};
use crate::plan::resolve::functions::Operand;
use crate::plan::resolve::suite_names::text_of;
use crate::plan::{
    CallPlan, Capture, ExpectationPlan, LinkPlan, Piece, PlannedCase, RequestPlan, Scalar, SlotId,
    ValuePlan,
};

/// All but the unreserved characters (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const OWN_NAME: &str = concat!("statusquo/", env!("CARGO_PKG_VERSION"));

/// The captured values of a run.
#[derive(Debug)]
pub struct Bindings {
    slots: Vec<OnceLock<Value>>,
}

/// Why a request could not be made, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct BindError {
    /// Why.
    pub reason: String,
}

impl BindError {
    /// An error for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

impl Bindings {
    /// Room for this many captures, all empty.
    pub fn new(slots: usize) -> Self {
        Self { slots: (0..slots).map(|_| OnceLock::new()).collect() }
    }

    /// Keeps a captured value. The first one stays: a case captures once.
    pub fn set(&self, slot: SlotId, value: Value) {
        if let Some(kept) = self.slots.get(slot.0) {
            // A second value would be a case that ran twice; what others have used already stays.
            let _ = kept.set(value);
        }
    }

    /// The same with other values in some places.
    #[must_use]
    pub fn with(&self, values: &[(SlotId, Value)]) -> Self {
        let mut slots = self.slots.clone();
        for (slot, value) in values {
            if let Some(kept) = slots.get_mut(slot.0) {
                *kept = OnceLock::from(value.clone());
            }
        }
        Self { slots }
    }

    /// A captured value, if it was made.
    pub fn get(&self, slot: SlotId) -> Option<&Value> {
        self.slots.get(slot.0).and_then(OnceLock::get)
    }

    /// The request of a case against a target. For `follow`, `link` is the method and the URL that the
    /// link names. A replay has no request of its own.
    ///
    /// # Errors
    ///
    /// If a captured value is missing or does not fit where it is used, or if the request would leave
    /// the target's origin, where the case's credentials must not go.
    pub fn request(
        &self,
        case: &PlannedCase,
        target: &Url,
        link: Option<(Method, Url)>,
    ) -> Result<Request, BindError> {
        let (send, method, mut url) = match (&case.request, link) {
            (RequestPlan::Send(send), _) => {
                let whole_url = case.token_of.is_some();
                (send, send.method.clone(), self.url(&send.path, target, whole_url)?)
            }
            (RequestPlan::Follow { send, .. }, Some((method, url))) => {
                (send, method, same_origin(url, target)?)
            }
            (RequestPlan::Follow { .. }, None) => {
                return Err(BindError::new("there is no link to follow"));
            }
            (RequestPlan::Replay { .. }, _) => {
                return Err(BindError::new("a replay has no request of its own"));
            }
            (RequestPlan::Probe { .. }, _) => {
                return Err(BindError::new("a probe has no request of its own"));
            }
        };
        for (name, value) in &send.query {
            url.query_pairs_mut().append_pair(name, &self.text(value)?);
        }
        let (body, content_type) = self.content(&send.body)?;
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(OWN_NAME));
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        let mut request = Request { method, url, headers, body };
        self.authenticate(case.credentials.as_deref(), &send.query, &mut request)?;
        for (name, value) in &send.headers {
            let value = header_value(name, &self.text(value)?)?;
            request.headers.insert(name, value);
        }
        for name in &send.removed {
            request.headers.remove(name);
        }
        Ok(request)
    }

    /// What the case expects, with captured values put in. For a replay, `control` are the captures of
    /// the case that it repeats.
    ///
    /// # Errors
    ///
    /// If a captured value is missing or does not fit where it is used.
    pub fn expectation(
        &self,
        case: &PlannedCase,
        control: &[Capture],
    ) -> Result<Arc<Expectation>, BindError> {
        let expectation = self.bound(&case.expectation)?;
        if control.is_empty() || !matches!(case.request, RequestPlan::Replay { .. }) {
            return Ok(expectation);
        }
        let mut replay = Vec::new();
        for Capture { slot, query, span, .. } in control {
            let value = self.captured(*slot)?.clone();
            replay.push(ExpectedValue { query: query.clone(), value, span: *span });
        }
        Ok(Arc::new(Expectation { replay, ..(*expectation).clone() }))
    }

    /// An expectation with captured values put in.
    ///
    /// # Errors
    ///
    /// If a captured value is missing or does not fit where it is used.
    pub fn bound(&self, plan: &ExpectationPlan) -> Result<Arc<Expectation>, BindError> {
        let mut equals = Vec::new();
        for (query, value, span) in &plan.equals {
            equals.push(ExpectedValue {
                query: query.clone(),
                value: self.value(value)?,
                span: *span,
            });
        }
        let mut headers = Vec::new();
        for (name, value, span) in &plan.headers {
            let rule = HeaderRule::Equals(self.text(value)?.into_owned());
            headers.push(ExpectedHeader { name: name.clone(), rule, span: *span });
        }
        let links = plan.links.iter().map(|link| self.link(link)).collect::<Result<_, _>>()?;
        Ok(plan.with(equals, headers, links))
    }

    fn link(&self, plan: &LinkPlan) -> Result<ExpectedLink, BindError> {
        let LinkPlan { rel, method, href, span } = plan;
        let href = Some(HrefRule::Is(self.text(href)?.into_owned()));
        let rule = LinkExpectation::Present { method: method.clone(), href };
        Ok(ExpectedLink { rel: rel.clone(), rule, span: *span })
    }

    fn captured(&self, slot: SlotId) -> Result<&Value, BindError> {
        self.get(slot).ok_or_else(|| BindError::new("a value it needs was not captured"))
    }

    pub(in crate::plan) fn captured_text(&self, slot: SlotId) -> Result<String, BindError> {
        as_text(self.captured(slot)?)
    }

    fn called(&self, call: &CallPlan) -> Result<Value, BindError> {
        let arguments = call.operands().iter().map(|operand| match operand {
            Operand::Known(value) => Ok(value.clone()),
            Operand::Slot(slot) => self.captured(*slot).cloned(),
        });
        let arguments = arguments.collect::<Result<Vec<Value>, BindError>>()?;
        call.evaluate(&arguments).map_err(|fault| {
            BindError::new(format!("`{}` cannot be called: {}", call.name(), fault.reason))
        })
    }

    pub(in crate::plan) fn text<'s>(&self, scalar: &'s Scalar) -> Result<Cow<'s, str>, BindError> {
        match scalar {
            Scalar::Known(text) => Ok(Cow::Borrowed(text)),
            Scalar::Pieces(pieces) => self.joined(pieces, Ok).map(Cow::Owned),
        }
    }

    /// The pieces as one text, interpolated values as `put` makes them.
    fn joined(
        &self,
        pieces: &[Piece],
        put: impl Fn(String) -> Result<String, BindError>,
    ) -> Result<String, BindError> {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Ok(text.clone()),
                Piece::Value(value) => put(value.clone()),
                Piece::Slot(slot) => put(self.captured_text(*slot)?),
                Piece::Call(call) => put(as_text(&self.called(call)?)?),
            })
            .collect()
    }

    pub(in crate::plan) fn value(&self, value: &ValuePlan) -> Result<Value, BindError> {
        match value {
            ValuePlan::Known(value) => Ok(value.clone()),
            ValuePlan::Slot(slot) => self.captured(*slot).cloned(),
            ValuePlan::Call(call) => self.called(call),
            ValuePlan::Text(pieces) => self.joined(pieces, Ok).map(Value::String),
            ValuePlan::Array(items) => {
                let items = items.iter().map(|item| self.value(item));
                items.collect::<Result<Vec<Value>, BindError>>().map(Value::Array)
            }
            ValuePlan::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| Ok((name.clone(), self.value(value)?)));
                members.collect::<Result<_, BindError>>().map(Value::Object)
            }
        }
    }

    /// The URL of a request; `anywhere` lets it be a whole one that is not the target's.
    fn url(&self, path: &Scalar, target: &Url, anywhere: bool) -> Result<Url, BindError> {
        let whole = match path {
            Scalar::Pieces(pieces) if pieces.len() > 1 => {
                Cow::Owned(self.joined(pieces, |value| {
                    if matches!(value.as_str(), "" | "." | "..") {
                        let reason = format!("`{value}` cannot be interpolated in a path");
                        return Err(BindError::new(reason));
                    }
                    Ok(segment(&value))
                })?)
            }
            path => self.text(path)?,
        };
        if let Ok(absolute) = Url::parse(&whole) {
            return if anywhere { Ok(absolute) } else { same_origin(absolute, target) };
        }
        if !whole.starts_with('/') {
            return Err(BindError::new(format!("the path `{whole}` does not begin with `/`")));
        }
        let whole = whole.split('#').next().unwrap_or_default();
        let (path, query) =
            whole.split_once('?').map_or((whole, None), |(path, query)| (path, Some(query)));
        let mut url = target.clone();
        url.set_path(&[target.path().trim_end_matches('/'), path].concat());
        url.set_query(query);
        url.set_fragment(None);
        Ok(url)
    }
}

fn as_text(value: &Value) -> Result<String, BindError> {
    text_of(value).ok_or_else(|| BindError::new("a captured null cannot stand in a text"))
}

/// A value as one segment of a path.
pub(in crate::plan) fn segment(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

fn same_origin(url: Url, target: &Url) -> Result<Url, BindError> {
    if have_one_origin(&url, target) {
        return Ok(url);
    }
    let origin = url.origin().ascii_serialization();
    Err(BindError::new(format!("the request would go to {origin}, which is not the target")))
}

/// The value of a header field, if it can be one.
pub(in crate::plan) fn header_value(
    name: &HeaderName,
    text: &str,
) -> Result<HeaderValue, BindError> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| {
        BindError::new(format!("the value of the header field `{name}` has characters it must not"))
    })
}
