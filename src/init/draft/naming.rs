//! Names in a drafted suite: slugs of cases, variables for `${…}`, environment variables.

use std::collections::BTreeSet;

/// The maximum length of a slug, in characters.
const MAX_SLUG: usize = 60;

/// Names that need the name of the resource to be clear.
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

/// Last words of names whose values identify existing resources, so that no value can be made up.
const IDENTIFYING: [&str; 14] = [
    "id", "ids", "uuid", "guid", "sid", "arn", "key", "keys", "token", "tokens", "secret",
    "session", "digest", "hash",
];

/// Splits a name into words in lower case: `orderId`, `order_id` and `Order-ID` are `order`, `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    // `OAuth` is one word.
    let letters: Vec<char> = name.replace("OAuth", "Oauth").chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        // The last capital of a run begins the next word: `HTTPRoutes` is `http`, `routes`.
        let is_start = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase)
            });
        if is_start {
            words.push(String::new());
        }
        words.last_mut().expect("there is a first word").push(letter.to_ascii_lowercase());
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Joins the words of a name with hyphens.
pub(super) fn hyphened(name: &str) -> String {
    words(name).join("-")
}

/// Makes a slug from a name. Dots are kept, as in `orders.create`.
pub(super) fn slug(name: &str) -> String {
    let parts: Vec<String> =
        name.split('.').map(hyphened).filter(|part| !part.is_empty()).collect();
    let mut slug = parts.join(".");
    // Words are ASCII, so every index is the boundary of a character.
    slug.truncate(MAX_SLUG);
    let slug = slug.trim_end_matches(['-', '.']);
    if slug.is_empty() { "case".to_owned() } else { slug.to_owned() }
}

/// Makes a name for `${…}`. The name begins with a letter and is not `env`, which suites reserve.
pub(super) fn variable(name: &str) -> String {
    let hyphened = hyphened(name);
    let begins = hyphened.starts_with(|first: char| first.is_ascii_alphabetic());
    if begins && hyphened != "env" { hyphened } else { format!("the-{hyphened}") }
}

/// Makes the name of an environment variable from parts such as the API and the purpose.
pub(super) fn environment(parts: &[&str]) -> String {
    let mut words: Vec<String> = parts.iter().flat_map(|part| words(part)).collect();
    // The API and its secret often share a word: `figma` and `Figma-Token` give `FIGMA_TOKEN`.
    words.dedup();
    let name = words.join("_").to_ascii_uppercase();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        // The name of an environment variable does not begin with a digit (POSIX.1-2017, XBD, section 8.1).
        format!("API_{name}")
    } else {
        name
    }
}

/// Returns true if the values of a name are secret.
pub(super) fn is_secret(name: &str) -> bool {
    words(name).last().is_some_and(|last| ["token", "secret", "password"].contains(&last.as_str()))
}

/// Returns true if a name identifies the request itself, so that each request needs a new value.
pub(super) fn identifies_request(name: &str) -> bool {
    let words = words(name);
    let ends = |end: &[&str]| words.iter().map(String::as_str).collect::<Vec<_>>().ends_with(end);
    words.iter().any(|word| word == "idempotency")
        || ends(&["request", "id"])
        || ends(&["correlation", "id"])
        || ends(&["trace", "id"])
}

/// Returns true if a name is unclear without the name of its resource: `id`, `name`.
pub(super) fn is_generic(name: &str) -> bool {
    GENERIC.contains(&hyphened(name).as_str())
}

/// Returns true if the values of a name identify existing resources, such as `customer_id`.
pub(super) fn identifies_resource(name: &str) -> bool {
    words(name).last().is_some_and(|last| IDENTIFYING.contains(&last.as_str()))
}

/// Returns the singular of a word: `order` for `orders`, `category` for `categories`.
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
    // Short words that end in `s` are rarely plurals: `sms`, `gas`.
    let is_singular = ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word.len() < 4;
    if is_singular { word.to_owned() } else { stem("s").unwrap_or(word).to_owned() }
}

/// Makes names unique. A name that is taken gets a number, counted from 2.
#[derive(Debug, Default)]
pub(super) struct UniqueNames(BTreeSet<String>);

impl UniqueNames {
    /// Takes a name, with a number if the name is taken already.
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
    fn a_slug_consists_of_the_words_of_a_name() {
        check(&slug("createSpecialEvent"), "create-special-event");
        check(&slug("orders.create"), "orders.create");
        check(&slug("GET /v2/orders/{id}"), "get-v2-orders-id");
        check(&slug("listHTTPRoutes_v2"), "list-http-routes-v2");
        check(&slug("…"), "case");
    }

    #[test]
    fn the_name_of_a_variable_begins_with_a_letter() {
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
    fn the_singular_of_a_plural_is_found() {
        check(&singular("orders"), "order");
        check(&singular("categories"), "category");
        check(&singular("addresses"), "address");
        check(&singular("boxes"), "box");
        check(&singular("status"), "status");
        check(&singular("sms"), "sms");
    }

    #[test]
    fn a_name_that_identifies_a_resource_is_recognised() {
        assert!(identifies_resource("customer_id") && identifies_resource("pathServiceSid"));
        assert!(!identifies_resource("amount") && !identifies_resource("width"));
        assert!(is_generic("id") && !is_generic("orderId"));
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut unique = UniqueNames::default();
        let given = ["a", "a", "b", "a"].map(|name| unique.take(name));
        assert_eq!(given, ["a", "a-2", "b", "a-3"]);
    }
}
