//! The tour of the suite language in `suites/features` runs green against the reference server, and each feature in
//! it can fail. The table names the server fault or the changed suite line that makes the feature fail.

mod stage;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use statusquo::source::Form;
use statusquo::suite::{FUNCTIONS, SHARED_FORM, SUITE_FORM};

use super::fixture::root;
use stage::{Ended, Stage};
use table::features;

/// One feature of the suite language or of the command line.
struct Feature {
    name: &'static str,
    /// The place where the tour uses the feature.
    used: Used,
    /// A change that makes the feature fail.
    fails: Fails,
}

/// The place where a feature is used, with its result in a green run.
enum Used {
    /// A case that passes.
    Passes(&'static str),
    /// A case that passes and is reported as flaky.
    Flaky(&'static str),
    /// A case that fails, as its waiver allows.
    Waived(&'static str),
    /// A command line with its exit code and a part of its output.
    Says(&'static str, i32, &'static str),
    /// A test in a file, for a feature that no suite can show.
    Test(&'static str, &'static str),
}

/// A change that makes a feature fail.
enum Fails {
    /// The server has a fault, and a case fails.
    Fault(&'static str, &'static str),
    /// One line of a file of the tour is replaced, and a case has another result.
    Line(&'static str, &'static str, &'static str, Ends),
    /// A command line with its exit code and a part of its output.
    Says(&'static str, i32, &'static str),
    /// A test in a file, for a failure that no suite can show.
    Test(&'static str, &'static str),
}

/// The result of a wrong suite.
enum Ends {
    /// The response to this case does not match the expectation. Exit code 1.
    Failed(&'static str),
    /// A case could not be judged, and the output has this text. Exit code 3.
    Unjudged(&'static str),
    /// Nothing is sent, and the output has this text. Exit code 2.
    Refused(&'static str),
}

/// The arguments that run the whole tour.
const TOUR: &str = "run suites/features --target reference";

#[test]
fn the_tour_passes_and_uses_each_feature() {
    let stage = Stage::new();
    let green = stage.run(root(), TOUR);
    assert_eq!(green.code, 0, "{}", green.said);
    let mut lacking = Vec::new();
    for feature in features() {
        let holds = match feature.used {
            Used::Passes(case) => green.outcome(case) == "passed",
            Used::Flaky(case) => green.outcome(case) == "flaky",
            Used::Waived(case) => green.outcome(case) == "waived",
            Used::Says(line, code, word) => {
                let ended = stage.run(root(), line);
                ended.code == code && ended.said.contains(word)
            }
            Used::Test(file, name) => has_test(file, name),
        };
        if !holds {
            lacking.push(feature.name);
        }
    }
    assert!(lacking.is_empty(), "not used, or with another result: {lacking:#?}\n{}", green.said);
}

#[test]
fn each_feature_can_fail() {
    let stage = Stage::new();
    let features = features();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(feature) = features.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if let Err(story) = fails(&stage, &feature.fails) {
                        wrong.lock().expect("a list").push(format!("{}: {story}", feature.name));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{} features: {}", wrong.len(), wrong.join("\n"));
}

fn fails(stage: &Stage, fails: &Fails) -> Result<(), String> {
    let told = |holds: bool, ended: &Ended| if holds { Ok(()) } else { Err(ended.story()) };
    match fails {
        Fails::Fault(fault, case) => {
            let ended = stage.run(root(), &format!("{} --fault {fault}", alone(case)));
            told(ended.outcome(case) == "failed" && ended.code == 1, &ended)
        }
        Fails::Line(file, line, wrong, ends) => {
            let folder = stage::with_line(file, line, wrong);
            let run = if let Ends::Failed(case) = ends { &alone(case) } else { TOUR };
            let ended = stage.run(folder.path(), run);
            match ends {
                Ends::Failed(case) => {
                    told(ended.outcome(case) == "failed" && ended.code == 1, &ended)
                }
                Ends::Unjudged(word) => told(ended.said.contains(word) && ended.code == 3, &ended),
                Ends::Refused(word) => told(ended.said.contains(word) && ended.code == 2, &ended),
            }
        }
        Fails::Says(line, code, word) => {
            let ended = stage.run(root(), line);
            told(ended.code == *code && ended.said.contains(word), &ended)
        }
        Fails::Test(file, name) => {
            has_test(file, name).then_some(()).ok_or_else(|| format!("{file} has no `{name}`"))
        }
    }
}

/// Returns the arguments that run one case with its dependencies, or the whole tour if the case cannot be selected.
fn alone(case: &str) -> String {
    if case.contains('~') { TOUR.to_owned() } else { format!("{TOUR} --filter {case}") }
}

fn has_test(file: &str, name: &str) -> bool {
    let text = fs::read_to_string(root().join(file)).expect("a file of tests");
    text.contains(&format!("fn {name}()"))
}

#[test]
fn a_seed_reproduces_the_generated_values() {
    let stage = Stage::new();
    let line =
        "run suites/features/values.yaml --target reference --dry-run --filter chance --seed";
    let said = |seed: u32| stage.run(root(), &format!("{line} {seed}")).said;
    let (first, again, other) = (said(7), said(7), said(8));
    assert!(first.contains("name=\"note\""), "{first}");
    assert_eq!(first, again);
    assert_ne!(first, other);
}

/// Keys of probes, which have suites of their own (`suites/point-probes`).
const OF_PROBES: &[&str] = &[
    "limited", "probes", "only", "except", "request", "absent", "changes", "probe", "set", "remove",
];

/// Keywords that the tour writes in another form.
const SAID_OTHERWISE: &[(&str, &str)] = &[("code", "`expect: 404 RESOURCE_NOT_FOUND` has it too")];

#[test]
fn the_tour_uses_every_keyword_and_every_function() {
    let mut text = String::new();
    for entry in fs::read_dir(root().join("suites/features")).expect("the tour") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            text += &fs::read_to_string(path).expect("a suite");
        }
    }
    let forms = [&SUITE_FORM, &SHARED_FORM].into_iter().flat_map(Form::all);
    let names: BTreeSet<&str> = forms.flat_map(|form| form.keys).map(|key| key.name).collect();
    let known = |name: &str| {
        OF_PROBES.contains(&name) || SAID_OTHERWISE.iter().any(|(other, _)| *other == name)
    };
    let has = |name: &str| {
        text.match_indices(&format!("{name}:")).any(|(at, _)| text[..at].ends_with([' ', '\n']))
    };
    let lacking: Vec<_> = names.into_iter().filter(|name| !known(name) && !has(name)).collect();
    assert!(lacking.is_empty(), "the tour does not use {lacking:?}");
    for function in FUNCTIONS {
        let row = features().iter().any(|feature| feature.name == function.name);
        assert!(row, "no feature `{}`", function.name);
        assert!(text.contains(&format!("${{{}(", function.name)), "{}", function.name);
    }
}
