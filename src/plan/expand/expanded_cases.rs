//! The cases of a suite as they are run: a row of a table is one, a replay is one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::diagnostic::Span;
use crate::event::Phase;
use crate::plan::SlotId;
use crate::plan::compile::token_requests::Fetch;
use crate::suite::{Case, Credential, Row, Suite};

/// A case as it is run: one row of its table, or the replay of one.
pub(in crate::plan) struct Item<'s> {
    pub(in crate::plan) case: &'s Case,
    pub(in crate::plan) row: Option<&'s Row>,
    pub(in crate::plan) phase: Phase,
    pub(in crate::plan) id: Cow<'s, str>,
    /// For a replay, the position of the case that it repeats, with where the suite asks for it.
    pub(in crate::plan) control: Option<(usize, Span)>,
    /// One slot for each capture; none for a replay.
    pub(in crate::plan) slots: Vec<SlotId>,
    /// What it fetches the token of, if it does that.
    pub(in crate::plan) token_of: Option<&'s Credential>,
}

/// The cases that fetch tokens, then every case once for each row of its table, and each with its
/// replay behind it.
pub(in crate::plan) fn expand<'s>(
    suite: &'s Suite,
    fetches: &'s [Fetch<'s>],
    first_slot: usize,
) -> Vec<Item<'s>> {
    let mut slot = first_slot;
    let cases = phases(suite).count();
    let mut items: Vec<Item<'_>> = Vec::with_capacity(fetches.len() + cases);
    for Fetch { credential, case } in fetches {
        let (id, slots) = (Cow::Borrowed(case.id.text.as_str()), vec![SlotId(slot)]);
        let token_of = Some(*credential);
        let phase = Phase::Setup;
        items.push(Item { case, row: None, phase, id, control: None, slots, token_of });
        slot += 1;
    }
    for (phase, case) in phases(suite) {
        let alone = case.each.is_none().then_some(None);
        for row in alone.into_iter().chain(case.each.iter().flatten().map(Some)) {
            // A case that stands for all rows has the name of none.
            let named = row.filter(|_| case.large.is_none());
            let id = named.map_or(Cow::Borrowed(case.id.text.as_str()), |row| {
                Cow::Owned(format!("{}[{}]", case.id.text, row.label))
            });
            let slots = (slot..slot + case.capture.len()).map(SlotId).collect();
            slot += case.capture.len();
            let control = items.len();
            items.push(Item {
                case,
                row,
                phase,
                id: id.clone(),
                control: None,
                slots,
                token_of: None,
            });
            if let Some(span) = case.replay {
                let id = Cow::Owned(format!("{id}~replay"));
                let control = Some((control, span));
                let slots = Vec::new();
                items.push(Item { case, row, phase, id, control, slots, token_of: None });
            }
        }
    }
    items
}

/// All cases of a suite in the order of the plan.
pub(in crate::plan) fn phases(suite: &Suite) -> impl Iterator<Item = (Phase, &Case)> {
    let setup = suite.setup.iter().map(|case| (Phase::Setup, case));
    let cases = suite.cases.iter().map(|case| (Phase::Case, case));
    let teardown = suite.teardown.iter().map(|case| (Phase::Teardown, case));
    setup.chain(cases).chain(teardown)
}

/// The positions that an id stands for: a case, a row, a replay, or all rows and replays of a case.
pub(in crate::plan) fn ids<'s>(
    suite: &'s Suite,
    items: &[Item<'s>],
) -> BTreeMap<String, Vec<usize>> {
    let mut ids: BTreeMap<String, Vec<usize>> =
        phases(suite).map(|(_, case)| (case.id.text.clone(), Vec::new())).collect();
    for (at, item) in items.iter().enumerate() {
        ids.entry(item.case.id.text.clone()).or_default().push(at);
        if item.id != item.case.id.text {
            ids.entry(item.id.to_string()).or_default().push(at);
        }
    }
    ids
}

/// Whether an id is that of a row of this case.
pub(in crate::plan) fn is_row_of(id: &str, case: &str) -> bool {
    id.strip_prefix(case).is_some_and(|rest| rest.starts_with('[') && rest.ends_with(']'))
}
