//! `--shard i/n` and `--shard auto`: the part of the plan that this machine runs.

use std::collections::BTreeMap;

use crate::event::Shard;
use crate::plan::Plan;

use super::Failure;

/// A CI engine, and the variables that number its parallel jobs.
struct Engine {
    name: &'static str,
    index: &'static str,
    /// The index of the first job.
    first: u32,
    /// The variable with the number of jobs. Kubernetes has none.
    total: Option<&'static str>,
}

/// The CI engines that `auto` knows, with the variables that their documentation names.
static ENGINES: [Engine; 6] = [
    Engine { name: "GitLab CI", index: "CI_NODE_INDEX", first: 1, total: Some("CI_NODE_TOTAL") },
    Engine {
        name: "CircleCI",
        index: "CIRCLE_NODE_INDEX",
        first: 0,
        total: Some("CIRCLE_NODE_TOTAL"),
    },
    Engine {
        name: "Buildkite",
        index: "BUILDKITE_PARALLEL_JOB",
        first: 0,
        total: Some("BUILDKITE_PARALLEL_JOB_COUNT"),
    },
    Engine {
        name: "Azure Pipelines",
        index: "SYSTEM_JOBPOSITIONINPHASE",
        first: 1,
        total: Some("SYSTEM_TOTALJOBSINPHASE"),
    },
    Engine { name: "Bazel", index: "TEST_SHARD_INDEX", first: 0, total: Some("TEST_TOTAL_SHARDS") },
    Engine { name: "Kubernetes", index: "JOB_COMPLETION_INDEX", first: 0, total: None },
];

/// The shard that `--shard` selects, and the CI engine that numbered it, if one did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardChoice {
    shard: Shard,
    /// The CI engine that numbered the shard, for `auto`.
    engine: Option<&'static str>,
}

impl ShardChoice {
    /// Parses `i/n`, `auto` or `auto/n`.
    ///
    /// `auto` takes both numbers from the one CI engine whose variables are set. `auto/n` takes only the index from
    /// the engine, for engines that do not publish the number of jobs.
    ///
    /// # Errors
    ///
    /// Returns an error if the text has another form, `i` is not in 1 to `n`, or not exactly one engine has set its
    /// variables.
    pub fn parse(text: &str, environment: &BTreeMap<String, String>) -> Result<Self, Failure> {
        let unusable = |why: String| {
            Failure::usage(format!("--shard {text}: {why}"))
                .help("write it as --shard 2/3, --shard auto or --shard auto/3")
        };
        let (index, of) = match text.split_once('/') {
            None => (text, None),
            Some((index, of)) => {
                let of = number(of).ok_or_else(|| unusable(format!("{of:?} is not a number")))?;
                (index, Some(of))
            }
        };
        let (shard, engine) = if index == "auto" {
            let (engine, shard) = detect(of, environment).map_err(unusable)?;
            (shard, Some(engine))
        } else {
            let index =
                number(index).ok_or_else(|| unusable(format!("{index:?} is not a number")))?;
            let of = of.ok_or_else(|| unusable("the number of shards is missing".to_owned()))?;
            (Shard { index, of }, None)
        };
        if shard.index == 0 || shard.index > shard.of {
            return Err(unusable(format!("there is no shard {} of {}", shard.index, shard.of)));
        }
        Ok(Self { shard, engine })
    }

    /// Returns a line with the shard and the CI engine that chose it, or `None` if the user chose it.
    pub fn engine_note(&self) -> Option<String> {
        self.engine.map(|engine| format!("shard {} by {engine}", self.shard))
    }

    /// Returns the shard of a plan.
    ///
    /// # Errors
    ///
    /// Returns an error if there are fewer chains than shards, because a machine that runs nothing must not be
    /// green.
    pub fn part_of(&self, plan: Plan) -> Result<Plan, Failure> {
        let chains = plan.chains();
        let part = plan.shard(self.shard);
        if part.cases.is_empty() {
            let Shard { index, of } = self.shard;
            let message = format!("shard {index} of {of} has nothing to run");
            return Err(Failure::nothing_selected(message).help(format!(
                "the selected cases form {chains} chains, and a chain is never split: use at most \
                 {chains} shards"
            )));
        }
        Ok(part)
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// Returns the one engine whose variables are set, and its shard.
fn detect(
    of: Option<u32>,
    environment: &BTreeMap<String, String>,
) -> Result<(&'static str, Shard), String> {
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    let is_set = |engine: &&Engine| {
        let total = engine.total.is_some_and(|name| set(name).is_some());
        set(engine.index).is_some() && (total || of.is_some())
    };
    // All engines are tried: a job of one engine may run inside another, and then the choice would be a guess.
    let found: Vec<&Engine> = ENGINES.iter().filter(is_set).collect();
    let engine = match found.as_slice() {
        [engine] => *engine,
        [] => return Err(format!("no CI engine was found: {}", missing_variables(of))),
        several => {
            let names: Vec<&str> = several.iter().map(|engine| engine.name).collect();
            let names = names.join(" and ");
            return Err(format!("the variables of {names} are set; write the shard as I/N"));
        }
    };
    let read = |name: &str| {
        let value = set(name).map(String::as_str).unwrap_or_default();
        number(value).ok_or_else(|| format!("{name} is {value:?}, which is not a number"))
    };
    let position = read(engine.index)?;
    let index = position
        .checked_sub(engine.first)
        .and_then(|offset| offset.checked_add(1))
        .ok_or_else(|| format!("{} is {position}, below {}", engine.index, engine.first))?;
    let total = engine.total.filter(|name| set(name).is_some()).map(read).transpose()?;
    match (of, total) {
        (Some(of), Some(total)) if of != total => {
            Err(format!("{} has {total} jobs, not {of}", engine.name))
        }
        (of, total) => {
            let of = of.or(total).expect("an engine is found only if one of the two is there");
            Ok((engine.name, Shard { index, of }))
        }
    }
}

fn missing_variables(of: Option<u32>) -> String {
    let variables = |engine: &Engine| match engine.total {
        Some(total) if of.is_none() => Some(format!("{} with {total}", engine.index)),
        None if of.is_none() => None,
        _ => Some(engine.index.to_owned()),
    };
    let variables: Vec<String> = ENGINES.iter().filter_map(variables).collect();
    format!("none of {} is set", variables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, environment: &[(&str, &str)], expected: &str) {
        let environment = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let got = match ShardChoice::parse(text, &environment) {
            Ok(choice) => choice.engine_note().unwrap_or_else(|| choice.shard.to_string()),
            Err(failure) => failure.message,
        };
        assert_eq!(got, expected);
    }

    #[test]
    fn a_shard_is_an_index_and_a_number() {
        check("2/3", &[], "2/3");
        check("3/3", &[], "3/3");
        check("0/3", &[], "--shard 0/3: there is no shard 0 of 3");
        check("4/3", &[], "--shard 4/3: there is no shard 4 of 3");
        check("2", &[], "--shard 2: the number of shards is missing");
        check("a/3", &[], "--shard a/3: \"a\" is not a number");
        check("1/-1", &[], "--shard 1/-1: \"-1\" is not a number");
    }

    #[test]
    fn auto_reads_the_variables_of_the_engine() {
        let gitlab = [("CI_NODE_INDEX", "2"), ("CI_NODE_TOTAL", "3")];
        check("auto", &gitlab, "shard 2/3 by GitLab CI");
        let circle = [("CIRCLE_NODE_INDEX", "2"), ("CIRCLE_NODE_TOTAL", "3")];
        check("auto", &circle, "shard 3/3 by CircleCI");
        check("auto/4", &[("JOB_COMPLETION_INDEX", "0")], "shard 1/4 by Kubernetes");
    }

    #[test]
    fn auto_never_guesses_a_shard() {
        let total = [("CI_NODE_TOTAL", "3"), ("CI_NODE_INDEX", "")];
        let none = "--shard auto: no CI engine was found: none of CI_NODE_INDEX with CI_NODE_TOTAL, \
                    CIRCLE_NODE_INDEX with CIRCLE_NODE_TOTAL, BUILDKITE_PARALLEL_JOB with \
                    BUILDKITE_PARALLEL_JOB_COUNT, SYSTEM_JOBPOSITIONINPHASE with \
                    SYSTEM_TOTALJOBSINPHASE, TEST_SHARD_INDEX with TEST_TOTAL_SHARDS is set";
        check("auto", &total, none);
        let two = [
            ("CI_NODE_INDEX", "1"),
            ("CI_NODE_TOTAL", "3"),
            ("TEST_SHARD_INDEX", "1"),
            ("TEST_TOTAL_SHARDS", "3"),
        ];
        check(
            "auto",
            &two,
            "--shard auto: the variables of GitLab CI and Bazel are set; write the shard as I/N",
        );
        let other = [("CI_NODE_INDEX", "1"), ("CI_NODE_TOTAL", "3")];
        check("auto/4", &other, "--shard auto/4: GitLab CI has 3 jobs, not 4");
        let odd = [("CI_NODE_INDEX", "x"), ("CI_NODE_TOTAL", "3")];
        check("auto", &odd, "--shard auto: CI_NODE_INDEX is \"x\", which is not a number");
        let zero = [("CI_NODE_INDEX", "0"), ("CI_NODE_TOTAL", "3")];
        check("auto", &zero, "--shard auto: CI_NODE_INDEX is 0, below 1");
    }
}
