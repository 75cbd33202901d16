//! Slugs: the names of suites, cases and rows, as they appear in commands, file names and reports.

/// The maximum length of a slug that is derived from a value.
const LONGEST: usize = 48;

/// Returns `true` if a text is a slug: lower-case letters, digits, `_`, `.` and `-`, with a letter or digit first.
pub(super) fn is_slug(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && text.chars().all(is_slug_character)
}

/// Derives a slug from a text. Returns `None` if no character of the text can be kept.
pub(super) fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for character in text.to_lowercase().chars() {
        if is_slug_character(character) {
            slug.push(character);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() > LONGEST {
            break;
        }
    }
    let slug = slug.trim_start_matches(['-', '_', '.']).trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

fn is_slug_character(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || "_.-".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(slug(text).as_deref(), expected);
        assert!(expected.is_none_or(is_slug));
    }

    #[test]
    fn a_slug_keeps_the_allowed_characters() {
        check("Create Order!", Some("create-order"));
        check("-1", Some("1"));
        check("10.00", Some("10.00"));
        check("Größe", Some("gr-e"));
        check("!!", None);
        check("", None);
    }
}
