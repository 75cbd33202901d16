//! Reads `expect.links`, and `pages` of `follow`.

use super::value_reader::Reader;
use super::{LINK, Template};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Entry, Fields, Node, Text, Value, text, wrong_type};

/// The maximum number of pages that `pages: all` follows.
const ALL: u32 = 100;

/// The expectation about the links of one relation type: one entry of `expect.links`.
#[derive(Debug, Clone)]
pub struct ExpectLink {
    /// The relation type of the links.
    pub rel: Text,
    /// The properties that a link must have, or the demand that there is no link.
    pub rule: ExpectLinkRule,
}

/// The expectation about the links of one relation type.
#[derive(Debug, Clone)]
pub enum ExpectLinkRule {
    /// `null`: the response has no such link.
    Absent,
    /// The response has a link with all these properties.
    Present {
        /// `method`: the expected method, if the suite states one.
        method: Option<Text>,
        /// `href`: the expected target of the link, if the suite states one.
        href: Option<ExpectHref>,
    },
}

/// The expected `href` of a link.
#[derive(Debug, Clone)]
pub enum ExpectHref {
    /// A path below the target, or a URL.
    Text(Template),
    /// A JSON Schema for the `href` as the link contains it.
    Schema(Node),
}

impl Reader<'_> {
    /// Reads `links`: a list of relation types, or a mapping with an expectation for each.
    pub(super) fn links(&mut self, node: &Node) -> Vec<ExpectLink> {
        let links: Vec<ExpectLink> = match &node.value {
            Value::Sequence(items) => {
                let rels = items.iter().filter_map(|item| text(item, "links", self.problems));
                rels.map(|rel| ExpectLink { rel, rule: any_link() }).collect()
            }
            Value::Mapping(mapping) => {
                mapping.entries.iter().filter_map(|entry| self.link(entry)).collect()
            }
            _ => {
                let expected = "a list of relation types, or a mapping";
                self.report(wrong_type("links", expected, node));
                return Vec::new();
            }
        };
        let is_empty = match &node.value {
            Value::Sequence(items) => items.is_empty(),
            Value::Mapping(mapping) => mapping.entries.is_empty(),
            _ => false,
        };
        if is_empty {
            let problem = Diagnostic::error(Code::NO_LINKS, "`links` expects nothing");
            self.report(problem.at(node.span, "no relation type").help(
                "list the required links, `[self, next]`, or a forbidden link, `{ next: null }`",
            ));
        }
        links
    }

    fn link(&mut self, Entry { key, value }: &Entry) -> Option<ExpectLink> {
        self.literal_key(key);
        let rel = key.clone();
        if value.value == Value::Null {
            return Some(ExpectLink { rel, rule: ExpectLinkRule::Absent });
        }
        if !matches!(value.value, Value::Mapping(_)) {
            let expected = "`null`, or a mapping with `method` or `href`";
            self.report(wrong_type(&key.text, expected, value));
            return None;
        }
        let fields = Fields::of(value, "a link", LINK, self.problems)?;
        let method = fields.text("method", self.problems);
        let method = method.filter(|method| self.is_method(method));
        let href = fields.get("href").and_then(|node| self.href(node));
        Some(ExpectLink { rel, rule: ExpectLinkRule::Present { method, href } })
    }

    fn href(&mut self, node: &Node) -> Option<ExpectHref> {
        match node.value {
            Value::Mapping(_) => Some(ExpectHref::Schema(node.clone())),
            Value::Null | Value::Sequence(_) => {
                self.report(wrong_type("href", "a path, a URL or a JSON Schema", node));
                None
            }
            _ => self.template(node, "href").map(ExpectHref::Text),
        }
    }

    fn is_method(&mut self, method: &Text) -> bool {
        let is_one = !method.text.is_empty() && method.text.bytes().all(|b| b.is_ascii_uppercase());
        if !is_one {
            let message = format!("`{}` is not an HTTP method", method.text);
            let problem =
                Diagnostic::error(Code::BAD_METHOD, message).at(method.span, "this method");
            self.report(problem.help("methods are written in capitals: `GET`, `POST`"));
        }
        is_one
    }

    /// Reads `pages`: the maximum number of pages.
    pub(super) fn pages(&mut self, node: &Node) -> Option<u32> {
        match &node.value {
            Value::String(text) if text == "all" => Some(ALL),
            Value::Number(_) => self.count(node, "pages", &(1..=1000)),
            _ => {
                let expected = "`all`, or a whole number from 1 to 1000";
                self.report(wrong_type("pages", expected, node));
                None
            }
        }
    }
}

fn any_link() -> ExpectLinkRule {
    ExpectLinkRule::Present { method: None, href: None }
}
