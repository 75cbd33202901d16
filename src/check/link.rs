//! The links of a response: in its JSON body, where the contract says that they stand, and in its `Link`
//! header (RFC 8288).

mod header;

use serde_json::Value;

use crate::contract::{Layers, LinkRule};
use crate::http::Response;

/// One link of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its relation type.
    pub rel: String,
    /// Where it leads, as written; absent where it does not say.
    pub href: Option<String>,
    /// Its method, as written; absent where it does not say, which means GET.
    pub method: Option<String>,
    /// Where it stands: a path in the body, or `link`, the header field.
    pub place: String,
}

impl Link {
    /// Its method; without one a link is to be fetched.
    pub fn method(&self) -> &str {
        self.method.as_deref().unwrap_or("GET")
    }
}

/// Every link of a response that has a relation type: those of the body, then those of the header. A
/// link with several types is there once for each.
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

/// What is said where a response has no link of a relation: which ones it has.
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
