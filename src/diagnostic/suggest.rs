//! "Did you mean …?"

/// The one of `known` that was most likely meant by what was `written`, if any is near enough.
///
/// Near is a Damerau-Levenshtein distance of at most a third of the longer word (at least 1), letter
/// case apart.
pub fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let written = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&written, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= (written.len().max(word.len()) / 3).max(1))
        .min()
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        assert_eq!(
            closest(written, ["expect", "headers", "json", "id", "RESOURCE_NOT_FOUND"]),
            expected
        );
    }

    #[test]
    fn a_slip_of_the_fingers_is_understood() {
        check("exepct", Some("expect"));
        check("header", Some("headers"));
        check("Resource_Not_Fond", Some("RESOURCE_NOT_FOUND"));
    }

    #[test]
    fn another_word_is_not() {
        check("teardown", None);
        check("xml", None);
    }
}
