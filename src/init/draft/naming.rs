//! Names for what a draft has: slugs of cases, names of values, variables of the environment.

use std::collections::BTreeSet;

/// The longest slug of a case, in characters.
const LONGEST: usize = 60;

/// Words that alone say nothing of what is named.
const GENERIC: [&str; 13] = [
    "id",
    "ids",
    "uuid",
    "guid",
    "sid",
    "key",
    "name",
    "slug",
    "ref",
    "reference",
    "number",
    "code",
    "name-or-id",
];

/// Last words of names whose values nobody can make up: they name things that are there.
const NAMING: [&str; 14] = [
    "id", "ids", "uuid", "guid", "sid", "arn", "key", "keys", "token", "tokens", "secret",
    "session", "digest", "hash",
];

/// The words of a name, in lower case: `orderId`, `order_id` and `Order-ID` are `order`, `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.replace("OAuth", "Oauth").chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let behind = letters.get(at + 1);
        let rises = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && behind.is_some_and(char::is_ascii_lowercase)
            });
        if rises {
            words.push(String::new());
        }
        words.last_mut().expect("there is a first word").push(letter.to_ascii_lowercase());
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words of a name with hyphens between them.
pub(super) fn hyphened(name: &str) -> String {
    words(name).join("-")
}

/// A slug of a name; dots stay where they are, as in `orders.create`.
pub(super) fn slug(name: &str) -> String {
    let parts: Vec<String> =
        name.split('.').map(hyphened).filter(|part| !part.is_empty()).collect();
    let mut slug = parts.join(".");
    slug.truncate(LONGEST);
    let slug = slug.trim_end_matches(['-', '.']);
    if slug.is_empty() { "case".to_owned() } else { slug.to_owned() }
}

/// A name for `${…}`: it begins with a letter, and is none that is taken by the language.
pub(super) fn variable(name: &str) -> String {
    let hyphened = hyphened(name);
    let begins = hyphened.starts_with(|first: char| first.is_ascii_alphabetic());
    if begins && hyphened != "env" { hyphened } else { format!("the-{hyphened}") }
}

/// The name of an environment variable.
pub(super) fn environment(parts: &[&str]) -> String {
    let mut words: Vec<String> = parts.iter().flat_map(|part| words(part)).collect();
    words.dedup();
    let name = words.join("_").to_ascii_uppercase();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("API_{name}")
    } else {
        name
    }
}

/// Whether the values of a name are nobody else's business.
pub(super) fn is_secret(name: &str) -> bool {
    words(name).last().is_some_and(|last| ["token", "secret", "password"].contains(&last.as_str()))
}

/// Whether a name is that of the request itself, so that each request has another one.
pub(super) fn is_of_a_request(name: &str) -> bool {
    let words = words(name);
    let ends = |end: &[&str]| words.iter().map(String::as_str).collect::<Vec<_>>().ends_with(end);
    words.iter().any(|word| word == "idempotency")
        || ends(&["request", "id"])
        || ends(&["correlation", "id"])
        || ends(&["trace", "id"])
}

/// Whether a name alone does not say what it names: `id`, `name`.
pub(super) fn is_generic(name: &str) -> bool {
    GENERIC.contains(&hyphened(name).as_str())
}

/// Whether the values of a name are those of things that are there already, such as `customer_id`.
pub(super) fn is_of_a_thing(name: &str) -> bool {
    words(name).last().is_some_and(|last| NAMING.contains(&last.as_str()))
}

/// One of what a word says there are several of: `orders` is `order`, `categories` is `category`.
pub(super) fn singular(word: &str) -> String {
    let stem = |end: &str| word.strip_suffix(end);
    if let Some(stem) = stem("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    for end in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let kept = ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word.len() < 4;
    if kept { word.to_owned() } else { stem("s").unwrap_or(word).to_owned() }
}

/// Gives each name once: the first keeps it, the others are numbered from 2 on.
#[derive(Debug, Default)]
pub(super) struct Unique(BTreeSet<String>);

impl Unique {
    pub(super) fn take(&mut self, name: &str) -> String {
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut free = std::iter::once(name.to_owned()).chain(numbered);
        let free = free.find(|name| !self.0.contains(name)).expect("numbers do not end");
        self.0.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(actual: &str, expected: &str) {
        assert_eq!(actual, expected);
    }

    #[test]
    fn a_slug_has_the_words_of_a_name() {
        check(&slug("createSpecialEvent"), "create-special-event");
        check(&slug("orders.create"), "orders.create");
        check(&slug("GET /v2/orders/{id}"), "get-v2-orders-id");
        check(&slug("listHTTPRoutes_v2"), "list-http-routes-v2");
        check(&slug("…"), "case");
    }

    #[test]
    fn a_variable_begins_with_a_letter() {
        check(&variable("orderId"), "order-id");
        check(&variable("2fa"), "the-2fa");
        check(&variable("env"), "the-env");
    }

    #[test]
    fn an_environment_variable_is_in_capitals() {
        check(&environment(&["museum-api", "token"]), "MUSEUM_API_TOKEN");
        check(&environment(&["figma", "Figma-Token"]), "FIGMA_TOKEN");
        check(&environment(&["2checkout", "user"]), "API_2CHECKOUT_USER");
    }

    #[test]
    fn one_of_many_has_a_name_of_its_own() {
        check(&singular("orders"), "order");
        check(&singular("categories"), "category");
        check(&singular("addresses"), "address");
        check(&singular("boxes"), "box");
        check(&singular("status"), "status");
        check(&singular("sms"), "sms");
    }

    #[test]
    fn what_names_a_thing_cannot_be_made_up() {
        assert!(is_of_a_thing("customer_id") && is_of_a_thing("pathServiceSid"));
        assert!(!is_of_a_thing("amount") && !is_of_a_thing("width"));
        assert!(is_generic("id") && !is_generic("orderId"));
    }

    #[test]
    fn a_name_is_given_once() {
        let mut unique = Unique::default();
        let given = ["a", "a", "b", "a"].map(|name| unique.take(name));
        assert_eq!(given, ["a", "a-2", "b", "a-3"]);
    }
}
