//! `docs/hurl.md` has a line for every name of Hurl 8 that concerns a request or an assertion.
//!
//! The names are those of Hurl's own manual (`docs/manual/hurl.md`, `docs/request.md`,
//! `docs/asserting-response.md`, `docs/filters.md`, `docs/templates.md`) and of its grammar.

use std::fs;
use std::path::Path;

const SECTIONS: &[&str] = &[
    "[Asserts]",
    "[BasicAuth]",
    "[Captures]",
    "[Cookies]",
    "[Form]",
    "[FormParams]",
    "[Multipart]",
    "[MultipartFormData]",
    "[Options]",
    "[Query]",
    "[QueryStringParams]",
];

/// The options that are valid in `[Options]`.
const REQUEST_OPTIONS: &[&str] = &[
    "aws-sigv4",
    "cacert",
    "cert",
    "compressed",
    "connect-timeout",
    "connect-to",
    "delay",
    "digest",
    "header",
    "http1.0",
    "http1.1",
    "http2",
    "http3",
    "insecure",
    "ipv4",
    "ipv6",
    "key",
    "limit-rate",
    "location",
    "location-trusted",
    "max-redirs",
    "max-time",
    "negotiate",
    "netrc",
    "netrc-file",
    "netrc-optional",
    "ntlm",
    "output",
    "path-as-is",
    "pinnedpubkey",
    "proxy",
    "repeat",
    "resolve",
    "retry",
    "retry-interval",
    "skip",
    "unix-socket",
    "user",
    "variable",
    "verbose",
    "verbosity",
    "very-verbose",
];

/// The options that are valid on the command line only.
const COMMAND_LINE_OPTIONS: &[&str] = &[
    "color",
    "continue-on-error",
    "cookie",
    "cookie-jar",
    "curl",
    "error-format",
    "file-root",
    "from-entry",
    "glob",
    "include",
    "jobs",
    "json",
    "max-filesize",
    "no-assert",
    "no-color",
    "no-cookie-store",
    "no-output",
    "no-pretty",
    "no-proxy",
    "parallel",
    "pretty",
    "progress-bar",
    "report-html",
    "report-json",
    "report-junit",
    "report-tap",
    "secret",
    "secrets-file",
    "ssl-no-revoke",
    "test",
    "to-entry",
    "user-agent",
    "variables-file",
];

const QUERIES: &[&str] = &[
    "body",
    "bytes",
    "certificate",
    "cookie",
    "duration",
    "header",
    "ip",
    "jsonpath",
    "md5",
    "rawbytes",
    "redirects",
    "regex",
    "sha256",
    "status",
    "url",
    "variable",
    "version",
    "xpath",
];

const PREDICATES: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "contains",
    "endsWith",
    "exists",
    "includes",
    "isBoolean",
    "isCollection",
    "isDate",
    "isEmpty",
    "isFloat",
    "isInteger",
    "isIpv4",
    "isIpv6",
    "isIsoDate",
    "isList",
    "isNumber",
    "isObject",
    "isString",
    "isUuid",
    "matches",
    "not",
    "startsWith",
];

const FILTERS: &[&str] = &[
    "base64Decode",
    "base64Encode",
    "base64UrlSafeDecode",
    "base64UrlSafeEncode",
    "charsetDecode",
    "count",
    "dateFormat",
    "daysAfterNow",
    "daysBeforeNow",
    "decode",
    "first",
    "format",
    "htmlEscape",
    "htmlUnescape",
    "jsonpath",
    "last",
    "location",
    "nth",
    "regex",
    "replace",
    "replaceRegex",
    "split",
    "toDate",
    "toFloat",
    "toHex",
    "toInt",
    "toString",
    "urlDecode",
    "urlEncode",
    "urlQueryParam",
    "utf8Decode",
    "utf8Encode",
    "xpath",
];

const TEMPLATES: &[&str] = &["{{name}}", "{{newUuid}}", "{{newDate}}", "{{getEnv(\"NAME\")}}"];

/// Returns the first column of the tables whose header is one of `heads`.
fn first_column(page: &str, heads: &[&str]) -> String {
    let mut rows = String::new();
    let mut inside = false;
    for line in page.lines() {
        inside =
            line.starts_with('|') && (inside || heads.iter().any(|head| line.starts_with(head)));
        if let Some(cell) = line.split('|').nth(1).filter(|_| inside) {
            rows += &[cell, "\n"].concat();
        }
    }
    rows
}

/// Checks that each name is in the first column of such a table.
#[track_caller]
fn assert_named(heads: &[&str], names: &[&str]) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hurl.md");
    let page = fs::read_to_string(page).expect("the page");
    let column = first_column(&page, heads);
    let lacking: Vec<_> =
        names.iter().filter(|name| !column.contains(&format!("`{name}`"))).collect();
    assert!(lacking.is_empty(), "docs/hurl.md has no line for {lacking:?}");
}

#[test]
fn every_section_of_hurl_has_its_line() {
    assert_named(&["| Hurl |"], SECTIONS);
    assert_named(&["| Hurl |"], TEMPLATES);
}

#[test]
fn every_option_of_hurl_has_its_line() {
    assert_named(&["| Hurl |"], REQUEST_OPTIONS);
    assert_named(&["| Hurl |"], COMMAND_LINE_OPTIONS);
}

#[test]
fn every_query_of_hurl_has_its_line() {
    assert_named(&["| Hurl's query |"], QUERIES);
}

#[test]
fn every_predicate_of_hurl_has_its_line() {
    assert_named(&["| predicate |"], PREDICATES);
}

#[test]
fn every_filter_of_hurl_has_its_line() {
    assert_named(&["| filter |"], FILTERS);
}
