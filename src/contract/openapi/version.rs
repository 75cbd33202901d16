//! The supported versions of `OpenAPI`.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Entry, Node, Value};

/// A version of the specification, without the patch number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V2,
    V3_0,
    V3_1,
    V3_2,
}

/// Returns the key that marks a file as an `OpenAPI` document: `openapi` or `swagger`.
pub(in crate::contract) fn mark(node: &Node) -> Option<&Entry> {
    let Value::Mapping(root) = &node.value else { return None };
    root.entries.iter().find(|entry| matches!(&*entry.key.text, "openapi" | "swagger"))
}

impl Version {
    /// Returns the version of a document. An unsupported version is reported.
    pub(super) fn of(mark: &Entry, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let said = match &mark.value.value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let mut parts = said.split('.');
        let version = match (mark.key.text.as_str(), parts.next(), parts.next()) {
            ("swagger", Some("2"), _) => Some(Self::V2),
            ("openapi", Some("3"), Some("0")) => Some(Self::V3_0),
            ("openapi", Some("3"), Some("1")) => Some(Self::V3_1),
            ("openapi", Some("3"), Some("2")) => Some(Self::V3_2),
            _ => None,
        };
        if version.is_none() {
            let message = format!("no version of OpenAPI that is read: {} {said}", mark.key.text);
            problems.push(
                Diagnostic::error(Code::OPENAPI_VERSION, message)
                    .at(mark.value.span, format!("#/{}", mark.key.text))
                    .help("versions 2.0, 3.0, 3.1 and 3.2 are read"),
            );
        }
        version
    }

    /// Returns true if schemas are JSON Schema 2020-12. Older versions have a dialect of draft 4.
    pub(super) fn has_json_schema(self) -> bool {
        self >= Self::V3_1
    }
}
