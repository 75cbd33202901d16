//! Paths, their methods, and the scope that each method needs.

use http::Method;

use super::api_response::Shape;

/// The resource at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resource<'path> {
    Token,
    Orders,
    Order(&'path str),
    Approval(&'path str),
    Capture(&'path str),
    Documents(&'path str),
    Sessions,
    Nothing,
}

/// The operation of a request, as specific as the conditions of faults need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Token,
    Create,
    Replay,
    List,
    Show,
    Head,
    Approve,
    Capture,
    /// A request for a capture.
    Captured,
    Attach,
    OpenSession,
    Delete,
    DeleteAgain,
    /// An unknown path, or a method that the resource does not support.
    Unknown,
}

/// The scope for reading.
pub(super) const READ: &str = "orders:read";

/// The scope for changes.
pub(super) const WRITE: &str = "orders:write";

/// Returns the form of the errors below a path.
pub(super) fn shape(path: &str) -> Shape {
    if path.starts_with("/v1/oauth2/") { Shape::Identity } else { Shape::Point }
}

impl<'path> Resource<'path> {
    /// Returns the resource at a path.
    pub(super) fn of(path: &'path str) -> Resource<'path> {
        let mut segments = path.split('/').skip(1);
        let segments =
            [segments.next(), segments.next(), segments.next(), segments.next(), segments.next()];
        match segments {
            [Some("v1"), Some("oauth2"), Some("token"), None, None] => Resource::Token,
            [Some("v2"), Some("orders"), None, None, None] => Resource::Orders,
            [Some("v2"), Some("orders"), Some(id), None, None] => Resource::Order(id),
            [Some("v2"), Some("orders"), Some(id), Some("approve"), None] => Resource::Approval(id),
            [Some("v2"), Some("orders"), Some(id), Some("capture"), None] => Resource::Capture(id),
            [Some("v2"), Some("orders"), Some(id), Some("documents"), None] => {
                Resource::Documents(id)
            }
            [Some("v2"), Some("sessions"), None, None, None] => Resource::Sessions,
            _ => Resource::Nothing,
        }
    }

    /// Returns the id of the order in the path.
    pub(super) fn order(&self) -> Option<&'path str> {
        match self {
            Resource::Order(id)
            | Resource::Approval(id)
            | Resource::Capture(id)
            | Resource::Documents(id) => Some(id),
            Resource::Token | Resource::Orders | Resource::Sessions | Resource::Nothing => None,
        }
    }

    /// Returns the methods of this resource in the form of `Allow`.
    pub(super) fn allow(&self) -> &'static str {
        match self {
            Resource::Token
            | Resource::Approval(_)
            | Resource::Documents(_)
            | Resource::Sessions => "POST",
            Resource::Orders | Resource::Capture(_) => "GET, HEAD, POST",
            Resource::Order(_) => "GET, HEAD, DELETE",
            Resource::Nothing => "",
        }
    }

    /// Returns true if this resource supports a method.
    pub(super) fn has(&self, method: &Method) -> bool {
        self.allow().split(", ").any(|allowed| allowed == method.as_str())
    }

    /// Returns the scope that a method needs. `None` for an unsupported method, and for sessions, which need no scope.
    pub(super) fn scope(&self, method: &Method) -> Option<&'static str> {
        let needs_one = self.has(method) && *self != Resource::Sessions;
        needs_one.then_some(if method.is_safe() { READ } else { WRITE })
    }

    /// Returns the operation of a method. A replay is recognised only later.
    pub(super) fn operation(&self, method: &Method) -> Operation {
        if !self.has(method) {
            return Operation::Unknown;
        }
        match self {
            Resource::Token => Operation::Token,
            Resource::Orders | Resource::Order(_) if *method == Method::HEAD => Operation::Head,
            Resource::Orders if *method == Method::POST => Operation::Create,
            Resource::Orders => Operation::List,
            Resource::Order(_) if *method == Method::DELETE => Operation::Delete,
            Resource::Order(_) => Operation::Show,
            Resource::Approval(_) => Operation::Approve,
            Resource::Capture(_) if *method == Method::POST => Operation::Capture,
            Resource::Capture(_) => Operation::Captured,
            Resource::Documents(_) => Operation::Attach,
            Resource::Sessions => Operation::OpenSession,
            Resource::Nothing => Operation::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &Resource<'_>) {
        assert_eq!(&Resource::of(path), expected, "{path}");
    }

    #[test]
    fn a_path_names_its_resource() {
        check("/v1/oauth2/token", &Resource::Token);
        check("/v2/orders", &Resource::Orders);
        check("/v2/orders/A", &Resource::Order("A"));
        check("/v2/orders/A/approve", &Resource::Approval("A"));
        check("/v2/orders/A/capture", &Resource::Capture("A"));
        check("/v2/orders/A/documents", &Resource::Documents("A"));
        check("/v2/sessions", &Resource::Sessions);
    }

    #[test]
    fn a_path_that_is_longer_or_shorter_names_nothing() {
        check("/", &Resource::Nothing);
        check("/v2", &Resource::Nothing);
        check("/v2/orders/A/approve/now", &Resource::Nothing);
        check("/v2/orders/A/refund", &Resource::Nothing);
    }
}
