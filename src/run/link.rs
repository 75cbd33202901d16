//! `follow`: the method and URL of a link in a response.

use http::Method;
use serde_json::Value;
use url::Url;

use crate::check::{links, no_such_link};
use crate::contract::Layers;
use crate::http::Exchange;
use crate::plan::LinkTarget;

/// The reason why a link cannot be followed, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoLink {
    /// The response has no link with this relation type.
    None(String),
    /// The link has no target, so the API breaks its contract.
    Missing(String),
    /// The target of the link cannot be requested.
    Unusable(String),
}

/// Returns the target of the first link with a relation type: a link in the body, or else one in the `Link`
/// header field.
pub(super) fn find(
    exchange: &Exchange,
    json: Option<&Value>,
    layers: &Layers,
    rel: &str,
    target: &Url,
) -> Result<LinkTarget, NoLink> {
    let links = links(&exchange.response, json, layers);
    let Some(link) = links.iter().find(|link| link.rel == rel) else {
        return Err(NoLink::None(no_such_link(rel, &links)));
    };
    let Some(href) = &link.href else {
        return Err(NoLink::Missing(format!("the link `{rel}` has no `href`")));
    };
    let unusable = |why: String| NoLink::Unusable(format!("the link `{rel}` {why}"));
    // A relative reference is resolved against the request (RFC 3986, section 5). The check `links` reports links
    // that should be absolute.
    let url = exchange.request.url.join(href);
    let url = url.map_err(|error| unusable(format!("has the href {href:?}: {error}")))?;
    // The request carries the credentials of the case, so another origin must not receive it.
    if url.origin() != target.origin() {
        let origin = url.origin().ascii_serialization();
        return Err(unusable(format!(
            "leads to {origin}, which is not the target; credentials are not sent there"
        )));
    }
    let method = Method::from_bytes(link.method().as_bytes());
    let method = method.map_err(|_| unusable("has an invalid HTTP method".to_owned()))?;
    Ok(LinkTarget { method, url })
}
