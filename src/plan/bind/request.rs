//! The request of a case, with captured values put in.

use std::borrow::Cow;

use http::header::{CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::http::{Request, have_one_origin};
use crate::plan::bind::bindings::{BindError, Bindings, header_value};
use crate::plan::bind::body::BoundBody;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::request::RequestPlan;
use crate::plan::model::value::Scalar;
use crate::plan::value_text::path_segment;

const OWN_NAME: &str = concat!("statusquo/", env!("CARGO_PKG_VERSION"));

/// A link in a response: the method and the URL of the request that follows it.
#[derive(Debug, Clone)]
pub struct LinkTarget {
    /// The method of the request to the link.
    pub method: Method,
    /// The absolute URL of the link.
    pub url: Url,
}

impl Bindings {
    /// Returns the request of a case to a target. For `follow`, `link` is the link in the response of the other
    /// case. A replay and a probe have no request of their own: their requests are made from that of their control.
    ///
    /// # Errors
    ///
    /// Returns an error if a captured value is missing or cannot be used in its place, or if the request would
    /// leave the target's origin: a response could then make the case send its credentials to any host.
    pub fn request(
        &self,
        case: &PlannedCase,
        target: &Url,
        link: Option<LinkTarget>,
    ) -> Result<Request, BindError> {
        let (send, method, mut url) = match (&case.request, link) {
            (RequestPlan::Send(send), _) => {
                let url = self.url(&send.path, target)?;
                // A token endpoint may be on another host. The suite's `targets` allow or forbid it.
                let url = if case.token_of.is_some() { url } else { same_origin(url, target)? };
                (send, send.method.clone(), url)
            }
            (RequestPlan::Follow { send, .. }, Some(LinkTarget { method, url })) => {
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
        let BoundBody { bytes: body, content_type } = self.body(&send.body)?;
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_static(OWN_NAME));
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        let mut request = Request { method, url, headers, body };
        self.authenticate(case.credentials.as_deref(), &send.query, &mut request)?;
        // After the body and the credentials: the headers that the author writes override both.
        for (name, value) in &send.headers {
            let value = header_value(name, &self.text(value)?)?;
            request.headers.insert(name, value);
        }
        for name in &send.removed {
            request.headers.remove(name);
        }
        Ok(request)
    }

    /// Returns the URL of a path, or the path itself if the path is an absolute URL.
    fn url(&self, path: &Scalar, target: &Url) -> Result<Url, BindError> {
        let whole = match path {
            Scalar::Pieces(pieces) if pieces.len() > 1 => {
                Cow::Owned(self.joined(pieces, |value| {
                    // A dot segment is removed from the path (RFC 3986, section 5.2.4), and an empty segment
                    // is a segment too (section 3.3). Both would name another resource.
                    if matches!(value.as_str(), "" | "." | "..") {
                        let reason = format!("`{value}` cannot be interpolated in a path");
                        return Err(BindError::new(reason));
                    }
                    Ok(path_segment(&value))
                })?)
            }
            path => self.text(path)?,
        };
        if let Ok(absolute) = Url::parse(&whole) {
            return Ok(absolute);
        }
        if !whole.starts_with('/') {
            return Err(BindError::new(format!("the path `{whole}` does not begin with `/`")));
        }
        // A fragment is never sent (RFC 9110, section 7.1).
        let whole = whole.split('#').next().unwrap_or_default();
        let (path, query) =
            whole.split_once('?').map_or((whole, None), |(path, query)| (path, Some(query)));
        let mut url = target.clone();
        // `Url::join` would drop the base path of the target, because the path begins with `/`.
        url.set_path(&[target.path().trim_end_matches('/'), path].concat());
        url.set_query(query);
        url.set_fragment(None);
        Ok(url)
    }
}

/// Returns the URL if it has the origin of the target, and an error otherwise.
fn same_origin(url: Url, target: &Url) -> Result<Url, BindError> {
    if have_one_origin(&url, target) {
        return Ok(url);
    }
    let origin = url.origin().ascii_serialization();
    Err(BindError::new(format!("the request would go to {origin}, which is not the target")))
}
