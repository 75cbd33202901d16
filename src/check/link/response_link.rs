//! One link of a response.

/// One link of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The relation type.
    pub rel: String,
    /// The target as written. Absent if the link has none.
    pub href: Option<String>,
    /// The method as written. Absent means GET.
    pub method: Option<String>,
    /// The place of the link: a path in the body, or `link` for the header field.
    pub place: String,
}

impl Link {
    /// Returns the method, which defaults to GET.
    pub fn method(&self) -> &str {
        self.method.as_deref().unwrap_or("GET")
    }
}
