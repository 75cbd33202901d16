//! Where the targets of a plan are: `--target`, its variables, and the hosts that suites allow.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::diagnostic::closest;
use crate::plan::{Plan, PlannedCase, TargetIndex};
use crate::suite::DEFAULT_TARGET;

use super::{Failure, TargetChoice};

/// The variable of the target without a name; that of `identity` is `STATUSQUO_TARGET_IDENTITY`.
const VARIABLE: &str = "STATUSQUO_TARGET";

/// What someone named as targets.
#[derive(Debug, Clone, Default)]
pub struct TargetChoices {
    named: BTreeMap<String, TargetChoice>,
    /// The variables that begin with [`VARIABLE`].
    variables: BTreeMap<String, String>,
}

impl TargetChoices {
    /// Reads `--target URL`, `--target name=URL` and the variables of the environment.
    ///
    /// # Errors
    ///
    /// If no target is named at all, one is named twice, or one is no usable URL.
    pub fn parse(
        flags: &[String],
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let mut choices = Self::default();
        for text in flags.iter().filter(|text| !text.is_empty()) {
            let (name, place) = named(text).unwrap_or((DEFAULT_TARGET, text));
            let flag =
                if name == DEFAULT_TARGET { "--target".into() } else { format!("--target {name}") };
            let choice = TargetChoice::parse(place, &flag)?;
            if choices.named.insert(name.to_owned(), choice).is_some() {
                return Err(Failure::usage(format!("{flag} is given twice")));
            }
        }
        let own = environment.iter().filter(|(name, value)| {
            (*name == VARIABLE || name.starts_with("STATUSQUO_TARGET_")) && !value.is_empty()
        });
        choices.variables.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        if choices.named.is_empty() && choices.variables.is_empty() {
            return Err(Failure::usage("no target is named, and a target is never guessed").help(
                "add --target https://staging.example, or --target reference for the embedded Point server",
            ));
        }
        Ok(choices)
    }

    /// The target of each case of a plan; with the embedded reference server as the one without a name,
    /// it is every other one too.
    ///
    /// # Errors
    ///
    /// If a case goes to a target that is not given, a target is given that no suite has, or a suite
    /// does not allow the host of one.
    pub fn of(&self, plan: &Plan) -> Result<BTreeMap<TargetIndex, TargetChoice>, Failure> {
        self.all_known(plan)?;
        let used: BTreeSet<TargetIndex> = plan.cases.iter().map(|case| case.target).collect();
        let mut chosen = BTreeMap::new();
        let mut missing = Vec::new();
        for target in used {
            match self.choice(&plan.targets[target.0])? {
                Some(choice) => drop(chosen.insert(target, choice)),
                None => missing.push(target),
            }
        }
        if !missing.is_empty() {
            return Err(not_given(plan, &missing));
        }
        plan.cases.iter().try_for_each(|case| allowed(plan, case, &chosen))?;
        Ok(chosen)
    }

    fn choice(&self, name: &str) -> Result<Option<TargetChoice>, Failure> {
        if let Some(choice) = self.named.get(name) {
            return Ok(Some(choice.clone()));
        }
        let variable = variable(name);
        if let Some(text) = self.variables.get(&variable) {
            return TargetChoice::parse(text, &variable).map(Some);
        }
        if name == DEFAULT_TARGET {
            return Ok(None);
        }
        Ok(self.choice(DEFAULT_TARGET)?.filter(|choice| *choice == TargetChoice::Reference))
    }

    /// Reports a flag for a target that no suite has: its name is most likely misspelt.
    fn all_known(&self, plan: &Plan) -> Result<(), Failure> {
        let Some(unknown) = self.named.keys().find(|name| !plan.targets.contains(name)) else {
            return Ok(());
        };
        let failure = Failure::usage(format!("no case goes to a target `{unknown}`"));
        let known = plan.targets.iter().map(String::as_str);
        Err(match closest(unknown, known.filter(|name| *name != DEFAULT_TARGET)) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help("a case names its target with `target`"),
        })
    }
}

/// Name and place of `name=URL`.
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, place) = text.split_once('=')?;
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
    (!name.is_empty() && name.chars().all(slug)).then_some((name, place))
}

/// The variable in which a target may stand.
fn variable(name: &str) -> String {
    if name == DEFAULT_TARGET {
        return VARIABLE.to_owned();
    }
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("{VARIABLE}_{}", name.chars().map(upper).collect::<String>())
}

fn not_given(plan: &Plan, missing: &[TargetIndex]) -> Failure {
    let sent = |target: &TargetIndex| {
        let case = plan.cases.iter().find(|case| case.target == *target);
        let case = case.map(|case| case.name.to_string()).unwrap_or_default();
        match plan.target_name(*target) {
            Some(name) => format!("`{case}` goes to the target `{name}`, which is not given"),
            None => format!("`{case}` goes to the target without a name, which is not given"),
        }
    };
    let flag = |target: &TargetIndex| match plan.target_name(*target) {
        Some(name) => format!("--target {name}=URL (or {})", variable(&name)),
        None => format!("--target URL (or {VARIABLE})"),
    };
    let sentences: Vec<String> = missing.iter().map(sent).collect();
    let flags: Vec<String> = missing.iter().map(flag).collect();
    Failure::usage(sentences.join("; ")).help(format!("add {}", flags.join(" and ")))
}

/// Refuses a target at a host that the case's suite does not allow; the embedded server is always allowed.
fn allowed(
    plan: &Plan,
    case: &PlannedCase,
    chosen: &BTreeMap<TargetIndex, TargetChoice>,
) -> Result<(), Failure> {
    let Some(TargetChoice::Url(url)) = chosen.get(&case.target) else { return Ok(()) };
    let suite = &plan.suites[case.suite];
    let mut guards =
        suite.guards.iter().filter(|guard| guard.target.is_none_or(|target| target == case.target));
    let Some(guard) = guards.find(|guard| !guard.allows(url)) else { return Ok(()) };
    let place = plan.sources.place(guard.span);
    let message = format!("the suite `{}` must not be run against {}", suite.name, host(url));
    let hosts = guard.hosts.join(", ");
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
        let choices = TargetChoices::parse(&flags, &variables.collect()).expect("they are usable");
        let choice = choices.choice(name).expect("it is usable");
        let place = choice.map(|choice| choice.address().to_string());
        assert_eq!(place.as_deref(), expected, "{name}");
    }

    #[test]
    fn a_target_may_have_a_name() {
        let flags = ["http://a", "login=http://b"];
        check(&flags, &[], DEFAULT_TARGET, Some("http://a/"));
        check(&flags, &[], "login", Some("http://b/"));
        check(&flags, &[], "other", None);
    }

    #[test]
    fn each_name_has_a_variable() {
        let variables = [("STATUSQUO_TARGET", "http://a"), ("STATUSQUO_TARGET_LOG_IN", "http://b")];
        check(&[], &variables, DEFAULT_TARGET, Some("http://a/"));
        check(&[], &variables, "log-in", Some("http://b/"));
        check(&["log-in=http://c"], &variables, "log-in", Some("http://c/"));
        check(&["log-in=http://c"], &variables, DEFAULT_TARGET, Some("http://a/"));
    }

    #[test]
    fn the_reference_is_every_target_that_is_not_given() {
        check(&["reference"], &[], "login", Some("http://reference/"));
        check(&["reference", "login=http://b"], &[], "login", Some("http://b/"));
        check(&["login=reference"], &[], DEFAULT_TARGET, None);
    }

    #[test]
    fn what_stands_before_an_equals_sign_in_a_url_is_no_name() {
        assert_eq!(named("http://a/?b=c"), None);
        assert_eq!(named("a=http://b"), Some(("a", "http://b")));
    }

    #[test]
    fn a_target_is_never_guessed() {
        for flags in [vec![], vec![String::new()]] {
            let error = TargetChoices::parse(&flags, &BTreeMap::new()).expect_err("no target");
            assert_eq!(error.message, "no target is named, and a target is never guessed");
        }
    }

    #[test]
    fn a_target_is_given_once() {
        let flags = ["a=http://a".to_owned(), "a=http://b".to_owned()];
        let error = TargetChoices::parse(&flags, &BTreeMap::new()).expect_err("twice");
        assert_eq!(error.message, "--target a is given twice");
    }
}
