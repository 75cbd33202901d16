//! Fetches a document from a URL.

use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::http::{ExchangeError, Limits, Request, Response, fetch as fetch_unjudged};
use crate::settings::Failure;

/// The media types of documents, the specific ones first.
const ACCEPTED: &str = "application/openapi+json, application/openapi+yaml, application/json, application/yaml, \
                        */*;q=0.5";

/// The content of a document that was fetched from a URL, and a name for its file.
pub(super) struct FetchedDocument {
    /// A file name for the document, with an extension.
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// Returns true if a document is named by a URL, not by a path.
pub(super) fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// Fetches the document at a URL. A redirect is not followed: the suites would depend on a host that the user did
/// not name.
pub(super) fn fetch(text: &str) -> Result<FetchedDocument, Failure> {
    let url = Url::parse(text)
        .map_err(|error| Failure::usage(format!("`{text}` is not a valid URL: {error}")))?;
    let response = crate::session::runtime()?
        .block_on(get(url.clone()))
        .map_err(|error| failure(&url, &error.to_string()))?;
    if response.status.is_redirection()
        && let Some(to) = response.headers.get(LOCATION).and_then(|to| to.to_str().ok())
    {
        // `Location` may be a relative reference (RFC 9110, section 10.2.2).
        let to = url.join(to).map_or_else(|_| to.to_owned(), |to| to.to_string());
        let failure =
            Failure::not_judged(format!("{} redirects to another URL", without_secrets(&url)));
        return Err(failure.help(format!("if you trust the other URL: `statusquo init {to}`")));
    }
    if !response.status.is_success() {
        return Err(failure(&url, &format!("the response has the status {}", response.status)));
    }
    let content = response.body.to_vec();
    Ok(FetchedDocument { name: file_name(&url, &content), content })
}

async fn get(url: Url) -> Result<Response, ExchangeError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    let request = Request { method: Method::GET, url, headers, body: None };
    fetch_unjudged(request, Limits::default()).await
}

fn failure(url: &Url, reason: &str) -> Failure {
    let url = without_secrets(url);
    let failure = Failure::not_judged(format!("cannot fetch a document from {url}: {reason}"));
    failure.help("save the document, and name its file: `statusquo init openapi.yaml`")
}

/// Returns the URL without user, password and query, which may be secret.
fn without_secrets(url: &Url) -> String {
    let mut shown = url.clone();
    // A URL without a host returns an error, and has no user either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.to_string()
}

/// Returns a file name for the document: the last segment of the path, else the host, with an extension for its format.
fn file_name(url: &Url, content: &[u8]) -> String {
    let segments = url.path_segments().into_iter().flatten().rev();
    let mut segments = segments.filter(|segment| !segment.is_empty());
    let last = segments.next().or(url.host_str()).unwrap_or("openapi");
    // The name comes from the network and becomes a path, so only harmless characters remain.
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let last: String = last.chars().map(safe).collect();
    // Without dots in front, the name is neither `..` nor that of a hidden file.
    let last = last.trim_start_matches('.');
    if [".json", ".yaml", ".yml"].iter().any(|end| last.ends_with(end)) {
        return last.to_owned();
    }
    // A JSON document begins with a brace. JSON is valid YAML, so a wrong guess does no harm.
    let is_json = content.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    format!("{last}.{}", if is_json { "json" } else { "yaml" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, content: &str, expected: &str) {
        assert_eq!(file_name(&Url::parse(url).expect("a URL"), content.as_bytes()), expected);
    }

    #[test]
    fn a_file_is_named_after_the_last_segment_of_its_url() {
        check("https://example.com/specs/orders.yaml?token=1", "", "orders.yaml");
        check("https://example.com/v3/api-docs", " {}", "api-docs.json");
        check("https://example.com/v3/docs/", "openapi: 3.1.0", "docs.yaml");
        check("https://example.com", "{", "example.com.json");
        check("https://example.com/..%2Fetc", "", "-2Fetc.yaml");
    }

    #[test]
    fn a_shown_url_has_no_secrets() {
        let url = Url::parse("https://me:secret@example.com/a?key=1").expect("a URL");
        assert_eq!(without_secrets(&url), "https://example.com/a");
    }
}
