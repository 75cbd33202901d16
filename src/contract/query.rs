//! `JSONPath` queries (RFC 9535).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath};

use super::singular_query::Steps;
use super::value_text::{push_index, push_member};

/// The maximum number of nested filters. The parser of `serde_json_path` takes exponential time in them.
const NESTED_FILTERS: usize = 8;

/// A compiled `JSONPath` query (RFC 9535). Clones share the compiled form.
#[derive(Clone)]
pub struct Query(Arc<Compiled>);

struct Compiled {
    text: Box<str>,
    path: Path,
}

/// The compiled form of a query. Most queries have only names and indexes, which need no query engine.
enum Path {
    Steps(Steps),
    Any(Box<JsonPath>),
}

/// The reason why a text is not a `JSONPath` query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// The problem, without a full stop.
    pub message: String,
    /// The byte offset of the problem in the text.
    pub at: usize,
}

impl Query {
    /// Compiles a query.
    ///
    /// # Errors
    ///
    /// If the text is not a query of RFC 9535, or has more than 8 nested filters.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if let Some(steps) = Steps::parse(text) {
            return Ok(Self::of(text, Path::Steps(steps)));
        }
        if text.matches("[?").count() > NESTED_FILTERS {
            let message = format!("more than {NESTED_FILTERS} filters in one query");
            return Err(QueryError { message, at: 0 });
        }
        if let Some(at) = cut_off_escape(text) {
            let message = "`\\u` is to be followed by four hexadecimal digits".to_owned();
            return Err(QueryError { message, at });
        }
        match JsonPath::parse(text) {
            Ok(path) => Ok(Self::of(text, Path::Any(Box::new(path)))),
            Err(error) => {
                let message = match error.message() {
                    "parser error" => "cannot be read from here on".to_owned(),
                    said => said.to_owned(),
                };
                Err(QueryError { message, at: error.position() })
            }
        }
    }

    fn of(text: &str, path: Path) -> Self {
        Self(Arc::new(Compiled { text: text.into(), path }))
    }

    /// Returns the query as written.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Returns every selected value, in the order of the document.
    pub fn select<'v>(&self, json: &'v Value) -> Vec<&'v Value> {
        match &self.0.path {
            Path::Steps(steps) => steps.follow(json).into_iter().collect(),
            Path::Any(path) => path.query(json).all(),
        }
    }

    /// Returns the first selected value.
    pub fn first<'v>(&self, json: &'v Value) -> Option<&'v Value> {
        match &self.0.path {
            Path::Steps(steps) => steps.follow(json),
            Path::Any(path) => path.query(json).first(),
        }
    }

    /// Returns every selected value with its normalized path (RFC 9535, section 2.7).
    pub fn locate<'v>(&self, json: &'v Value) -> Vec<(String, &'v Value)> {
        match &self.0.path {
            Path::Steps(steps) => {
                steps.follow(json).map(|value| (steps.to_string(), value)).into_iter().collect()
            }
            Path::Any(path) => {
                let located = path.query_located(json);
                located.iter().map(|node| (dotted(node.location()), node.node())).collect()
            }
        }
    }
}

/// A cache of compiled queries. The cases of a suite use the same few queries many times.
#[derive(Debug, Default)]
pub struct Queries(BTreeMap<Box<str>, Query>);

impl Queries {
    /// Compiles a query, or returns the cached one.
    ///
    /// # Errors
    ///
    /// The errors of [`Query::parse`].
    pub fn parse(&mut self, text: &str) -> Result<Query, QueryError> {
        if let Some(known) = self.0.get(text) {
            return Ok(known.clone());
        }
        let query = Query::parse(text)?;
        self.0.insert(text.into(), query.clone());
        Ok(query)
    }
}

/// Returns the offset of a `\u` without four hexadecimal digits (RFC 9535, section 2.3.1.1).
///
/// The parser of `serde_json_path` panics if a text ends inside such an escape.
fn cut_off_escape(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        // The character after a backslash is consumed, so that `\\u` is not taken for an escape.
        if c == '\\' && chars.next().is_some_and(|(_, escaped)| escaped == 'u') {
            let digits = chars.clone().take(4).filter(|(_, c)| c.is_ascii_hexdigit());
            if digits.count() < 4 {
                return Some(at);
            }
        }
    }
    None
}

/// Formats a normalized path in the short form: `$.details[0].field`.
fn dotted(path: &NormalizedPath<'_>) -> String {
    use serde_json_path::PathElement;
    let mut text = String::from("$");
    for element in path.iter() {
        match element {
            PathElement::Name(name) => push_member(&mut text, name),
            PathElement::Index(index) => push_index(&mut text, *index),
        }
    }
    text
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({})", self.as_str())
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_selected_value_has_a_short_path() {
        let query = Query::parse("$..href").expect("a query");
        let json = json!({ "links": [{ "href": 1 }], "a b": { "href": 2 } });
        let places: Vec<String> = query.locate(&json).into_iter().map(|(path, _)| path).collect();
        assert_eq!(places, ["$.links[0].href", "$['a b'].href"]);
    }

    #[test]
    fn a_query_is_compiled_once() {
        let mut queries = Queries::default();
        let mut parse = |text| queries.parse(text).expect("a query");
        let (first, other, again) = (parse("$.a"), parse("$.b"), parse("$.a"));
        assert!(Arc::ptr_eq(&first.0, &again.0) && !Arc::ptr_eq(&first.0, &other.0));
        assert!(queries.parse("a").is_err());
    }

    #[test]
    fn an_incomplete_escape_is_refused_at_its_place() {
        for text in [r#"$["\u"#, r#"$["\ud"#, r#"$["\uD834\u"#, r#"$["\uD834\udD1"#, r#"$["\u12"]"#]
        {
            let error = Query::parse(text).expect_err(text);
            assert!(error.message.contains("four hexadecimal digits"), "{text}: {error}");
            assert_eq!(error.at, text.rfind("\\u").expect("it has one"), "{text}");
        }
        for text in [r#"$["\u0061 b"]"#, r#"$["\uD834\uDD1E x"]"#, r#"$["\\u x"]"#] {
            assert!(Query::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn deeply_nested_filters_are_refused_without_being_parsed() {
        let text = format!("${}", "[?@.a".repeat(200));
        let error = Query::parse(&text).expect_err("too many filters");
        assert_eq!(error.message, "more than 8 filters in one query");
    }
}
