//! The `Link` header field (RFC 8288, section 3).

use super::response_link::Link;

/// Returns the links of one field line. Parsing ends at the first syntax error.
///
/// A link with an `anchor` belongs to another resource (RFC 8288, section 3.2) and is left out.
pub(super) fn links(line: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((href, after)) = target(rest) {
        let (parameters, after) = parameters(after);
        rest = after;
        let value = |name: &str| {
            let mut of_name =
                parameters.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
            // All but the first `rel` are ignored (section 3.3).
            of_name.next().map(|(_, value)| value.as_str())
        };
        if value("anchor").is_some() {
            continue;
        }
        for rel in value("rel").unwrap_or_default().split_ascii_whitespace() {
            // Registered relation types are compared without regard to case (section 2.1.1).
            let rel = if rel.contains(':') { rel.to_owned() } else { rel.to_ascii_lowercase() };
            let href = Some(href.to_owned());
            found.push(Link { rel, href, method: None, place: "link".to_owned() });
        }
    }
    found
}

/// Splits the text into the target between `<` and `>` and the rest.
fn target(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches([' ', '\t', ',']).strip_prefix('<')?;
    text.split_once('>')
}

/// Splits the text into the parameters of a link, up to the comma that ends the link, and the rest.
fn parameters(text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(parameter) = rest.strip_prefix(';') {
        let end = parameter.find(['=', ';', ',']).unwrap_or(parameter.len());
        let name = parameter[..end].trim().to_owned();
        let (value, after) = match parameter[end..].strip_prefix('=') {
            None => (String::new(), &parameter[end..]),
            Some(value) => value_of(value.trim_start()),
        };
        if !name.is_empty() {
            found.push((name, value));
        }
        rest = after.trim_start();
    }
    (found, rest)
}

/// Splits the text into a token or a quoted string (RFC 9110, section 5.6.4) and the rest.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        return (text[..end].trim().to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        let links = links(line);
        let found: Vec<(&str, &str)> = links
            .iter()
            .map(|link| (link.rel.as_str(), link.href.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn each_link_has_its_relation() {
        check(r#"<https://a/2>; rel="next""#, &[("next", "https://a/2")]);
        check("</2>; rel=next, </9>;rel=last", &[("next", "/2"), ("last", "/9")]);
        check(r#"</2>; rel="next last""#, &[("next", "/2"), ("last", "/2")]);
        check("</2>; Rel=Next", &[("next", "/2")]);
    }

    #[test]
    fn commas_and_semicolons_inside_a_link_end_nothing() {
        check(
            r#"</a,b;c>; title="x, y; \"z\""; rel=next, </d>; rel=up"#,
            &[("next", "/a,b;c"), ("up", "/d")],
        );
    }

    #[test]
    fn the_first_rel_counts() {
        check("</2>; rel=next; rel=last", &[("next", "/2")]);
    }

    #[test]
    fn a_link_without_a_relation_or_with_an_anchor_is_left_out() {
        check("</2>", &[]);
        check(r##"</2>; rel=next; anchor="#part", </3>; rel=next"##, &[("next", "/3")]);
    }

    #[test]
    fn a_syntax_error_ends_the_line() {
        check("nonsense", &[]);
        check("</2>; rel=next, nonsense, </3>; rel=last", &[("next", "/2")]);
        check("</2", &[]);
        check(r#"</2>; rel="next"#, &[("next", "/2")]);
        check("", &[]);
    }
}
