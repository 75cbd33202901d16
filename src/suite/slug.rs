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
    words(text, is_slug_character)
}

/// Derives the short name of a row from the value of its first column. Letters of any script are kept, so that names in
/// other languages stay readable. Different values can have the same short name; see [`exact_name`].
pub(super) fn row_name(text: &str) -> Option<String> {
    words(text, |c| is_slug_character(c) || !c.is_ascii() && c.is_alphanumeric())
}

fn words(text: &str, is_kept: impl Fn(char) -> bool) -> Option<String> {
    let mut slug = String::new();
    for character in text.to_lowercase().chars() {
        if is_kept(character) {
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

/// Returns a name that differs for different values: case and signs are kept, other characters are percent-encoded. A
/// long name is cut and gets a hash of the whole value. A value that is a slug is its own name.
pub(super) fn exact_name(text: &str) -> String {
    if text.is_empty() {
        // A percent sign is otherwise followed by two digits.
        return "%".to_owned();
    }
    let mut name = String::new();
    for character in text.chars() {
        if character.is_alphanumeric() || "_.-+".contains(character) {
            name.push(character);
        } else {
            let mut bytes = [0; 4];
            let encoded = character.encode_utf8(&mut bytes).bytes();
            name.extend(encoded.map(|byte| format!("%{byte:02X}")));
        }
        if name.len() > LONGEST {
            // FNV-1a: the name must be the same in every version of statusquo.
            let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
            return format!("{name}%{hash:016x}");
        }
    }
    name
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

    #[test]
    fn a_short_row_name_keeps_letters_of_any_script() {
        assert_eq!(row_name("Größe XL").as_deref(), Some("größe-xl"));
        assert_eq!(row_name("東京").as_deref(), Some("東京"));
        assert_eq!(row_name("!!"), None);
    }

    #[test]
    fn exact_names_of_different_values_differ() {
        let long = "x".repeat(LONGEST + 9);
        let other = format!("{long}y");
        let values = [
            "-1", "1", "+1", "A", "a", "a b", "a-b", "a%20b", "a_b", "", "%", "é", "É", &long,
            &other,
        ];
        let names: std::collections::BTreeSet<String> = values.map(exact_name).into();
        assert_eq!(names.len(), values.len(), "{names:?}");
        assert_eq!(exact_name("a b"), "a%20b");
        assert_eq!(exact_name("-1"), "-1");
    }
}
