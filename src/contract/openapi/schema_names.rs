//! The names of schemas, and references that lead to none.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Astray, At};
use crate::diagnostic::{Code, Diagnostic};

/// The direction of content. `readOnly` members are for responses, `writeOnly` members for requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Request,
    Response,
}

/// The file and the JSON Pointer of a schema.
pub(super) type Key = (usize, String);

/// Unique names for the parts of schemas.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: BTreeMap<Key, String>,
    taken: BTreeSet<String>,
}

impl Names {
    /// Returns the name of the part at a place, derived from the last token of its pointer or from its file.
    pub(super) fn of(&mut self, at: &At<'_>) -> String {
        let key = (at.file, at.pointer.clone());
        if let Some(known) = self.names.get(&key) {
            return known.clone();
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let last: String = at.last().chars().map(plain).collect();
        let first = if last.is_empty() { format!("file-{}", at.file) } else { last };
        let numbered = (2..).map(|number| format!("{first}-{number}"));
        let mut free = std::iter::once(first.clone()).chain(numbered);
        let name = free.find(|name| !self.taken.contains(name)).expect("numbers do not end");
        self.taken.insert(name.clone());
        self.names.insert(key, name.clone());
        name
    }
}

/// Returns the diagnostics for an unresolvable `$ref`, at its place.
pub(super) fn astray(at: &At<'_>, why: Astray) -> Vec<Diagnostic> {
    let reference = at.reference().unwrap_or_default();
    let written = at.get("$ref").unwrap_or_else(|| at.clone());
    let place = format!("#{}", written.pointer);
    let span = written.node.span;
    match why {
        Astray::Remote => {
            let message =
                format!("`{reference}` is a remote reference; statusquo does not fetch references");
            let problem = Diagnostic::error(Code::OPENAPI_REMOTE_REF, message).at(span, place);
            vec![problem.help("save the file next to the document and refer to that copy")]
        }
        Astray::Nothing => {
            let message = format!("`{reference}` points to nothing");
            vec![Diagnostic::error(Code::OPENAPI_REF, message).at(span, place)]
        }
        Astray::Circle => {
            let message = format!("`{reference}` leads back to itself and to no value");
            vec![Diagnostic::error(Code::OPENAPI_REF, message).at(span, place)]
        }
        Astray::Unusable(mut problems) => {
            let message = format!("the file of `{reference}` cannot be read");
            problems.push(Diagnostic::error(Code::OPENAPI_REF, message).at(span, place));
            problems
        }
    }
}
