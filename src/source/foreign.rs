//! What other tools call a key, so that whoever comes from them is told the word that stands here.

/// A word from elsewhere with ours; where several of ours could be meant, the first that a mapping has.
const WORDS: &[(&str, &str)] = &[
    ("assert", "expect"),
    ("assertion", "expect"),
    ("assertions", "expect"),
    ("asserts", "expect"),
    ("check", "expect"),
    ("checks", "expect"),
    ("response", "expect"),
    ("validate", "expect"),
    ("auth", "as"),
    ("auth", "credentials"),
    ("authentication", "as"),
    ("authentication", "credentials"),
    ("authorization", "as"),
    ("authorization", "credentials"),
    ("captures", "capture"),
    ("export", "capture"),
    ("extract", "capture"),
    ("outputs", "capture"),
    ("save", "capture"),
    ("store", "capture"),
    ("depends", "after"),
    ("depends-on", "after"),
    ("depends_on", "after"),
    ("dependsOn", "after"),
    ("requires", "after"),
    ("data", "json"),
    ("payload", "json"),
    ("description", "id"),
    ("name", "id"),
    ("name", "suite"),
    ("title", "id"),
    ("title", "suite"),
    ("parameters", "query"),
    ("params", "query"),
    ("qs", "query"),
    ("jsonpath", "equals"),
    ("statusCode", "status"),
    ("status_code", "status"),
    ("examples", "each"),
    ("matrix", "each"),
    ("loop", "repeat"),
    ("times", "repeat"),
    ("poll", "until"),
    ("skip", "waive"),
    ("env", "vars"),
    ("environment", "vars"),
    ("variables", "vars"),
    ("before", "setup"),
    ("after", "teardown"),
    ("cleanup", "teardown"),
    ("requests", "cases"),
    ("stages", "cases"),
    ("steps", "cases"),
    ("tests", "cases"),
    ("tests", "expect"),
    ("import", "use"),
    ("imports", "use"),
    ("include", "use"),
    ("base-url", "targets"),
    ("base_url", "targets"),
    ("host", "targets"),
    ("server", "targets"),
];

/// Words for which the method itself stands here, with the path behind it.
const REQUESTS: &[&str] = &["endpoint", "method", "path", "request", "uri", "url"];

/// What to write in place of a word from elsewhere, if it is one and the mapping has a key for it.
pub(super) fn told(word: &str, has: impl Fn(&str) -> bool) -> Option<String> {
    if REQUESTS.contains(&word) && has("GET") {
        return Some("a request is its method with its path: `GET: /v2/orders`".to_owned());
    }
    let ours = WORDS.iter().find(|(foreign, ours)| *foreign == word && has(ours));
    ours.map(|(_, ours)| format!("the word for that is `{ours}` here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, keys: &[&str], expected: Option<&str>) {
        assert_eq!(told(word, |key| keys.contains(&key)).as_deref(), expected);
    }

    #[test]
    fn a_word_is_told_only_where_its_key_may_stand() {
        let case = ["GET", "after", "as", "expect", "id"];
        check("assertions", &case, Some("the word for that is `expect` here"));
        check("auth", &case, Some("the word for that is `as` here"));
        check("auth", &["credentials"], Some("the word for that is `credentials` here"));
        check("url", &case, Some("a request is its method with its path: `GET: /v2/orders`"));
        check("steps", &case, None);
        check("exepct", &case, None);
    }
}
