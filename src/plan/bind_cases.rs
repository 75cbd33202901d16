//! The items of a suite, bound one after the other, with the probes that are made of them.

use std::collections::BTreeMap;

use super::CaseIndex;
use super::PlannedCase;
use super::claim::{Claim, Ground};
use super::credentials::Credentials;
use super::names::Names;
use super::order::Member;
use super::probes::{attach, weave};
use super::suite::Compiler;

/// What became of an item, before the order is known.
pub(super) struct Draft<'c> {
    pub(super) planned: PlannedCase,
    pub(super) member: Member,
    pub(super) asked: Asked<'c>,
}

/// What an item asks for, and where.
pub(super) struct Asked<'c> {
    pub(super) ground: Ground<'c>,
    /// `None` where what is expected is not documented, which was reported.
    pub(super) claim: Option<Claim>,
}

/// All that was bound.
pub(super) struct Drafts<'s> {
    pub(super) cases: Vec<PlannedCase>,
    pub(super) members: Vec<Member>,
    pub(super) names: Names<'s>,
    pub(super) credentials: Credentials,
}

impl<'s> Drafts<'s> {
    /// Nothing.
    pub(super) fn none(names: Names<'s>, credentials: Credentials) -> Self {
        Self { cases: Vec::new(), members: Vec::new(), names, credentials }
    }

    /// Binds the items of a suite; `base` is the position of its first case in the plan.
    pub(super) fn of(mut compiler: Compiler<'s, '_>, base: CaseIndex) -> Self {
        let items = compiler.items;
        let probed = compiler.names.suite.probes.is_some()
            || items.iter().any(|item| item.case.probes.is_some());
        let mut cases: Vec<PlannedCase> = Vec::with_capacity(items.len());
        let mut members = Vec::with_capacity(items.len());
        // What is asked for is kept where a replay or a probe comes to ask for it.
        let mut asked: BTreeMap<usize, Asked<'_>> = BTreeMap::new();
        for (at, item) in items.iter().enumerate() {
            let draft = match (item.control, item.token_of) {
                (Some((control, span)), _) => {
                    compiler.replay(item, (&cases[control], &asked[&control]), span)
                }
                (None, Some(credential)) => compiler.token(item, credential),
                (None, None) => compiler.case(item),
            };
            if let Some(table) = &item.case.large {
                compiler.check_rows(item, table.as_ref());
            }
            cases.push(draft.planned);
            members.push(draft.member);
            if probed || item.case.replay.is_some() {
                asked.insert(at, draft.asked);
            }
        }
        let Compiler { layers, mut names, mut credentials, .. } = compiler;
        if probed {
            let drafts = cases.into_iter().zip(members).zip(asked.into_values());
            let drafts = drafts.map(|((planned, member), asked)| Draft { planned, member, asked });
            let woven = attach((items, drafts.collect()), layers, &mut names, &mut credentials);
            (cases, members) = weave(woven, base);
        }
        Self { cases, members, names, credentials }
    }
}
