//! The targets of a command: `--target`, its variables, and the hosts that suites allow.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::diagnostic::closest;
use crate::plan::{Plan, PlannedCase, TargetIndex};
use crate::suite::DEFAULT_TARGET;

use super::{Failure, TargetAddress};

/// The variable of the default target. The variable of `identity` is `STATUSQUO_TARGET_IDENTITY`.
const VARIABLE: &str = "STATUSQUO_TARGET";

/// The target name that means the second address of the reference server.
const GUARDED: &str = "mtls";

/// The targets that flags and variables name.
#[derive(Debug, Clone, Default)]
pub struct GivenTargets {
    named: BTreeMap<String, TargetAddress>,
    /// The variables that begin with [`VARIABLE`]. A variable that no case uses is never parsed, because it may
    /// belong to another suite.
    variables: BTreeMap<String, String>,
}

impl GivenTargets {
    /// Parses `--target URL` and `--target name=URL`, and keeps the variables of the environment.
    ///
    /// # Errors
    ///
    /// Returns an error if a target is named twice or is not a usable URL.
    pub fn parse(
        flags: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let mut targets = Self::default();
        for text in flags.iter().filter(|text| !text.is_empty()) {
            let (name, address) = split_name(text).unwrap_or((DEFAULT_TARGET, text));
            let flag =
                if name == DEFAULT_TARGET { "--target".into() } else { format!("--target {name}") };
            let address = TargetAddress::parse(address, &flag)?;
            if targets.named.insert(name.to_owned(), address).is_some() {
                return Err(Failure::usage(format!("{flag} is given twice")));
            }
        }
        let own = environment.iter().filter(|(name, value)| {
            (*name == VARIABLE || name.starts_with("STATUSQUO_TARGET_")) && !value.is_empty()
        });
        targets.variables.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        Ok(targets)
    }

    /// Checks that there is any target. A target is never guessed.
    ///
    /// # Errors
    ///
    /// Returns an error if neither a flag nor a variable names a target.
    pub fn check_any(&self) -> Result<(), Failure> {
        if !self.named.is_empty() || !self.variables.is_empty() {
            return Ok(());
        }
        Err(Failure::usage("no target is named, and a target is never guessed").help(
            "add --target https://staging.example, or --target reference for the embedded Point server",
        ))
    }

    /// Returns `true` if a flag names the embedded server, which has every feature that a case may need.
    pub fn include_reference(&self) -> bool {
        self.named.values().any(TargetAddress::is_reference)
    }

    /// Returns the address of each target that a case of the plan uses.
    ///
    /// If the default target is the embedded server, the embedded server is also every target that is not named.
    ///
    /// # Errors
    ///
    /// Returns an error if the target of a case is not given, no suite has a target that is given, or a suite does
    /// not allow the host of its target.
    pub fn for_plan(&self, plan: &Plan) -> Result<BTreeMap<TargetIndex, TargetAddress>, Failure> {
        self.check_any()?;
        self.check_known(plan)?;
        let used: BTreeSet<TargetIndex> = plan.cases.iter().map(|case| case.target).collect();
        let mut addresses = BTreeMap::new();
        let mut missing = Vec::new();
        for target in used {
            match self.address(&plan.targets[target.0])? {
                Some(address) => drop(addresses.insert(target, address)),
                None => missing.push(target),
            }
        }
        if !missing.is_empty() {
            return Err(not_given(plan, &missing));
        }
        // Before anything is sent: a suite may only touch the hosts that it allows.
        plan.cases.iter().try_for_each(|case| check_allowed(plan, case, &addresses))?;
        Ok(addresses)
    }

    fn address(&self, name: &str) -> Result<Option<TargetAddress>, Failure> {
        if let Some(address) = self.named.get(name) {
            return Ok(Some(address.clone()));
        }
        let variable = variable(name);
        if let Some(text) = self.variables.get(&variable) {
            return TargetAddress::parse(text, &variable).map(Some);
        }
        if name == DEFAULT_TARGET {
            return Ok(None);
        }
        let default = self.address(DEFAULT_TARGET)?;
        // Only the embedded server has every target. A running API must be named for each of them.
        let reference = default.filter(|address| *address == TargetAddress::Reference);
        Ok(reference.map(|address| match name {
            GUARDED => TargetAddress::GuardedReference,
            _ => address,
        }))
    }

    /// Reports a flag for a target that no suite has, because its name is probably misspelt.
    fn check_known(&self, plan: &Plan) -> Result<(), Failure> {
        let Some(unknown) = self.named.keys().find(|name| !plan.targets.contains(name)) else {
            return Ok(());
        };
        let failure = Failure::usage(format!("no case goes to a target `{unknown}`"));
        let known = plan.targets.iter().map(String::as_str);
        Err(match closest(unknown, known.filter(|name| *name != DEFAULT_TARGET)) {
            Some(closest) => failure.help(format!("did you mean `{closest}`?")),
            None => failure.help("a case names its target with `target`"),
        })
    }
}

/// Splits `name=URL`. Returns `None` if the text before `=` is not a target name, as in a URL with a query.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let (name, address) = text.split_once('=')?;
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
    (!name.is_empty() && name.chars().all(slug)).then_some((name, address))
}

/// Returns the name of the variable for a target.
fn variable(name: &str) -> String {
    if name == DEFAULT_TARGET {
        return VARIABLE.to_owned();
    }
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{VARIABLE}_{}", name.chars().map(upper).collect::<String>())
}

fn not_given(plan: &Plan, missing: &[TargetIndex]) -> Failure {
    let sentence = |target: &TargetIndex| {
        let case = plan.cases.iter().find(|case| case.target == *target);
        let case = case.map(|case| case.name.to_string()).unwrap_or_default();
        match plan.target_name(*target) {
            Some(name) => format!("`{case}` goes to the target `{name}`, which is not given"),
            None => format!("`{case}` goes to the default target, which is not given"),
        }
    };
    let flag = |target: &TargetIndex| match plan.target_name(*target) {
        Some(name) => format!("--target {name}=URL (or {})", variable(&name)),
        None => format!("--target URL (or {VARIABLE})"),
    };
    let sentences: Vec<String> = missing.iter().map(sentence).collect();
    let flags: Vec<String> = missing.iter().map(flag).collect();
    Failure::usage(sentences.join("; ")).help(format!("add {}", flags.join(" and ")))
}

/// Reports a target on a host that the suite of the case does not allow. The embedded server is always allowed.
fn check_allowed(
    plan: &Plan,
    case: &PlannedCase,
    addresses: &BTreeMap<TargetIndex, TargetAddress>,
) -> Result<(), Failure> {
    let Some(TargetAddress::Url(url) | TargetAddress::Socket { url, .. }) =
        addresses.get(&case.target)
    else {
        return Ok(());
    };
    let suite = &plan.suites[case.suite];
    let mut lists = suite
        .allowed_hosts
        .iter()
        .filter(|list| list.target.is_none_or(|target| target == case.target));
    let Some(list) = lists.find(|list| !list.allows(url)) else { return Ok(()) };
    let place = plan.sources.place(list.span);
    let message = format!("the suite `{}` must not be run against {}", suite.name, host(url));
    let hosts = list.hosts.join(", ");
    let help = format!("{}:{} allows {hosts}; nothing was sent", place.file, place.line);
    Err(Failure::usage(message).help(help))
}

fn host(url: &Url) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(flags: &[&str], variables: &[(&str, &str)], name: &str, expected: Option<&str>) {
        let flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).collect();
        let variables = variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        let targets = GivenTargets::parse(&flags, &variables.collect()).expect("they are usable");
        let address = targets.address(name).expect("it is usable");
        let url = address.map(|address| address.base_url().to_string());
        assert_eq!(url.as_deref(), expected, "{name}");
    }

    #[test]
    fn a_target_may_have_a_name() {
        let flags = ["http://a", "login=http://b"];
        check(&flags, &[], DEFAULT_TARGET, Some("http://a/"));
        check(&flags, &[], "login", Some("http://b/"));
        check(&flags, &[], "other", None);
    }

    #[test]
    fn a_target_name_has_its_own_variable() {
        let variables = [("STATUSQUO_TARGET", "http://a"), ("STATUSQUO_TARGET_LOG_IN", "http://b")];
        check(&[], &variables, DEFAULT_TARGET, Some("http://a/"));
        check(&[], &variables, "log-in", Some("http://b/"));
        check(&["log-in=http://c"], &variables, "log-in", Some("http://c/"));
        check(&["log-in=http://c"], &variables, DEFAULT_TARGET, Some("http://a/"));
    }

    #[test]
    fn the_reference_server_is_every_target_that_is_not_given() {
        check(&["reference"], &[], "login", Some("http://reference/"));
        check(&["reference", "login=http://b"], &[], "login", Some("http://b/"));
        check(&["login=reference"], &[], DEFAULT_TARGET, None);
        check(&["reference"], &[], "mtls", Some("https://reference/"));
    }

    #[test]
    fn text_before_an_equals_sign_in_a_url_is_not_a_target_name() {
        assert_eq!(split_name("http://a/?b=c"), None);
        assert_eq!(split_name("a=http://b"), Some(("a", "http://b")));
    }

    #[test]
    fn a_missing_target_is_refused() {
        for flags in [vec![], vec![String::new()]] {
            let targets = GivenTargets::parse(&flags, &BTreeMap::new()).expect("no target yet");
            let error = targets.check_any().expect_err("no target");
            assert_eq!(error.message, "no target is named, and a target is never guessed");
        }
    }

    #[test]
    fn a_target_that_is_given_twice_is_refused() {
        let flags = ["a=http://a".to_owned(), "a=http://b".to_owned()];
        let error = GivenTargets::parse(&flags, &BTreeMap::new()).expect_err("twice");
        assert_eq!(error.message, "--target a is given twice");
    }
}
