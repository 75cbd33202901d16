//! "Did you mean …?"

/// The one of `known` that was most likely meant by what was `written`, if any is near enough.
///
/// Near is a Damerau-Levenshtein distance of at most a third of the longer word (at least 1), letter
/// case apart. Of words that are equally near, the one whose letters are written as `written` wins.
pub fn closest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&lower, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= (written.len().max(word.len()) / 3).max(1))
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
    fn a_slip_of_the_fingers_is_understood() {
        check("exepct", Some("expect"));
        check("header", Some("headers"));
        check("Resource_Not_Fond", Some("RESOURCE_NOT_FOUND"));
    }

    #[test]
    fn of_two_equally_near_the_one_in_the_same_case_is_meant() {
        assert_eq!(closest("qery", ["QUERY", "query"]), Some("query"));
        assert_eq!(closest("QERY", ["QUERY", "query"]), Some("QUERY"));
    }

    #[test]
    fn another_word_is_not() {
        check("teardown", None);
        check("xml", None);
    }
}
