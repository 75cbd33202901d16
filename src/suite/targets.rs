//! Reads `targets`, the hosts that a suite may be run against.

use super::Named;
use super::value_reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Entry, Fields, Node, Text, Value, text, wrong_type};

/// `targets`: the hosts that a suite may be run against.
///
/// Hosts are patterns with the wildcards `*` and `?`, with or without a port.
#[derive(Debug, Clone)]
pub enum Targets {
    /// A list: the host of each target must match one of these patterns.
    All(Vec<Text>),
    /// A mapping: the hosts of each target by name.
    ///
    /// The suite has no other targets, except `default`, which may have any host if the mapping does not
    /// list it.
    Named(Vec<Named<Vec<Text>>>),
}

/// The name of the target that `--target URL` gives.
pub const DEFAULT_TARGET: &str = "default";

impl Reader<'_> {
    /// Reads `targets`.
    pub(super) fn targets(&mut self, node: Option<&Node>) -> Option<Targets> {
        let node = node?;
        if !matches!(node.value, Value::Mapping(_)) {
            return Some(Targets::All(self.hosts(node, "targets")));
        }
        let fields = Fields::open(node, "targets", self.problems)?;
        let mut named = Vec::new();
        for Entry { key, value } in fields.entries() {
            self.slug(key);
            named.push(Named { name: key.clone(), value: self.hosts(value, &key.text) });
        }
        Some(Targets::Named(named))
    }

    fn hosts(&mut self, node: &Node, owner: &str) -> Vec<Text> {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            Value::String(_) => std::slice::from_ref(node),
            _ => {
                self.report(wrong_type(owner, "a host, or a list of hosts", node));
                return Vec::new();
            }
        };
        if items.is_empty() {
            let message = format!("`{owner}` allows no host");
            let problem = Diagnostic::error(Code::NO_HOSTS, message).at(node.span, "an empty list");
            self.report(problem.help("add a host, or write `\"*\"` for any host"));
        }
        let mut hosts = Vec::new();
        for item in items {
            let Some(host) = text(item, owner, self.problems) else { continue };
            if is_host(&host.text) {
                hosts.push(host);
            } else {
                let message = format!("`{}` is not a host", host.text);
                let problem = Diagnostic::error(Code::BAD_HOST, message).at(host.span, "this host");
                self.report(problem.help(
                    "write only the host, such as `api.example.com` or `*.example.com`, \
                     optionally with its port",
                ));
            }
        }
        hosts
    }
}

/// Returns `true` if a text has no scheme, user, path or space.
fn is_host(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._:[]*?".contains(c);
    !text.is_empty() && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_neither_scheme_nor_path() {
        for host in ["api.example.com", "*.example.com", "localhost:8080", "[::1]:80", "*"] {
            assert!(is_host(host), "{host}");
        }
        for other in ["", "https://api.example.com", "api.example.com/v1", "me@host", "a b"] {
            assert!(!is_host(other), "{other}");
        }
    }
}
