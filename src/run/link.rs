//! `follow`: from a response's link to the next request's method and URL.

use http::Method;
use serde_json::Value;
use url::Url;

use crate::check::{links, no_such_link};
use crate::contract::Layers;
use crate::http::Exchange;

/// Why a link cannot be followed, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoLink {
    /// The response has no link of this relation.
    None(String),
    /// It has one that leads nowhere: the API broke its word.
    Missing(String),
    /// The link cannot be sent a request to.
    Unusable(String),
}

/// The method and URL of the first link with this relation type in a response: of those in the body, else
/// of those in the `Link` header.
pub(super) fn find(
    exchange: &Exchange,
    json: Option<&Value>,
    layers: &Layers,
    (rel, target): (&str, &Url),
) -> Result<(Method, Url), NoLink> {
    let links = links(&exchange.response, json, layers);
    let Some(link) = links.iter().find(|link| link.rel == rel) else {
        return Err(NoLink::None(no_such_link(rel, &links)));
    };
    let Some(href) = &link.href else {
        return Err(NoLink::Missing(format!("the link `{rel}` has no `href`")));
    };
    let unusable = |why: String| NoLink::Unusable(format!("the link `{rel}` {why}"));
    // A relative reference is resolved as RFC 3986 says; that it is relative is for the check `links`.
    let url = exchange.request.url.join(href);
    let url = url.map_err(|error| unusable(format!("has the href {href:?}: {error}")))?;
    if url.origin() != target.origin() {
        let origin = url.origin().ascii_serialization();
        return Err(unusable(format!(
            "leads to {origin}, away from the target; credentials do not go there"
        )));
    }
    let method = Method::from_bytes(link.method().as_bytes());
    let method = method.map_err(|_| unusable("has a method that is no HTTP method".to_owned()))?;
    Ok((method, url))
}
