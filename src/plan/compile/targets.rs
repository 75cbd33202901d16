//! `targets` and `target`: the target of a case, and the hosts at which targets are allowed.

use std::collections::BTreeSet;

use url::Url;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::expand::token_cases::TokenCase;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::host_allow_list::{HostAllowList, forbidding};
use crate::plan::model::plan_index::TargetIndex;
use crate::plan::model::request::RequestPlan;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{Case, CredentialKind, DEFAULT_TARGET, Named, RequestLine, Suite, Targets};

/// The largest number of `follow` steps from a case to the one that names a target.
const LONGEST_CHAIN: usize = 1000;

/// Returns the names of all targets that suites name, after `default`, the target of `--target URL`.
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

impl SuiteNames<'_> {
    /// Returns the hosts at which the suite allows its targets to be. Reports uses of targets that the suite does
    /// not declare.
    pub(in crate::plan) fn allowed_hosts(&mut self) -> Vec<HostAllowList> {
        let hosts = |hosts: &[Text]| hosts.iter().map(|host| host.text.clone()).collect();
        let span = |hosts: &[Text]| hosts.first().map(|host| host.span);
        match &self.suite.targets {
            None => Vec::new(),
            Some(Targets::All(all)) => {
                let list = |span| HostAllowList { target: None, hosts: hosts(all), span };
                span(all).map(list).into_iter().collect()
            }
            Some(Targets::Named(named)) => {
                let known: Vec<&str> =
                    named.iter().map(|it| &*it.name.text).chain([DEFAULT_TARGET]).collect();
                let unknown = mentioned(self.suite).filter(|name| !known.contains(&&*name.text));
                for name in unknown {
                    let message = format!("the suite has no target `{}`", name.text);
                    let problem = Diagnostic::error(Code::UNKNOWN_TARGET, message)
                        .at(name.span, "not in `targets`")
                        .suggest(&name.text, known.iter().copied());
                    self.problems.push(problem);
                }
                let list = |target: &Named<Vec<Text>>| HostAllowList {
                    target: Some(self.index_of(&target.name.text)),
                    hosts: hosts(&target.value),
                    span: target.name.span,
                };
                named.iter().map(list).collect()
            }
        }
    }

    /// Reports token endpoints at hosts that the suite does not allow: the client's secret would be sent there.
    pub(in crate::plan) fn refuse_foreign_token_hosts(
        &mut self,
        token_cases: &[TokenCase<'_>],
        cases: &[PlannedCase],
        allowed: &[HostAllowList],
    ) {
        for TokenCase { credential, id, .. } in token_cases {
            let planned = cases.iter().find(|planned| planned.id == *id);
            let Some(RequestPlan::Send(send)) = planned.map(|planned| &planned.request) else {
                continue;
            };
            let CredentialKind::OAuth2(oauth2) = &credential.kind else { continue };
            let Scalar::Known(text) = &send.path else { continue };
            // A path is relative to the target, whose host is checked when the target is known.
            let Ok(url) = Url::parse(text) else { continue };
            let Some(list) = forbidding(allowed, &url) else { continue };
            let host = url.host_str().unwrap_or_default();
            let name = &credential.name.text;
            let message = format!("the token of `{name}` must not be fetched from {host}");
            let problem = Diagnostic::error(Code::TOKEN_ELSEWHERE, message)
                .at(oauth2.token_url.span, "not among the hosts of `targets`")
                .related(list.span, "the allowed hosts")
                .help(
                    "the client's secret would be sent there; to allow it, name the host under `targets`",
                );
            self.problems.push(problem);
        }
    }

    /// Returns the target of a case. A case that follows a link and names no target goes to the target of the case
    /// whose response has the link.
    pub(in crate::plan) fn target<'c>(
        &self,
        mut case: &'c Case,
        of_id: impl Fn(&str) -> Option<&'c Case>,
    ) -> TargetIndex {
        // A longer chain can only be a cycle. Cycles are reported when the cases are ordered.
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
        let at = self.context.targets.iter().position(|known| known == name);
        at.map_or(TargetIndex::DEFAULT, TargetIndex)
    }
}
