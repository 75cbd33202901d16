//! Every key of the suite language, in tables. The reader and the JSON Schema are both derived from the tables.

mod case;
mod credentials;
mod expect;
mod probes;
mod sending;
mod shapes;
mod shared;
mod suite;

pub use case::{CASE, CONTENTS, FOLLOW, METHODS, PART};
pub use credentials::{BASIC, CERTIFIED, CREDENTIAL, OAUTH2, SECRET};
pub use expect::{EXPECT, LINK};
pub use probes::{CHANGE, EDITS, EXCEPTION, PROBES, SUITE_PROBES};
pub use sending::{RETRY, UNTIL};
pub use shared::{SHARED, SHARED_FORM};
pub use suite::{SUITE, SUITE_FORM};

#[cfg(test)]
mod tests {
    use super::case::REQUESTS;
    use super::*;

    #[test]
    fn every_method_is_a_key_of_a_case() {
        for method in METHODS {
            assert!(CASE.iter().any(|key| key.name == *method), "{method}");
        }
    }

    #[test]
    fn a_request_is_a_method_or_a_link() {
        let methods: Vec<&str> = METHODS.iter().copied().chain(["follow"]).collect();
        assert_eq!(methods, REQUESTS);
    }

    #[test]
    fn a_group_of_keys_consists_of_keys_of_its_form() {
        for form in SUITE_FORM.all().into_iter().chain(SHARED_FORM.all()) {
            let exclusive = form.at_most_one.iter().copied().flatten();
            for name in form.required.iter().chain(form.exactly_one).chain(exclusive) {
                assert!(form.keys.iter().any(|key| key.name == *name), "{name} of {}", form.name);
            }
        }
    }

    #[test]
    fn every_key_is_described_in_one_sentence() {
        let tables = [
            SUITE, SHARED, CASE, EXPECT, UNTIL, RETRY, FOLLOW, CERTIFIED, BASIC, SECRET, OAUTH2,
            PART,
        ];
        for key in tables.into_iter().flatten() {
            assert!(key.about.ends_with('.'), "{}", key.name);
        }
    }
}
