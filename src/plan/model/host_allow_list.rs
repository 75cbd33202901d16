//! The hosts at which a suite allows its targets to be.

use url::Url;
use wildmatch::WildMatch;

use super::plan_index::TargetIndex;
use crate::diagnostic::Span;

/// The hosts at which a suite allows a target to be.
#[derive(Debug, Clone)]
pub struct HostAllowList {
    /// The target; `None` for all targets.
    pub target: Option<TargetIndex>,
    /// Host patterns with `*` and `?` as wildcards, with or without a port.
    pub hosts: Vec<String>,
    /// The place of the list in the suite.
    pub span: Span,
}

impl HostAllowList {
    /// Returns `true` if the suite may run against this URL.
    pub fn allows(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or_default();
        let with_port = format!("{host}:{port}");
        self.hosts.iter().any(|pattern| {
            let pattern = WildMatch::new(&pattern.to_ascii_lowercase());
            pattern.matches(host) || pattern.matches(&with_port)
        })
    }
}

/// Returns the list that forbids sending a secret to this URL, if there is one.
///
/// Each list without a target must allow the URL. Of the lists with a target, one that allows the URL is
/// enough, because a token endpoint may belong to any of the targets.
pub(in crate::plan) fn forbidding<'l>(
    lists: &'l [HostAllowList],
    url: &Url,
) -> Option<&'l HostAllowList> {
    let for_all = lists.iter().find(|list| list.target.is_none() && !list.allows(url));
    let mut named = lists.iter().filter(|list| list.target.is_some()).peekable();
    let first = named.peek().copied();
    for_all.or_else(|| first.filter(|_| !named.any(|list| list.allows(url))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    #[track_caller]
    fn check(pattern: &str, url: &str, allowed: bool) {
        let mut sources = Sources::new();
        let span = Span { file: sources.add("suite.yaml", pattern), start: 0, end: 0 };
        let list = HostAllowList { target: None, hosts: vec![pattern.to_owned()], span };
        let url = Url::parse(url).expect("a URL");
        assert_eq!(list.allows(&url), allowed, "{pattern} {url}");
    }

    #[test]
    fn a_pattern_is_a_whole_host() {
        check("*.staging.example.com", "https://api.staging.example.com/v1", true);
        check("*.staging.example.com", "https://staging.example.com", false);
        check("*.staging.example.com", "https://api.example.com", false);
        check("api.example.com", "https://api.example.com.evil.example", false);
        check("API.example.com", "https://api.EXAMPLE.com", true);
        check("*", "http://localhost:8080", true);
    }

    #[test]
    fn a_token_may_come_from_a_host_of_any_target_and_of_every_list() {
        let mut sources = Sources::new();
        let span = Span { file: sources.add("suite.yaml", "x"), start: 0, end: 0 };
        let list = |target: Option<usize>, host: &str| HostAllowList {
            target: target.map(TargetIndex),
            hosts: vec![host.to_owned()],
            span,
        };
        let allows = |lists: &[HostAllowList], url: &str| {
            forbidding(lists, &Url::parse(url).expect("a URL")).is_none()
        };
        let named = [list(Some(0), "api.example"), list(Some(1), "login.example")];
        assert!(allows(&named, "https://login.example/token"));
        assert!(!allows(&named, "https://other.example/token"));
        let listed = [list(None, "*.example"), list(None, "login.*")];
        assert!(allows(&listed, "https://login.example/token"));
        assert!(!allows(&listed, "https://api.example/token"));
        assert!(allows(&[], "https://api.example/token"));
    }

    #[test]
    fn a_pattern_with_a_port_is_for_that_port_alone() {
        check("localhost", "http://localhost:8080", true);
        check("localhost:8080", "http://localhost:8080", true);
        check("localhost:8080", "http://localhost:8081", false);
        check("api.example.com:443", "https://api.example.com", true);
        check("[::1]:80", "http://[::1]", true);
    }
}
