//! The links of a response: those in its JSON body, at the places that the contract names, and those in its `Link`
//! header fields (RFC 8288).

mod header;
mod response_link;

use serde_json::Value;

use crate::contract::{Layers, LinkRule};
use crate::http::Response;

pub use response_link::Link;

/// Returns every link of a response that has a relation type: links in the body first, then links in header fields.
///
/// A link with several relation types is returned once for each type.
pub fn links(response: &Response, json: Option<&Value>, layers: &Layers) -> Vec<Link> {
    let located = |rule: &LinkRule| json.map(|json| rule.at.locate(json)).unwrap_or_default();
    let in_body = layers.links().flat_map(located).flat_map(|(path, list)| {
        let items = list.as_array().into_iter().flatten().enumerate();
        items.filter_map(move |(at, item)| in_body(item, format!("{path}[{at}]")))
    });
    let fields = response.headers.get_all(http::header::LINK).iter();
    let in_header =
        fields.flat_map(|field| header::links(&String::from_utf8_lossy(field.as_bytes())));
    in_body.chain(in_header).collect()
}

fn in_body(item: &Value, place: String) -> Option<Link> {
    let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Link { rel: text("rel")?, href: text("href"), method: text("method"), place })
}

/// Returns the message for a missing link. The message lists the relations that the response has.
pub fn no_such_link(rel: &str, links: &[Link]) -> String {
    let mut rels: Vec<&str> = Vec::new();
    for link in links {
        if !rels.contains(&link.rel.as_str()) {
            rels.push(&link.rel);
        }
    }
    if rels.is_empty() {
        format!("no link `{rel}`: the response has no links")
    } else {
        format!("no link `{rel}`: the response has {}", rels.join(", "))
    }
}
