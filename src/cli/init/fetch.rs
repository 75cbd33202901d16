//! A document at a URL.

use http::header::{ACCEPT, LOCATION};
use http::{HeaderMap, HeaderValue, Method};
use url::Url;

use crate::http::{Client, ExchangeError, Limits, Request, Response};
use crate::session::Failure;

/// Whether somebody means a URL, not a path.
pub(super) fn is_url(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// The content at a URL, and the name of a file for it.
pub(super) fn fetch(text: &str) -> Result<(String, Vec<u8>), Failure> {
    let url =
        Url::parse(text).map_err(|error| Failure::usage(format!("`{text}` is no URL: {error}")))?;
    let response = crate::session::runtime()?
        .block_on(answer(url.clone()))
        .map_err(|error| failed(&url, &error.to_string()))?;
    if response.status.is_redirection()
        && let Some(to) = response.headers.get(LOCATION).and_then(|to| to.to_str().ok())
    {
        let to = url.join(to).map_or_else(|_| to.to_owned(), |to| to.to_string());
        let failure = Failure::judge(format!("{} answers that it stands elsewhere", shown(&url)));
        return Err(failure.help(format!("if you trust that place: `statusquo init {to}`")));
    }
    if !response.status.is_success() {
        return Err(failed(&url, &format!("it answers {}", response.status)));
    }
    let content = response.body.to_vec();
    Ok((name(&url, &content), content))
}

async fn answer(url: Url) -> Result<Response, ExchangeError> {
    let mut headers = HeaderMap::new();
    let accept = "application/openapi+json, application/openapi+yaml, application/json, application/yaml, */*;q=0.5";
    headers.insert(ACCEPT, HeaderValue::from_static(accept));
    let request = Request { method: Method::GET, url, headers, body: None };
    Ok(Client::new(Limits::default())?.send(request).await?.response)
}

fn failed(url: &Url, why: &str) -> Failure {
    let failure = Failure::judge(format!("no document could be had from {}: {why}", shown(url)));
    failure.help("save the document, and name its file: `statusquo init openapi.yaml`")
}

/// The URL without what may be secret.
fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // A URL that has no host has no user either.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.to_string()
}

/// A name for the file: the last part of the path that says something, with the ending of what it is.
fn name(url: &Url, content: &[u8]) -> String {
    let parts = url.path_segments().into_iter().flatten().rev();
    let mut parts = parts.filter(|part| !part.is_empty());
    let last = parts.next().or(url.host_str()).unwrap_or("openapi");
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let last: String = last.chars().map(plain).collect();
    let last = last.trim_start_matches('.');
    if [".json", ".yaml", ".yml"].iter().any(|end| last.ends_with(end)) {
        return last.to_owned();
    }
    let is_json = content.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    format!("{last}.{}", if is_json { "json" } else { "yaml" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, content: &str, expected: &str) {
        assert_eq!(name(&Url::parse(url).expect("a URL"), content.as_bytes()), expected);
    }

    #[test]
    fn a_file_is_called_like_the_last_part_of_its_url() {
        check("https://example.com/specs/orders.yaml?token=1", "", "orders.yaml");
        check("https://example.com/v3/api-docs", " {}", "api-docs.json");
        check("https://example.com/v3/docs/", "openapi: 3.1.0", "docs.yaml");
        check("https://example.com", "{", "example.com.json");
        check("https://example.com/..%2Fetc", "", "-2Fetc.yaml");
    }

    #[test]
    fn no_secret_of_a_url_is_shown() {
        let url = Url::parse("https://me:secret@example.com/a?key=1").expect("a URL");
        assert_eq!(shown(&url), "https://example.com/a");
    }
}
