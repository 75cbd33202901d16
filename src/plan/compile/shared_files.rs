//! Combines the exports of shared files, and orders cases of several files.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::compile::case_order::ResourceUsers;
use crate::plan::compile::credentials::Credentials;
use crate::plan::expression_scope::{
    CaptureProducer, CaptureUse, NameMeaning, ResolvedCredential, SharedCredential, SharedExports,
    SharedName, TakenName,
};
use crate::plan::model::case::PlannedCase;
use crate::plan::model::plan::PlannedSuite;
use crate::plan::model::plan_index::{CaseIndex, SlotId};
use crate::plan::resolve::suite_names::SuiteNames;

impl SharedExports {
    /// Adds the exports of another file; `place` is the place that uses that file. A file that is used on
    /// two ways exports each name once. The same name from two files is reported.
    pub(in crate::plan) fn join(
        &mut self,
        other: &Self,
        place: Span,
        problems: &mut Vec<Diagnostic>,
    ) {
        for (name, known) in &other.names {
            let second = TakenName { span: known.span, kind: known.meaning.kind() };
            match self.names.get(name) {
                Some(first) if first.span != known.span => {
                    problems.push(exported_twice(name, place, first.span, second));
                }
                Some(_) => {}
                None => drop(self.names.insert(name.clone(), known.clone())),
            }
        }
        for (name, known) in &other.credentials {
            let second = TakenName { span: known.span, kind: "credentials" };
            match self.credentials.get(name) {
                Some(first) if first.span != known.span => {
                    problems.push(exported_twice(name, place, first.span, second));
                }
                Some(_) => {}
                None => drop(self.credentials.insert(name.clone(), known.clone())),
            }
        }
        self.setup.extend(&other.setup);
        self.allowed_hosts.extend(other.allowed_hosts.iter().cloned());
    }

    /// Adds the variables, captures and credentials of the file itself; `setup` are its own setup cases.
    pub(in crate::plan) fn with_own(
        mut self,
        names: &SuiteNames<'_>,
        credentials: &Credentials,
        setup: impl IntoIterator<Item = CaseIndex>,
    ) -> Self {
        for (name, value) in names.own_variables() {
            let meaning = NameMeaning::Variable(value.clone());
            self.names.insert(name.text.clone(), SharedName { span: name.span, meaning });
        }
        for (name, producer) in &names.captures {
            // The captures of teardown are made after all cases that could use them.
            if producer.phase == Phase::Setup && producer.case.is_some() {
                let span = producer.span;
                let producer = CaptureProducer { case: None, ..producer.clone() };
                let meaning = NameMeaning::Capture(producer);
                self.names.insert(name.clone(), SharedName { span, meaning });
            }
        }
        for credential in &names.suite.credentials {
            let name = &credential.name;
            if let Some(known) = credentials.named(&name.text) {
                let credential = exported(known);
                self.credentials
                    .insert(name.text.clone(), SharedCredential { span: name.span, credential });
            }
        }
        self.setup.extend(setup);
        self
    }
}

/// Returns a credential for the users of its file, without the positions of producers, which have no meaning in
/// another suite.
fn exported(known: &ResolvedCredential) -> ResolvedCredential {
    let uses = known.uses.iter().map(|used| CaptureUse { case: None, ..used.clone() });
    ResolvedCredential { uses: uses.collect(), ..known.clone() }
}

fn exported_twice(name: &str, place: Span, first: Span, second: TakenName) -> Diagnostic {
    let message = format!("two of the used files define `{name}`");
    let kind = second.kind;
    Diagnostic::error(Code::NAME_TAKEN, message)
        .at(place, "this file has the second definition")
        .related(first, format!("{kind} of this name"))
        .related(second.span, format!("{kind} of the same name"))
        .help("a name has one meaning: rename one of them")
}

/// A case that uses a capture of a shared file.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct SharedCaptureUser {
    pub(in crate::plan) slot: SlotId,
    pub(in crate::plan) case: CaseIndex,
    /// True if the request's method is safe.
    pub(in crate::plan) safe: bool,
}

/// Orders cases of several suites that use the same capture of a shared file, if one of them may change the
/// resource that the capture identifies. Cases of the same suite are in order already.
pub(in crate::plan) fn order_shared_capture_users(
    cases: &mut [PlannedCase],
    users: &[SharedCaptureUser],
) {
    let mut by_slot: BTreeMap<SlotId, ResourceUsers<CaseIndex>> = BTreeMap::new();
    for user in users {
        let earlier = by_slot.entry(user.slot).or_insert_with(ResourceUsers::new);
        let before =
            if user.safe { earlier.add_safe(user.case) } else { earlier.add_unsafe(user.case) };
        let suite = cases[user.case.0].suite;
        let before = before.into_iter().filter(|on| cases[on.0].suite != suite).collect();
        follow(&mut cases[user.case.0], before);
    }
}

/// Makes the teardown of shared files follow every case of the suites that use the files.
pub(in crate::plan) fn run_shared_teardown_last(
    suites: &[PlannedSuite],
    cases: &mut [PlannedCase],
) {
    let suite_of: Vec<usize> = cases.iter().map(|case| case.suite).collect();
    for case in cases.iter_mut() {
        let shared = case.suite;
        if case.phase == Phase::Teardown && suites[shared].shared {
            let uses_file = |suite: &usize| suites[*suite].uses.contains(&shared);
            let before = suite_of.iter().enumerate().filter(|(_, suite)| uses_file(suite));
            follow(case, before.map(|(at, _)| CaseIndex(at)).collect());
        }
    }
}

/// Adds cases to those that must have ended before a case starts.
pub(in crate::plan) fn follow(case: &mut PlannedCase, before: BTreeSet<CaseIndex>) {
    let follows: BTreeSet<CaseIndex> = case.follows.iter().copied().chain(before).collect();
    // A required case must have ended anyway, so the two lists stay disjoint.
    case.follows = follows.into_iter().filter(|on| !case.requires.contains(on)).collect();
}
