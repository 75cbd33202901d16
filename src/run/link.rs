//! `follow`: from a response's link to the next request's method and URL.

use http::Method;
use serde_json::Value;
use url::Url;

use crate::contract::Layers;

use super::state::Kept;

/// Why a link cannot be followed, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoLink {
    /// The response has no such link: the API broke its word.
    Missing(String),
    /// The link cannot be sent a request to.
    Unusable(String),
}

/// The method and URL of the first link with this relation type in a response.
pub(super) fn find(
    kept: &Kept,
    layers: &Layers,
    rel: &str,
    target: &Url,
) -> Result<(Method, Url), NoLink> {
    let links = all(kept, layers);
    let link = links.iter().find(|link| link.get("rel").and_then(Value::as_str) == Some(rel));
    let Some(link) = link else {
        return Err(NoLink::Missing(none_of(rel, &links)));
    };
    let Some(href) = link.get("href").and_then(Value::as_str) else {
        return Err(NoLink::Missing(format!("the link `{rel}` has no `href`")));
    };
    let unusable = |why: String| NoLink::Unusable(format!("the link `{rel}` {why}"));
    // A relative reference is resolved as RFC 3986 says; that it is relative is for the check `links`.
    let url = kept.exchange.request.url.join(href);
    let url = url.map_err(|error| unusable(format!("has the href {href:?}: {error}")))?;
    if url.origin() != target.origin() {
        let origin = url.origin().ascii_serialization();
        return Err(unusable(format!(
            "leads to {origin}, away from the target; credentials do not go there"
        )));
    }
    // Without `method` a link is to be fetched.
    let method = link.get("method").and_then(Value::as_str).unwrap_or("GET");
    let method = Method::from_bytes(method.as_bytes());
    let method = method.map_err(|_| unusable("has a method that is no HTTP method".to_owned()))?;
    Ok((method, url))
}

fn all<'k>(kept: &'k Kept, layers: &Layers) -> Vec<&'k Value> {
    let Some(json) = &kept.json else {
        return Vec::new();
    };
    let lists = layers.links().flat_map(|rule| rule.at.select(json));
    lists.filter_map(Value::as_array).flatten().collect()
}

fn none_of(rel: &str, links: &[&Value]) -> String {
    let rels = links.iter().filter_map(|link| link.get("rel").and_then(Value::as_str));
    let rels: Vec<&str> = rels.collect();
    if rels.is_empty() {
        format!("no link `{rel}`: the response has no links")
    } else {
        format!("no link `{rel}`: the response has {}", rels.join(", "))
    }
}
