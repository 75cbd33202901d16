//! The items of a suite, bound one after the other, with the probes that are made of them.

use std::collections::BTreeMap;

use crate::plan::CaseIndex;
use crate::plan::PlannedCase;
use crate::plan::compile::case_order::Member;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::{Claim, Ground};
use crate::plan::compile::suite::Compiler;
use crate::plan::probes::derive_all::attach;
use crate::plan::probes::insert_probes::weave;
use crate::plan::resolve::suite_names::Names;

/// What became of an item, before the order is known.
pub(in crate::plan) struct Draft<'c> {
    pub(in crate::plan) planned: PlannedCase,
    pub(in crate::plan) member: Member,
    pub(in crate::plan) asked: Asked<'c>,
}

/// What an item asks for, and where.
pub(in crate::plan) struct Asked<'c> {
    pub(in crate::plan) ground: Ground<'c>,
    /// `None` where what is expected is not documented, which was reported.
    pub(in crate::plan) claim: Option<Claim>,
}

/// All that was bound.
pub(in crate::plan) struct Drafts<'s> {
    pub(in crate::plan) cases: Vec<PlannedCase>,
    pub(in crate::plan) members: Vec<Member>,
    pub(in crate::plan) names: Names<'s>,
    pub(in crate::plan) credentials: Credentials,
}

impl<'s> Drafts<'s> {
    /// Nothing.
    pub(in crate::plan) fn none(names: Names<'s>, credentials: Credentials) -> Self {
        Self { cases: Vec::new(), members: Vec::new(), names, credentials }
    }

    /// Binds the items of a suite; `base` is the position of its first case in the plan.
    pub(in crate::plan) fn of(mut compiler: Compiler<'s, '_>, base: CaseIndex) -> Self {
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
