//! `targets` and `target`: which target a case goes to, and where that may be.

use std::collections::BTreeSet;

use url::Url;
use wildmatch::WildMatch;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::token_requests::Fetch;
use crate::plan::resolve::suite_names::Names;
use crate::plan::{Plan, PlannedCase, RequestPlan, Scalar};
use crate::source::Text;
use crate::suite::{Case, CredentialKind, DEFAULT_TARGET, RequestLine, Suite, Targets};

const UNKNOWN_TARGET: Code = Code::UNKNOWN_TARGET;
const TOKEN_ELSEWHERE: Code = Code::TOKEN_ELSEWHERE;

/// How many links may lead from one case to the next.
const LONGEST_CHAIN: usize = 1000;

/// Index into [`Plan::targets`](super::Plan::targets).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetIndex(pub usize);

impl TargetIndex {
    /// The target of `--target URL`, which every plan has.
    pub const DEFAULT: Self = Self(0);
}

/// The hosts at which a suite allows a target to be.
#[derive(Debug, Clone)]
pub struct Guard {
    /// The target; `None` for all of them.
    pub target: Option<TargetIndex>,
    /// Patterns in which `*` and `?` are wildcards, with or without a port.
    pub hosts: Vec<String>,
    /// Where the suite says so.
    pub span: Span,
}

impl Guard {
    /// Whether the suite may be run against this URL.
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

impl Plan {
    /// The name of a target; `None` for that of `--target URL`.
    pub fn target_name(&self, target: TargetIndex) -> Option<String> {
        let named = Some(target).filter(|target| *target != TargetIndex::DEFAULT);
        named.and_then(|target| self.targets.get(target.0).cloned())
    }
}

/// The guard that forbids to send a secret to this URL, if there is one.
fn forbids<'g>(guards: &'g [Guard], url: &Url) -> Option<&'g Guard> {
    let list = guards.iter().find(|guard| guard.target.is_none() && !guard.allows(url));
    let mut named = guards.iter().filter(|guard| guard.target.is_some()).peekable();
    let first = named.peek().copied();
    list.or_else(|| first.filter(|_| !named.any(|guard| guard.allows(url))))
}

/// The names of all targets that suites name, that of `--target URL` first.
pub(in crate::plan) fn all<'s>(suites: impl Iterator<Item = &'s Suite>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for suite in suites {
        names.extend(mentioned(suite).map(|name| name.text.clone()));
        if let Some(Targets::Named(named)) = &suite.targets {
            names.extend(named.iter().map(|target| target.name.text.clone()));
        }
    }
    names.remove(DEFAULT_TARGET);
    std::iter::once(DEFAULT_TARGET.to_owned()).chain(names).collect()
}

fn mentioned(suite: &Suite) -> impl Iterator<Item = &Text> {
    let cases = [&suite.setup, &suite.cases, &suite.teardown].into_iter().flatten();
    suite.default_target.iter().chain(cases.filter_map(|case| case.target.as_deref()))
}

impl Names<'_> {
    /// The hosts at which the suite allows its targets to be; reports targets that it does not have.
    pub(in crate::plan) fn guards(&mut self) -> Vec<Guard> {
        let hosts = |hosts: &[Text]| hosts.iter().map(|host| host.text.clone()).collect();
        let span = |hosts: &[Text]| hosts.first().map(|host| host.span);
        match &self.suite.targets {
            None => Vec::new(),
            Some(Targets::All(all)) => {
                let guard = |span| Guard { target: None, hosts: hosts(all), span };
                span(all).map(guard).into_iter().collect()
            }
            Some(Targets::Named(named)) => {
                let known: Vec<&str> =
                    named.iter().map(|it| &*it.name.text).chain([DEFAULT_TARGET]).collect();
                let unknown = mentioned(self.suite).filter(|name| !known.contains(&&*name.text));
                for name in unknown {
                    let message = format!("the suite has no target `{}`", name.text);
                    let problem = Diagnostic::error(UNKNOWN_TARGET, message)
                        .at(name.span, "not in `targets`")
                        .suggest(&name.text, known.iter().copied());
                    self.problems.push(problem);
                }
                let guard = |target: &crate::suite::Named<Vec<Text>>| Guard {
                    target: Some(self.index_of(&target.name.text)),
                    hosts: hosts(&target.value),
                    span: target.name.span,
                };
                named.iter().map(guard).collect()
            }
        }
    }

    /// Reports tokens that would be fetched at hosts which no guard allows: a secret would go there. A list of
    /// hosts must have such a host; of hosts by the names of targets one will do, whosever it is.
    pub(in crate::plan) fn guard_tokens(
        &mut self,
        fetches: &[Fetch<'_>],
        cases: &[PlannedCase],
        guards: &[Guard],
    ) {
        for Fetch { credential, case } in fetches {
            let planned = cases.iter().find(|planned| planned.name.id == case.id.text);
            let Some(RequestPlan::Send(send)) = planned.map(|planned| &planned.request) else {
                continue;
            };
            let CredentialKind::OAuth2(oauth2) = &credential.kind else { continue };
            let Scalar::Known(text) = &send.path else { continue };
            // A path is one of the target, which is looked at when it is known.
            let Ok(url) = Url::parse(text) else { continue };
            let Some(guard) = forbids(guards, &url) else { continue };
            let host = url.host_str().unwrap_or_default();
            let name = &credential.name.text;
            let message = format!("the token of `{name}` must not be fetched from {host}");
            let problem = Diagnostic::error(TOKEN_ELSEWHERE, message)
                .at(oauth2.token_url.span, "not among the hosts of `targets`")
                .related(guard.span, "what is allowed")
                .help(
                    "the client's secret would go there; if it may, name the host under `targets`",
                );
            self.problems.push(problem);
        }
    }

    /// The target that a case goes to. One that follows a link goes where that case went whose
    /// response has it, unless it says otherwise itself.
    pub(in crate::plan) fn target<'c>(
        &self,
        mut case: &'c Case,
        of_id: impl Fn(&str) -> Option<&'c Case>,
    ) -> TargetIndex {
        // A longer chain is a circle, or as good as one; circles are reported with the order.
        for _ in 0..LONGEST_CHAIN {
            if let Some(own) = &case.target {
                return self.index_of(&own.text);
            }
            let RequestLine::Follow(follow) = &case.request else { break };
            let Some(followed) = of_id(&follow.from.text) else { break };
            case = followed;
        }
        let default = self.suite.default_target.as_ref();
        default.map_or(TargetIndex::DEFAULT, |name| self.index_of(&name.text))
    }

    fn index_of(&self, name: &str) -> TargetIndex {
        let at = self.given.targets.iter().position(|known| known == name);
        at.map_or(TargetIndex::DEFAULT, TargetIndex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sources;

    #[track_caller]
    fn check(pattern: &str, url: &str, allowed: bool) {
        let mut sources = Sources::new();
        let span = Span { file: sources.add("suite.yaml", pattern), start: 0, end: 0 };
        let guard = Guard { target: None, hosts: vec![pattern.to_owned()], span };
        let url = Url::parse(url).expect("a URL");
        assert_eq!(guard.allows(&url), allowed, "{pattern} {url}");
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
        let guard = |target: Option<usize>, host: &str| Guard {
            target: target.map(TargetIndex),
            hosts: vec![host.to_owned()],
            span,
        };
        let allows = |guards: &[Guard], url: &str| {
            forbids(guards, &Url::parse(url).expect("a URL")).is_none()
        };
        let named = [guard(Some(0), "api.example"), guard(Some(1), "login.example")];
        assert!(allows(&named, "https://login.example/token"));
        assert!(!allows(&named, "https://other.example/token"));
        let listed = [guard(None, "*.example"), guard(None, "login.*")];
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
