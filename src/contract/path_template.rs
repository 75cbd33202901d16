//! The path templates of operations, such as `/v2/orders/{id}` or `/reports/{day}.json`.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

/// The path of an operation. `{name}` matches one or more characters except `/` (`OpenAPI` 3.1, section 4.8.8.2).
///
/// Templates are ordered from specific to general. If several templates match a path, the smallest one applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathTemplate {
    segments: Vec<Segment>,
    text: String,
}

/// One segment between slashes. The order of the variants puts concrete segments before templated ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    /// A mixture of text and parameters.
    Mixed(Vec<Piece>),
    Parameter(String),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    Text(String),
    Parameter(String),
}

impl PathTemplate {
    /// Parses a template. Returns `None` if the template does not start with `/` or has unbalanced braces.
    pub fn parse(text: &str) -> Option<Self> {
        let path = text.strip_prefix('/')?;
        let segments: Option<Vec<Segment>> = path.split('/').map(segment).collect();
        Some(Self { segments: segments?, text: text.to_owned() })
    }

    /// Returns the template as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the names of the parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flat_map(|segment| match segment {
            Segment::Literal(_) => Vec::new(),
            Segment::Parameter(name) => vec![name.as_str()],
            Segment::Mixed(pieces) => pieces.iter().filter_map(Piece::parameter).collect(),
        })
    }

    /// Returns the position, counted from the end, of the last segment that consists of one parameter.
    pub fn last_parameter(&self) -> Option<usize> {
        let mut from_end = self.segments.iter().rev();
        from_end.position(|segment| matches!(segment, Segment::Parameter(_)))
    }

    /// Returns true if the template matches a path. The path starts with `/`, has no query and can be percent-encoded.
    pub fn matches(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else { return false };
        let mut parts = path.split('/');
        self.segments.iter().all(|segment| parts.next().is_some_and(|part| segment.takes(part)))
            && parts.next().is_none()
    }

    /// Returns true if both templates match the same paths. The names of parameters do not matter.
    pub fn is_alike(&self, other: &Self) -> bool {
        let shape = |template: &Self| -> Vec<Segment> {
            template.segments.iter().map(Segment::nameless).collect()
        };
        shape(self) == shape(other)
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Piece {
    fn parameter(&self) -> Option<&str> {
        if let Self::Parameter(name) = self { Some(name) } else { None }
    }
}

impl Segment {
    fn takes(&self, part: &str) -> bool {
        match self {
            Self::Parameter(_) => !part.is_empty(),
            Self::Literal(text) if text == part => true,
            Self::Literal(text) => part.contains('%') && *text == decoded(part),
            Self::Mixed(pieces) => fits(pieces, &decoded(part)),
        }
    }

    fn nameless(&self) -> Self {
        let unnamed = |piece: &Piece| match piece {
            Piece::Parameter(_) => Piece::Parameter(String::new()),
            Piece::Text(text) => Piece::Text(text.clone()),
        };
        match self {
            Self::Literal(text) => Self::Literal(text.clone()),
            Self::Parameter(_) => Self::Parameter(String::new()),
            Self::Mixed(pieces) => Self::Mixed(pieces.iter().map(unnamed).collect()),
        }
    }
}

fn decoded(part: &str) -> Cow<'_, str> {
    percent_decode_str(part).decode_utf8_lossy()
}

/// Returns true if a text consists of the pieces. Each parameter matches as few characters as possible.
fn fits(pieces: &[Piece], text: &str) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Text(start), rest @ ..] => {
            text.strip_prefix(start.as_str()).is_some_and(|text| fits(rest, text))
        }
        [Piece::Parameter(_)] => !text.is_empty(),
        [Piece::Parameter(_), rest @ ..] => {
            let ends = text.char_indices().map(|(at, _)| at).skip(1);
            ends.into_iter().any(|end| fits(rest, &text[end..]))
        }
    }
}

fn segment(text: &str) -> Option<Segment> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            pieces.push(literal(&rest[..open])?);
        }
        let close = rest[open..].find('}')? + open;
        let name = &rest[open + 1..close];
        if name.is_empty() || name.contains('{') {
            return None;
        }
        pieces.push(Piece::Parameter(name.to_owned()));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(literal(rest)?);
    }
    Some(match pieces.as_slice() {
        [Piece::Text(text)] => Segment::Literal(text.clone()),
        [Piece::Parameter(name)] => Segment::Parameter(name.clone()),
        _ => Segment::Mixed(pieces),
    })
}

fn literal(text: &str) -> Option<Piece> {
    (!text.contains('}')).then(|| Piece::Text(decoded(text).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, path: &str, expected: bool) {
        let template = PathTemplate::parse(template).expect("a template");
        assert_eq!(template.matches(path), expected, "{path}");
    }

    #[test]
    fn a_parameter_matches_one_segment() {
        check("/v2/orders/{id}", "/v2/orders/7", true);
        check("/v2/orders/{id}", "/v2/orders/", false);
        check("/v2/orders/{id}", "/v2/orders/7/capture", false);
        check("/", "/", true);
        check("/v2/", "/v2", false);
    }

    #[test]
    fn a_segment_can_mix_text_and_parameters() {
        check("/reports/{day}.json", "/reports/monday.json", true);
        check("/reports/{day}.json", "/reports/.json", false);
        check("/{from}..{to}", "/a..b..c", true);
        check("/users/{id}:close", "/users/7:open", false);
    }

    #[test]
    fn percent_encoded_characters_are_decoded_before_matching() {
        check("/a b/{id}", "/a%20b/%2F", true);
        check("/a%20b", "/a%20b", true);
        check("/{id}:close", "/7%3Aclose", true);
    }

    #[test]
    fn concrete_paths_sort_before_templates() {
        let mut all = ["/{a}/{b}", "/pets/{id}", "/pets/{id}.json", "/pets/mine", "/{a}/mine"]
            .map(|text| PathTemplate::parse(text).expect("a template"));
        all.sort();
        let sorted: Vec<&str> = all.iter().map(PathTemplate::as_str).collect();
        let expected = ["/pets/mine", "/pets/{id}.json", "/pets/{id}", "/{a}/mine", "/{a}/{b}"];
        assert_eq!(sorted, expected);
    }

    #[test]
    fn the_last_parameter_is_counted_from_the_end() {
        let last = |text| PathTemplate::parse(text).expect("a template").last_parameter();
        assert_eq!(last("/orders/{id}"), Some(0));
        assert_eq!(last("/orders/{id}/lines"), Some(1));
        assert_eq!(last("/orders/{id}:close"), None);
    }

    #[test]
    fn templates_that_differ_in_names_only_are_alike() {
        let parse = |text| PathTemplate::parse(text).expect("a template");
        assert!(parse("/pets/{id}").is_alike(&parse("/pets/{name}")));
        assert!(!parse("/pets/{id}").is_alike(&parse("/pets/id")));
    }

    #[test]
    fn unbalanced_braces_are_refused() {
        for text in ["pets", "/{id", "/id}", "/{}", "/{a{b}}"] {
            assert_eq!(PathTemplate::parse(text), None, "{text}");
        }
    }
}
