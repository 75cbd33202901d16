//! `--proxy`: the proxy of a target, by flag or by environment.

use std::collections::BTreeMap;

use url::Url;

use super::Failure;

/// Parses the URL of a proxy. The URL may have a user name and a password.
///
/// # Errors
///
/// Returns an error if the text is not the URL of an HTTP proxy.
pub(super) fn parse(text: &str, flag: &str) -> Result<Url, Failure> {
    // The text before an `@` may be a password.
    let place = text.rsplit('@').next().unwrap_or_default();
    let unusable = |why: String| Failure::usage(format!("{flag} {place:?} {why}"));
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let url =
        Url::parse(&with_scheme).map_err(|error| unusable(format!("is not a URL: {error}")))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err(unusable("is not an http or https proxy".to_owned())),
    }
}

/// Returns the URL without user name and password, for reports.
pub(super) fn without_credentials(proxy: &Url) -> String {
    let mut url = proxy.clone();
    // Both setters fail only for a URL without a host, which has no credentials.
    let _ = (url.set_username(""), url.set_password(None));
    url.as_str().trim_end_matches('/').to_owned()
}

/// Returns the proxy of a target by the environment: `https_proxy` or `http_proxy` by the scheme of the target,
/// otherwise `all_proxy`. Lower case wins over upper case. Returns `None` if `no_proxy` lists the host.
///
/// # Errors
///
/// Returns an error if the variable is not the URL of an HTTP proxy.
pub(super) fn from_environment(
    target: &Url,
    environment: &BTreeMap<String, String>,
) -> Result<Option<Url>, Failure> {
    let value = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    let both = |name: &str| value(name).or_else(|| value(&name.to_ascii_uppercase()));
    if both("no_proxy").is_some_and(|list| is_listed(target, list)) {
        return Ok(None);
    }
    // `HTTP_PROXY` in upper case is ignored, as curl does: a CGI server sets it from the request header `Proxy`.
    let own = if target.scheme() == "https" { both("https_proxy") } else { value("http_proxy") };
    let found = own.or_else(|| both("all_proxy"));
    found.map(|text| parse(text, "the proxy of the environment")).transpose()
}

/// Returns `true` if a list of hosts has the host of a URL: by its name, by a parent domain, or by `*`.
fn is_listed(url: &Url, list: &str) -> bool {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default().to_string();
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        let entry = match entry.rsplit_once(':') {
            Some((name, own)) if own == port => name.to_owned(),
            _ => entry,
        };
        let name = entry.trim_start_matches("*.").trim_start_matches('.');
        let subdomain = host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        entry == "*" || host == name || subdomain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], target: &str, expected: Option<&str>) {
        let environment =
            variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let target = Url::parse(target).expect("a URL");
        let proxy = from_environment(&target, &environment).expect("it is usable");
        assert_eq!(proxy.as_ref().map(without_credentials).as_deref(), expected);
    }

    #[test]
    fn the_environment_has_a_proxy_for_each_scheme() {
        let both = [("HTTPS_PROXY", "http://a:3128"), ("http_proxy", "b")];
        check(&both, "https://api.example", Some("http://a:3128"));
        check(&both, "http://api.example", Some("http://b"));
        check(&[("HTTP_PROXY", "http://b")], "http://api.example", None);
        check(&[("ALL_PROXY", "http://c")], "http://api.example", Some("http://c"));
        check(&[], "https://api.example", None);
    }

    #[test]
    fn hosts_of_no_proxy_are_reached_directly() {
        let with = |list| [("HTTPS_PROXY", "http://a"), ("NO_PROXY", list)];
        for list in ["*", "api.example.com", ".example.com", "x, example.com", "example.com:443"] {
            check(&with(list), "https://api.example.com", None);
        }
        for list in ["ample.com", "api.example.com:8443", "api.example", ""] {
            check(&with(list), "https://api.example.com", Some("http://a"));
        }
    }

    #[test]
    fn the_password_of_a_proxy_is_not_shown() {
        let proxy = parse("http://me:secret@proxy.example:3128", "--proxy").expect("a proxy");
        assert_eq!(without_credentials(&proxy), "http://proxy.example:3128");
        let failure = parse("socks5://me:secret@proxy", "--proxy").expect_err("no HTTP proxy");
        assert_eq!(failure.message, "--proxy \"proxy\" is not an http or https proxy");
    }
}
