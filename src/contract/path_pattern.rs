//! The path patterns of scopes.

use std::fmt;

/// A pattern for paths: `*` or `{name}` matches one segment, a final `**` matches any number of segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Literal(String),
    One,
    Rest,
}

impl PathPattern {
    /// Parses a pattern. Returns `None` if the pattern does not start with `/`, or has `**` before its end.
    pub fn parse(text: &str) -> Option<Self> {
        let segments: Vec<Segment> = text.strip_prefix('/')?.split('/').map(segment).collect();
        let inner = segments.split_last().map_or(&[][..], |(_, inner)| inner);
        (!inner.contains(&Segment::Rest)).then_some(Self { segments })
    }

    /// Returns true if the pattern matches a path. The path starts with `/` and has no query.
    pub fn matches(&self, path: &str) -> bool {
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        for segment in &self.segments {
            match (segment, parts.next()) {
                (Segment::Rest, _) => return true,
                (Segment::One, Some(part)) if !part.is_empty() => {}
                (Segment::Literal(literal), Some(part)) if literal == part => {}
                _ => return false,
            }
        }
        parts.next().is_none()
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(literal) => write!(f, "/{literal}"),
            Segment::One => f.write_str("/*"),
            Segment::Rest => f.write_str("/**"),
        })
    }
}

fn segment(text: &str) -> Segment {
    match text {
        "**" => Segment::Rest,
        "*" => Segment::One,
        _ if text.starts_with('{') && text.ends_with('}') => Segment::One,
        _ => Segment::Literal(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: bool) {
        let pattern = PathPattern::parse(pattern).expect("a pattern");
        assert_eq!(pattern.matches(path), expected, "{path}");
    }

    #[test]
    fn a_pattern_is_displayed_as_written() {
        for text in ["/", "/v1/**", "/v2/orders/*/capture"] {
            assert_eq!(PathPattern::parse(text).expect("a pattern").to_string(), text);
        }
    }

    #[test]
    fn a_literal_matches_only_itself() {
        check("/v1/oauth2/token", "/v1/oauth2/token", true);
        check("/v1/oauth2/token", "/v1/oauth2/token/x", false);
        check("/v1/oauth2/token", "/v1/oauth2", false);
    }

    #[test]
    fn a_star_and_a_name_match_one_segment() {
        check("/v2/orders/{id}", "/v2/orders/7", true);
        check("/v2/*/x", "/v2/a/x", true);
        check("/v2/orders/{id}", "/v2/orders/", false);
        check("/v2/orders/{id}", "/v2/orders/7/capture", false);
    }

    #[test]
    fn two_stars_match_any_rest() {
        check("/v1/oauth2/**", "/v1/oauth2/token/x", true);
        check("/v1/oauth2/**", "/v1/oauth2", true);
        check("/v1/oauth2/**", "/v1/oauth", false);
        check("/**", "/", true);
    }

    #[test]
    fn a_pattern_starts_with_a_slash_and_has_two_stars_only_at_its_end() {
        assert_eq!(PathPattern::parse("v1/**"), None);
        assert_eq!(PathPattern::parse("/**/x"), None);
    }
}
