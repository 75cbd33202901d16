//! Finds the name that an author probably meant: "did you mean …?"

/// Returns the `known` name that is most similar to the `written` name, if any is similar enough.
///
/// The limit is a Damerau-Levenshtein distance of a third of the longer word, at least 1, without regard to
/// letter case. Among equally similar names, the one with the same letter case wins.
pub fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&lower, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= (written.len().max(word.len()) / 3).max(1))
        // The word itself is the last criterion, so that the result does not depend on the order of `known`.
        .min_by_key(|(distance, word)| {
            (*distance, strsim::damerau_levenshtein(written, word), *word)
        })
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
    fn a_typing_mistake_is_recognized() {
        check("exepct", Some("expect"));
        check("header", Some("headers"));
        check("Resource_Not_Fond", Some("RESOURCE_NOT_FOUND"));
    }

    #[test]
    fn the_name_with_the_same_letter_case_wins() {
        assert_eq!(closest("qery", ["QUERY", "query"]), Some("query"));
        assert_eq!(closest("QERY", ["QUERY", "query"]), Some("QUERY"));
    }

    #[test]
    fn a_different_word_is_not_suggested() {
        check("teardown", None);
        check("xml", None);
    }
}
