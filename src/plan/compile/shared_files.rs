//! What shared files bring to those that use them, and the order between the cases of several files.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::compile::credentials::{Credentials, Known};
use crate::plan::resolve::suite_names::{Names, Producer};
use crate::plan::{CaseIndex, Guard, PlannedCase, PlannedSuite, SlotId};
use crate::source::Text;
use crate::suite::Suite;

const NAME_TAKEN: Code = Code::NAME_TAKEN;

/// What a shared file brings, with what the files bring that it uses itself.
#[derive(Debug, Default, Clone)]
pub(in crate::plan) struct Brought {
    /// Variables and captures: they have one name space.
    names: BTreeMap<String, (Span, Meaning)>,
    credentials: BTreeMap<String, (Span, Known)>,
    /// Cases that all cases of those that use the file require.
    pub(in crate::plan) setup: BTreeSet<CaseIndex>,
    /// Where those that use the file may be run.
    pub(in crate::plan) guards: Vec<Guard>,
}

/// What a name means.
#[derive(Debug, Clone)]
enum Meaning {
    Variable(Value),
    Capture(Producer),
}

impl Meaning {
    fn what(&self) -> &'static str {
        match self {
            Self::Variable(_) => "a variable",
            Self::Capture(_) => "a capture",
        }
    }
}

impl Brought {
    /// What several files bring together; `place` is where the second of two is used that do not go
    /// together. A file that comes by two ways brings its things once.
    pub(in crate::plan) fn join(
        &mut self,
        other: &Self,
        place: Span,
        problems: &mut Vec<Diagnostic>,
    ) {
        for (name, (span, meaning)) in &other.names {
            match self.names.get(name) {
                Some((first, _)) if first != span => {
                    problems.push(twice(name, meaning.what(), place, [*first, *span]));
                }
                Some(_) => {}
                None => drop(self.names.insert(name.clone(), (*span, meaning.clone()))),
            }
        }
        for (name, (span, known)) in &other.credentials {
            match self.credentials.get(name) {
                Some((first, _)) if first != span => {
                    problems.push(twice(name, "credentials", place, [*first, *span]));
                }
                Some(_) => {}
                None => drop(self.credentials.insert(name.clone(), (*span, known.clone()))),
            }
        }
        self.setup.extend(&other.setup);
        self.guards.extend(other.guards.iter().cloned());
    }

    /// With what the file itself has; `setup` are its own setup cases.
    pub(in crate::plan) fn with_own(
        mut self,
        names: &Names<'_>,
        credentials: &Credentials,
        setup: impl IntoIterator<Item = CaseIndex>,
    ) -> Self {
        for (name, value) in names.own_variables() {
            self.names.insert(name.text.clone(), (name.span, Meaning::Variable(value.clone())));
        }
        for (name, producer) in &names.captures {
            // What teardown captures comes too late for those that use the file.
            if producer.phase == Phase::Setup && producer.case.is_some() {
                let span = producer.span;
                let producer = Producer { case: None, ..producer.clone() };
                self.names.insert(name.clone(), (span, Meaning::Capture(producer)));
            }
        }
        for credential in &names.suite.credentials {
            if let Some(known) = credentials.named(&credential.name.text) {
                let name = &credential.name;
                self.credentials.insert(name.text.clone(), (name.span, known.of_another()));
            }
        }
        self.setup.extend(setup);
        self
    }

    /// The variables.
    pub(in crate::plan) fn variables(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.names.iter().filter_map(|(name, (_, meaning))| match meaning {
            Meaning::Variable(value) => Some((name, value)),
            Meaning::Capture(_) => None,
        })
    }

    /// The captures.
    pub(in crate::plan) fn captures(&self) -> impl Iterator<Item = (&String, &Producer)> {
        self.names.iter().filter_map(|(name, (_, meaning))| match meaning {
            Meaning::Variable(_) => None,
            Meaning::Capture(producer) => Some((name, producer)),
        })
    }

    /// The credentials.
    pub(in crate::plan) fn credentials(&self) -> impl Iterator<Item = (&String, &Known)> {
        self.credentials.iter().map(|(name, (_, known))| (name, known))
    }

    /// Where every name that a suite cannot give away again got its meaning, and what that is: the names
    /// that are brought, and the suite's own variables. A variable that is brought already is reported.
    pub(in crate::plan) fn taken<'n>(
        &'n self,
        suite: &'n Suite,
        problems: &mut Vec<Diagnostic>,
    ) -> BTreeMap<&'n str, (Span, &'static str)> {
        let brought = self.names.iter();
        let mut taken: BTreeMap<&str, (Span, &'static str)> = brought
            .map(|(name, (span, meaning))| (name.as_str(), (*span, meaning.what())))
            .collect();
        for variable in &suite.vars {
            let name = &variable.name;
            match taken.get(name.text.as_str()) {
                Some((first, what)) => problems.push(is_taken(name, *first, what)),
                None => drop(taken.insert(&name.text, (name.span, "a variable"))),
            }
        }
        for credential in &suite.credentials {
            let name = &credential.name;
            if let Some((first, _)) = self.credentials.get(&name.text) {
                problems.push(is_taken(name, *first, "credentials"));
            }
        }
        taken
    }
}

/// The diagnostic for a name that means something already.
pub(in crate::plan) fn is_taken(name: &Text, first: Span, what: &str) -> Diagnostic {
    let message = format!("`{}` is the name of {what} already", name.text);
    Diagnostic::error(NAME_TAKEN, message)
        .at(name.span, "the same name again")
        .related(first, format!("{what} of this name"))
        .help("give one of them another name; `--var` and `--vars` change the value of a variable for a run")
}

fn twice(name: &str, what: &str, place: Span, [first, second]: [Span; 2]) -> Diagnostic {
    let message = format!("`{name}` comes from two of the files that are used");
    Diagnostic::error(NAME_TAKEN, message)
        .at(place, "the second one comes from here")
        .related(first, format!("{what} of this name"))
        .related(second, format!("{what} of the same name"))
        .help("a name means one thing: rename one of them")
}

/// A case that uses the capture of a shared file.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct User {
    pub(in crate::plan) slot: SlotId,
    pub(in crate::plan) case: CaseIndex,
    pub(in crate::plan) safe: bool,
}

/// Puts cases that use the same capture of a shared file into the order of their suites, where one of
/// them may change what it names. Within a suite they are in order already.
pub(in crate::plan) fn order_users(cases: &mut [PlannedCase], users: &[User]) {
    let mut by_slot: BTreeMap<SlotId, Vec<User>> = BTreeMap::new();
    for user in users {
        by_slot.entry(user.slot).or_default().push(*user);
    }
    for users in by_slot.values() {
        let mut change: Option<CaseIndex> = None;
        let mut looks: Vec<CaseIndex> = Vec::new();
        for user in users {
            let looked = if user.safe { &[][..] } else { looks.as_slice() };
            let suite = cases[user.case.0].suite;
            let before: Vec<CaseIndex> = change.iter().chain(looked).copied().collect();
            let before = before.into_iter().filter(|on| cases[on.0].suite != suite).collect();
            follow(&mut cases[user.case.0], before);
            if user.safe {
                looks.push(user.case);
            } else {
                change = Some(user.case);
                looks.clear();
            }
        }
    }
}

/// Lets the teardown of shared files come after every case of the files that use them.
pub(in crate::plan) fn clear_away_last(suites: &[PlannedSuite], cases: &mut [PlannedCase]) {
    let of: Vec<usize> = cases.iter().map(|case| case.suite).collect();
    for case in cases.iter_mut() {
        let cleared = case.suite;
        if case.phase == Phase::Teardown && suites[cleared].shared {
            let by_user = |suite: &usize| suites[*suite].uses.contains(&cleared);
            let before = of.iter().enumerate().filter(|(_, suite)| by_user(suite));
            follow(case, before.map(|(at, _)| CaseIndex(at)).collect());
        }
    }
}

/// Adds cases to those that must have ended before.
pub(in crate::plan) fn follow(case: &mut PlannedCase, before: BTreeSet<CaseIndex>) {
    let follows: BTreeSet<CaseIndex> = case.follows.iter().copied().chain(before).collect();
    case.follows = follows.into_iter().filter(|on| !case.requires.contains(on)).collect();
}
