//! The success response that an operation documents.

use http::Method;
use serde_json::Value;

use crate::contract::{BodyRule, BodySchema, Documented, Operation};

/// The success that a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentedSuccess {
    /// This status, because the operation documents it.
    Status(u16),
    /// Any 2xx, because the operation documents `2XX`.
    AnySuccess,
}

impl DocumentedSuccess {
    /// Returns the success that an operation documents, or `None` if it documents neither a 2xx nor a redirect.
    pub(super) fn of(operation: &Operation) -> Option<Self> {
        let territory = &operation.territory;
        let documented: Vec<u16> = territory.codes.keys().copied().collect();
        let usual =
            // A POST that creates a resource is answered with 201 (RFC 9110, section 9.3.3).
            if operation.method == Method::POST { [201, 200, 202] } else { [200, 204, 202] };
        let usual = usual.into_iter().find(|status| documented.contains(status));
        let first = |class: u16| documented.iter().find(|status| **status / 100 == class).copied();
        if let Some(status) = usual.or_else(|| first(2)) {
            return Some(Self::Status(status));
        }
        if territory.classes.contains_key(&2) {
            return Some(Self::AnySuccess);
        }
        // Redirects come last: they are successes of operations that document nothing else, such as a download.
        first(3).map(Self::Status)
    }

    /// Returns the schema of the JSON body.
    pub(super) fn schema(self, operation: &Operation) -> Option<&BodySchema> {
        let documented = self.row(operation)?;
        match &documented.body {
            BodyRule::Schema(schema) => Some(schema),
            BodyRule::Content(contents) => {
                let mut json = contents.iter().filter(|content| is_json(&content.media_type));
                json.find_map(|content| content.schema.as_deref())
            }
            BodyRule::None | BodyRule::Unstated => None,
        }
    }

    /// Returns the documented row that the success proves.
    pub(super) fn row(self, operation: &Operation) -> Option<&Documented> {
        let territory = &operation.territory;
        match self {
            Self::Status(status) => territory.at(status).first(),
            Self::AnySuccess => territory.classes.get(&2)?.first(),
        }
    }

    /// Returns the value of `expect`. A case without `expect` accepts any 2xx.
    pub(super) fn status(self) -> Option<Value> {
        match self {
            Self::Status(status) => Some(Value::from(status)),
            Self::AnySuccess => None,
        }
    }
}

/// Returns true if content of a media type or media range can be JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/json" | "*/*" | "application/*" | "text/json")
        // The structured syntax suffix of JSON (RFC 6839, section 3.1).
        || essence.ends_with("+json")
}

/// Returns a media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    // Type and subtype are case-insensitive (RFC 9110, section 8.3.1).
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
