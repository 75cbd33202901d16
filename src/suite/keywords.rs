//! Every key of the suite language, in one table.

use crate::source::Keyword;

/// The methods that a case may have as its key (RFC 9110, section 9; RFC 5789; QUERY).
pub static METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/// The keys of a suite.
pub static SUITE: &[Keyword] = &[
    key("version", "The version of the suite language; 1 where it is absent."),
    key("suite", "The name of the suite, a slug."),
    key("contract", "The contract that the suite speaks for: a path relative to the suite."),
    key("vars", "Values that cases use as `${name}`; `--var` on the command line wins over them."),
    key("credentials", "Who may send requests, by name: `bearer`, `basic` or `header`."),
    key("as", "The credentials of every case that names no other."),
    key("tags", "Tags of every case of the suite."),
    key("setup", "Cases that run first, in the order of the file; all others require them."),
    key("cases", "The cases."),
    key("teardown", "Cases that always run last, in the order of the file."),
];

/// The keys of a case.
pub static CASE: &[Keyword] = &[
    key("id", "The name of the case in its suite, a slug."),
    key("each", "A table: the case is run once for each row, whose columns are variables."),
    key("GET", "Sends GET to this path."),
    key("HEAD", "Sends HEAD to this path."),
    key("POST", "Sends POST to this path."),
    key("PUT", "Sends PUT to this path."),
    key("PATCH", "Sends PATCH to this path."),
    key("DELETE", "Sends DELETE to this path."),
    key("OPTIONS", "Sends OPTIONS to this path."),
    key("TRACE", "Sends TRACE to this path."),
    key("QUERY", "Sends QUERY to this path."),
    key("follow", "Sends what a link in another case's response says: its method, its href."),
    key("query", "Members appended to the query of the path, form-encoded, in this order."),
    key("headers", "Header fields; `null` keeps a field from being sent."),
    key("json", "The content: any value, sent as application/json."),
    key("form", "The content: members, sent as application/x-www-form-urlencoded."),
    key("body", "The content: this very text; `headers` name its type."),
    key("as", "The credentials to send, or `nobody`."),
    key("expect", "What is documented to come back: `201`, `404 RESOURCE_NOT_FOUND`, or in full."),
    key("until", "Sends the request again until a condition holds or the time is up."),
    key("retry", "How often to send again what got no answer, or 429 or 503 unless asked for."),
    key("repeat", "How often the same request is sent in a row, 1 to 1000; all are judged."),
    key("burst", "How often it is sent at once, 1 to 200, alone; one response is as expected."),
    key("capture", "Values of the response to remember, each a name with a JSONPath query."),
    key("replay", "Whether the very same request is sent again, to answer as documented for that."),
    key("tags", "Tags to select the case by."),
    key("after", "Ids of cases that must have ended before this one begins."),
    key("alone", "Whether no other case runs at the same time."),
    key("needs", "What the target must offer; the case is skipped where it does not."),
];

/// The keys of `expect`.
pub static EXPECT: &[Keyword] = &[
    key("status", "The status, 100 to 599."),
    key("code", "The error code, which the contract documents for that status."),
    key("headers", "Header fields: a text they equal, `null` for none, or a JSON Schema."),
    key(
        "equals",
        "JSONPath queries with the values that stand there; numbers never equal strings.",
    ),
    key("matches", "JSONPath queries with JSON Schemas for what stands there."),
    key("body", "A body of the contract by name, a schema file, or a JSON Schema in place."),
];

/// The keys of `until`.
pub static UNTIL: &[Keyword] = &[
    key("status", "The status that is awaited."),
    key("headers", "Header fields that are awaited, written as in `expect`."),
    key("equals", "JSONPath queries with the values that are awaited there."),
    key("matches", "JSONPath queries with JSON Schemas for what is awaited there."),
    key("every", "The pause before the request is sent again, such as `500ms`; 1s by default."),
    key("for", "How long to wait for the condition, such as `2m`; 30s by default."),
];

/// The keys of `retry`.
pub static RETRY: &[Keyword] = &[
    key("times", "How often at most, 1 to 20; 3 by default."),
    key("wait", "The first pause, such as `200ms`, which doubles up to 10s; 100ms by default."),
    key("unsafe", "Whether methods that are not idempotent are sent again too."),
];

/// The keys of `follow`.
pub static FOLLOW: &[Keyword] = &[
    key("from", "The id of the case whose response has the link."),
    key("rel", "The link's relation type."),
];

/// The keys of a credential; it has one of them.
pub static CREDENTIAL: &[Keyword] = &[
    key("bearer", "A token, sent as `Authorization: Bearer` (RFC 6750, section 2.1)."),
    key("basic", "User and password, sent as `Authorization: Basic` (RFC 7617)."),
    key("header", "Header fields of the author's choice."),
];

/// The keys of `basic`.
pub static BASIC: &[Keyword] = &[
    key("user", "The user-id; it must not hold a colon (RFC 7617, section 2)."),
    key("password", "The password."),
];

const fn key(name: &'static str, about: &'static str) -> Keyword {
    Keyword { name, about }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_a_key_of_a_case() {
        for method in METHODS {
            assert!(CASE.iter().any(|key| key.name == *method), "{method}");
        }
    }

    #[test]
    fn every_key_is_explained_in_one_sentence() {
        for key in
            [SUITE, CASE, EXPECT, UNTIL, RETRY, FOLLOW, CREDENTIAL, BASIC].into_iter().flatten()
        {
            assert!(key.about.ends_with('.'), "{}", key.name);
        }
    }
}
